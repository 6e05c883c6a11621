package postgres

import (
	"fmt"
	"reflect"
	"strings"

	"opencec/tools/query"
	"opencec/tools/register"
)

// This file derives columns from the fields of records in package register. A new field with
// one value needs only a migration that adds its column.

// A fieldColumn is the column of a field, of a record or of a part of one.
type fieldColumn = columnFrom[reflect.Value]

// recordTable describes the table with a row for each record of a kind: a column for each
// field with one value, further columns that are computed, and those from the history.
func recordTable[R register.Record](further ...columnFrom[R]) *table {
	var none R
	kind := none.RecordKind()
	fields, history := fieldColumns(reflect.TypeFor[R]().Elem(), "", false), historyColumns(kind)
	t := &table{name: recordTableName(kind), of: []register.Kind{kind}, key: "id"}
	t.columns = columnNames(history, columnNames(further, columnNames(fields, t.key)...)...)
	t.rows = func(w *rowWriter, rec register.Record) {
		w.begin()
		w.add(t.key, rec.RecordMeta().ID)
		addAll(w, fields, reflect.ValueOf(rec).Elem())
		addAll(w, further, rec.(R))
		addAll(w, history, rec.RecordMeta())
	}
	return t
}

// recordTableName names the table with a row for each record of a kind.
func recordTableName(k register.Kind) string { return strings.ReplaceAll(k.Folder(), "-", "_") }

// historyColumns returns the columns that come from the history.
func historyColumns(k register.Kind) []columnFrom[*register.Meta] {
	if k.Field("created_at") == nil {
		return nil
	}
	return []columnFrom[*register.Meta]{
		in("created_at", func(m *register.Meta) any { return instant(m.CreatedAt) }),
		in("updated_at", func(m *register.Meta) any { return instant(m.UpdatedAt) }),
		in("commit_id", func(m *register.Meta) any { return optional(m.Commit) }),
	}
}

// fieldColumns returns the columns of the fields of a struct, in its order. Those of a part
// begin with the part's name, and may be NULL, because the whole part may be missing.
func fieldColumns(t reflect.Type, part string, nullable bool) []fieldColumn {
	var columns []fieldColumn
	for _, f := range register.FieldsOf(t) {
		if f.Name != "" && f.Stored != "former_ids" { // fields without a name are only for checks; former ids of all kinds share one table
			columns = append(columns, columnsOf(f, part, nullable || f.Nullable)...)
		}
	}
	return columns
}

// columnsOf returns the columns of a field: none if it has tables of its own.
func columnsOf(f *register.Field, part string, nullable bool) []fieldColumn {
	name := columnName(f, part)
	of := func(value func(*rowWriter, reflect.Value) any) fieldColumn {
		return fieldColumn{name, func(w *rowWriter, contents reflect.Value) any { return value(w, f.Of(contents)) }}
	}
	switch {
	case f.Type == reflect.TypeFor[register.Date]():
		return []fieldColumn{of(func(w *rowWriter, v reflect.Value) any { return w.day(name, v, nullable) })}
	case f.Type == reflect.TypeFor[[]string]() && f.Filter == "":
		return []fieldColumn{of(func(_ *rowWriter, v reflect.Value) any { return list(v.Interface().([]string)) })}
	}
	switch f.Type.Kind() {
	case reflect.String:
		columns := []fieldColumn{of(func(_ *rowWriter, v reflect.Value) any { return textValue(v.String(), nullable) })}
		if f.Filter != "" {
			key := of(func(_ *rowWriter, v reflect.Value) any { return textValue(query.FoldCase(v.String()), nullable) })
			key.name += keySuffix
			columns = append(columns, key)
		}
		return columns
	case reflect.Bool:
		return []fieldColumn{of(func(_ *rowWriter, v reflect.Value) any { return v.Bool() })}
	case reflect.Int:
		return []fieldColumn{of(func(_ *rowWriter, v reflect.Value) any { return int(v.Int()) })}
	case reflect.Float64:
		return []fieldColumn{of(func(_ *rowWriter, v reflect.Value) any { return v.Float() })}
	case reflect.Pointer:
		if f.Type.Elem().Kind() == reflect.Struct {
			return partColumns(f)
		}
		return []fieldColumn{of(func(_ *rowWriter, v reflect.Value) any { return pointedTo(v) })}
	case reflect.Slice, reflect.Map:
		return nil
	}
	panic(fmt.Sprintf("postgres: the field %s has the type %v, for which there is no column", f.Stored, f.Type))
}

// pointedTo returns what a pointer points to, or nil (NULL) for a nil pointer.
func pointedTo(v reflect.Value) any {
	if v.IsNil() {
		return nil
	}
	return v.Elem().Interface()
}

// partColumns returns the columns of a part that a record may have.
func partColumns(f *register.Field) []fieldColumn {
	columns := fieldColumns(f.Type.Elem(), f.Stored+"_", true)
	for i, c := range columns {
		columns[i].value = func(w *rowWriter, contents reflect.Value) any {
			part := f.Of(contents)
			if part.IsNil() {
				return nil
			}
			return c.value(w, part.Elem())
		}
	}
	return columns
}

// keySuffix ends the names of columns that hold a text in the form that queries compare.
const keySuffix = "_key"

// columnName names the column of a field. A text with a filter has the filter's name.
func columnName(f *register.Field, part string) string {
	switch {
	case f.Refers != "" && f.Type.Kind() == reflect.String:
		return part + f.Stored + "_id"
	case f.Filter != "":
		return f.Filter
	}
	return part + f.Stored
}

// textValue returns the value of a text column; NULL for "" if the column is nullable.
func textValue(s string, nullable bool) any {
	if nullable {
		return optional(s)
	}
	return s
}

// day returns the value of a date column. A missing date is a problem, unless the column is
// nullable.
func (w *rowWriter) day(column string, v reflect.Value, nullable bool) register.Date {
	d := register.ValueOf[register.Date](v)
	if d.IsZero() && !nullable {
		w.problem(column, "it has no date")
	}
	return d
}

// entryTable describes the table with a row for each entry of a list of texts or ids that
// queries can filter by.
func entryTable[R register.Record](stored string) *table {
	f := storedField(reflect.TypeFor[R]().Elem(), stored)
	columns := folded(f.Filter)
	if f.Refers != "" {
		columns = []columnFrom[string]{in(f.Filter+"_id", func(id string) any { return id })}
	}
	return partTable(plural(f.Filter), func(rec R) []string {
		return register.ValueOf[[]string](f.Of(reflect.ValueOf(rec).Elem()))
	}, columns...)
}

// storedField returns the field of a struct by its name in files.
func storedField(t reflect.Type, name string) *register.Field {
	for _, f := range register.FieldsOf(t) {
		if f.Stored == name {
			return f
		}
	}
	panic(fmt.Sprintf("postgres: %v has no field %s", t, name))
}

// folded returns the columns of a text that every row has.
func folded(name string) []columnFrom[string] {
	return []columnFrom[string]{
		in(name, func(s string) any { return s }),
		in(name+keySuffix, func(s string) any { return query.FoldCase(s) }),
	}
}

// plural names the table of entries by the name of one: aliases, test_profiles.
func plural(entry string) string {
	if strings.HasSuffix(entry, "s") {
		return entry + "es"
	}
	return entry + "s"
}
