package postgres

import (
	"context"
	"testing"

	"opencec/tools/query"
	"opencec/tools/register"
)

// TablesURL returns the URL of a database with the tables and nothing in them.
func TablesURL(t testing.TB) string {
	t.Helper()
	return tablesURL(t)
}

// ColumnOf returns the column that has the values of a field.
func (e *Engine) ColumnOf(c *query.Collection, f *query.Field) string {
	if f.Via != nil {
		return e.sources["certificates"].ref(f.Via).column
	}
	return e.sources[c.Kind].ref(f).column
}

// ReadOutlines reads what Outlines returns, so many listings at once.
func (e *Engine) ReadOutlines(ctx context.Context, atOnce int) ([]*register.Listing, error) {
	return e.readOutlines(ctx, atOnce)
}
