package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// AppendRecord implements query.Engine.
func (e *Engine) AppendRecord(ctx context.Context, dst []byte, id string, q *query.Query) ([]byte, bool, error) {
	if !storable(id) {
		return dst, false, nil
	}
	documents, err := e.documentsOf(ctx, q, []string{id})
	if err != nil {
		return dst, false, fmt.Errorf("reading the %s %s: %w", q.Collection.Kind.Name(), id, err)
	}
	if len(documents) == 0 {
		return dst, false, nil
	}
	shown := shownRows{q, documents}
	return shown.AppendJSON(dst, 0), true, nil
}

// CurrentID implements query.Engine.
func (e *Engine) CurrentID(ctx context.Context, k register.Kind, id string) (string, bool, error) {
	if !storable(id) {
		return "", false, nil
	}
	var found *string
	err := e.ask(ctx, func() []question {
		c := e.compiler(register.Date{})
		kind, given := c.arg(k.Folder(), "text"), c.arg(id, "text")
		s := c.statement("select coalesce((select d.id from records d where d.kind = "+kind, "and d.id = "+given, "and", c.of("d"),
			"), (select max(f.id) from former_ids f where f.kind = "+kind, "and f.former_id = "+given, "and", c.of("f"), "))")
		return []question{{s, func(answer pgx.Rows) (err error) {
			found, err = pgx.CollectExactlyOneRow(answer, pgx.RowTo[*string])
			return err
		}}}
	})
	if err != nil {
		return "", false, fmt.Errorf("looking for the %s %s: %w", k.Name(), id, err)
	}
	if found == nil {
		return "", false, nil
	}
	return *found, true, nil
}

// IDs implements query.Engine.
func (e *Engine) IDs(ctx context.Context, k register.Kind, group string) (ids []string, err error) {
	err = e.ask(ctx, func() []question {
		c := e.compiler(register.Date{})
		parts := []string{"select d.id from records d where d.kind = " + c.arg(k.Folder(), "text"), "and " + c.of("d")}
		if k.Depth() == 2 {
			parts = append(parts, "and "+c.like("d.id", []query.Value{{Text: group + "/"}}, "", "%"))
		}
		return []question{{c.statement(append(parts, "order by d.id")...), func(answer pgx.Rows) (err error) {
			ids, err = pgx.CollectRows(answer, pgx.RowTo[string])
			return err
		}}}
	})
	if err != nil {
		return nil, fmt.Errorf("looking for %s of %s: %w", k.Folder(), group, err)
	}
	return ids, nil
}
