package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// readHistories reads the histories of all records at once, if a query includes them.
func (e *Engine) readHistories(ctx context.Context, q *query.Query, documents []document) error {
	if !q.IncludesHistory() {
		return nil
	}
	known, err := e.known()
	if err != nil || len(documents) == 0 {
		return err
	}
	ids := make([]string, len(documents))
	places := make(map[string]*document, len(documents))
	for i := range documents {
		ids[i], places[documents[i].id] = documents[i].id, &documents[i]
	}
	read := func(answer pgx.Rows) error {
		for i := range documents {
			documents[i].history = nil
		}
		var id, line string
		_, err := pgx.ForEachRow(answer, []any{&id, &line}, func() error {
			d := places[id]
			if len(d.history) > 0 {
				d.history = append(d.history, ',')
			}
			d.history = append(d.history, line...)
			return nil
		})
		return err
	}
	return e.origin.ask(ctx, func() []question { return []question{{e.historiesStatement(known, q.Collection.Kind, ids), read}} })
}

// historiesStatement selects the lines that concern each of the records, in order.
func (e *Engine) historiesStatement(known *knownRevisions, k register.Kind, ids []string) statement {
	c := e.origin.compiler(register.Date{})
	kind := c.arg(k.Folder(), "text")
	with := c.ids(known, k, ids)
	found := []string{
		c.linesOf(known, "c.kind = "+kind+" and c.id = i.id"),
		c.linesOf(known, "c.kind = "+kind+" and c.former_ids @> array[i.id]"),
	}
	if k == register.Listings {
		found = append(found, c.linesOf(known, "c.listings @> array[i.id]"))
	}
	return c.statement(with+"select f.given, c.line::text from (", strings.Join(found, "\nunion\n"),
		") f join changes c on c.revision = f.revision and c.number = f.number and", c.of("c"), "order by f.given, f.revision, f.number")
}

// linesOf selects the positions of lines that concern a record's ids in one way.
func (c *compiler) linesOf(known *knownRevisions, how string) string {
	return "select i.given, c.revision, c.number from ids i join changes c on " + how + " and " + c.of("c") + " and " + c.upTo("c", known)
}
