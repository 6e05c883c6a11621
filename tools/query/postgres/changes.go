package postgres

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A changeRow is a line of changes.ndjson with its position.
type changeRow struct {
	cursor query.ChangeCursor
	line   []byte
}

// Changes implements query.Engine.
func (e *Engine) Changes(ctx context.Context, q *query.Changes) (query.ChangePage, error) {
	page, err := e.changes(ctx, q)
	if err != nil {
		return query.ChangePage{}, fmt.Errorf("listing changes: %w", err)
	}
	return page, nil
}

func (e *Engine) changes(ctx context.Context, q *query.Changes) (query.ChangePage, error) {
	known, err := e.known()
	if err != nil {
		return query.ChangePage{}, err
	}
	limit := 0
	if q.Limit > 0 {
		limit = q.Limit + 1 // one more shows whether there is a next page
	}
	var rows []changeRow
	page := query.ChangePage{}
	err = e.origin.ask(ctx, func() []question {
		return []question{e.changeRows(known, q, q.After, limit, &rows), {e.changeCount(known, q), func(answer pgx.Rows) (err error) {
			page.Total, err = pgx.CollectExactlyOneRow(answer, pgx.RowTo[int])
			return err
		}}}
	})
	if err != nil {
		return query.ChangePage{}, err
	}
	if q.Limit > 0 && len(rows) > q.Limit {
		rows = rows[:q.Limit]
		page.Next = rows[q.Limit-1].cursor
	}
	for _, r := range rows {
		page.Lines = append(page.Lines, r.line)
	}
	return page, nil
}

// AllChanges implements query.Engine.
func (e *Engine) AllChanges(ctx context.Context, q *query.Changes) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		known, err := e.known()
		if err != nil {
			yield(nil, fmt.Errorf("listing all changes: %w", err))
			return
		}
		for after := q.After; ; {
			var rows []changeRow
			err := e.origin.ask(ctx, func() []question { return []question{e.changeRows(known, q, after, maxPart, &rows)} })
			if err != nil {
				yield(nil, fmt.Errorf("listing all changes: %w", err))
				return
			}
			for _, r := range rows {
				if !yield(r.line, nil) {
					return
				}
			}
			if len(rows) < maxPart {
				return
			}
			after = rows[len(rows)-1].cursor
		}
	}
}

// changeRows returns a question for the lines of a query after a position: at most limit,
// or all if that is 0.
func (e *Engine) changeRows(known *knownRevisions, q *query.Changes, after query.ChangeCursor, limit int, into *[]changeRow) question {
	c := e.origin.compiler(register.Date{})
	conditions := c.changes(known, q)
	if after != (query.ChangeCursor{}) {
		conditions = append(conditions, fmt.Sprintf("(c.revision, c.number) > (%s, %s)", c.arg(strconv.Itoa(after.Seq), "int"), c.arg(strconv.Itoa(after.Number), "int")))
	}
	sql := c.recordIDs(known, q) + "select c.revision, c.number, c.line::text from changes c where " + strings.Join(conditions, "\nand ") + "\norder by c.revision, c.number"
	if limit > 0 {
		sql += " limit " + c.arg(strconv.Itoa(limit), "int")
	}
	return question{c.statement(sql), func(answer pgx.Rows) error {
		*into = nil
		var r changeRow
		var line string
		_, err := pgx.ForEachRow(answer, []any{&r.cursor.Seq, &r.cursor.Number, &line}, func() error {
			r.line = []byte(line)
			*into = append(*into, r)
			return nil
		})
		return err
	}}
}

// changeCount counts the lines of a query.
func (e *Engine) changeCount(known *knownRevisions, q *query.Changes) statement {
	c := e.origin.compiler(register.Date{})
	conditions := c.changes(known, q)
	return c.statement(c.recordIDs(known, q) + "select count(*) from changes c where " + strings.Join(conditions, "\nand "))
}

// changes returns the conditions of a query for changes. They look up the ids of its
// record in recordIDs.
func (c *compiler) changes(known *knownRevisions, q *query.Changes) []string {
	conditions := []string{c.of("c"), c.upTo("c", known)}
	if q.Since > 0 {
		conditions = append(conditions, "c.revision > "+c.arg(strconv.Itoa(q.Since), "int"))
	}
	if q.Kinds != nil {
		conditions = append(conditions, "c.kind = any ("+c.array(storables(q.Kinds), "text")+")")
	}
	for _, f := range []struct {
		column string
		values []string
	}{{"what", q.Events}, {"listings", q.Listings}, {"manufacturers", q.Manufacturers}} {
		if f.values != nil {
			conditions = append(conditions, "c."+f.column+" && "+c.array(storables(f.values), "text"))
		}
	}
	if q.Record != nil {
		conditions = append(conditions, c.concerns(q.Record.Kind, "array(select id from ids)"))
	}
	return conditions
}

// storables removes texts that cannot be in the database.
func storables(texts []string) []string {
	kept := make([]string, 0, len(texts))
	for _, s := range texts {
		if storable(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// upTo is the condition that a row belongs to a known revision.
func (c *compiler) upTo(table string, known *knownRevisions) string {
	return table + ".revision <= " + c.arg(strconv.Itoa(known.newest()), "int")
}

// concerns is the condition that a line concerns a record with one of the ids in an
// array.
func (c *compiler) concerns(k register.Kind, ids string) string {
	own := fmt.Sprintf("c.kind = %s and (c.id = any (%s) or c.former_ids && %[2]s)", c.arg(k.Folder(), "text"), ids)
	if k != register.Listings {
		return "(" + own + ")"
	}
	return "(" + own + " or c.listings && " + ids + ")"
}

// recordIDs selects the ids of the query's record; nothing if it names none.
func (c *compiler) recordIDs(known *knownRevisions, q *query.Changes) string {
	if q.Record == nil {
		return ""
	}
	given := []string{}
	if storable(q.Record.ID) {
		given = append(given, q.Record.ID)
	}
	return c.ids(known, q.Record.Kind, given)
}

// ids selects, for given ids, all ids of the same records: two ids belong to one record
// if a line names one as a former id of the other, or says that it was merged into it.
func (c *compiler) ids(known *knownRevisions, k register.Kind, given []string) string {
	kind := c.arg(k.Folder(), "text")
	return fmt.Sprintf(`with recursive ids (given, id) as (
select g collate "C", g collate "C" from unnest(%s) g
union
select i.given, n.id from ids i join lateral (
select unnest(array[c.id, c.moved_to] || c.former_ids) as id from changes c
where c.kind = %s and (c.id = i.id or c.moved_to = i.id or c.former_ids @> array[i.id]) and %s and %s) n on n.id is not null)
`, c.array(given, "text"), kind, c.of("c"), c.upTo("c", known))
}
