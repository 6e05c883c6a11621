package postgres

import "opencec/tools/query"

// ColumnOf returns the column that has the values of a field.
func (e *Engine) ColumnOf(c *query.Collection, f *query.Field) string {
	if f.Via != nil {
		return e.sources["certificates"].place(f.Via).column
	}
	return e.sources[c.Kind.Folder].place(f).column
}
