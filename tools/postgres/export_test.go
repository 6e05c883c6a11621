package postgres

import (
	"testing"

	"opencec/tools/query"
)

// TablesURL returns the URL of a database with the tables and nothing in them.
func TablesURL(t testing.TB) string {
	t.Helper()
	return tablesURL(t)
}

// ColumnOf returns the column that has the values of a field.
func (e *Engine) ColumnOf(c *query.Collection, f *query.Field) string {
	if f.Via != nil {
		return e.sources["certificates"].place(f.Via).column
	}
	return e.sources[c.Kind.Folder].place(f).column
}
