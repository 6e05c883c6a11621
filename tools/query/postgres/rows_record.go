package postgres

import (
	"fmt"
	"reflect"
	"strings"

	"opencec/tools/query"
	"opencec/tools/register"
)

// Columns that are derived from the fields of records, which package register lists. A new
// field with one value needs nothing here, only a migration that adds its column.

// A fieldColumn is a column of a record, or of a part of one, with a field of it.
type fieldColumn = columnFrom[reflect.Value]

// recordTable describes the table of a kind that has a row for each record: with a column
// for each field that has one value, columns of what the record does not say itself, and
// what the history knows of it.
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

// historyColumns are those of what the history knows of records of a kind.
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

// fieldColumns are the columns of the fields of a struct, in its order. Those of a part have
// the part's name before theirs, and may be NULL, as the whole part may be missing.
func fieldColumns(t reflect.Type, part string, nullable bool) []fieldColumn {
	var columns []fieldColumn
	for _, f := range register.FieldsOf(t) {
		if f.Name != "" && f.Stored != "former_ids" { // the others are for the checks alone; former ids of all kinds have one table
			columns = append(columns, columnsOf(f, part, nullable || f.Nullable)...)
		}
	}
	return columns
}

// columnsOf are the columns of a field: none for one with tables of its own.
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
	panic(fmt.Sprintf("postgres: no column has a field %s of the type %v", f.Stored, f.Type))
}

// pointedTo returns what a pointer points to, and NULL for one that is nil.
func pointedTo(v reflect.Value) any {
	if v.IsNil() {
		return nil
	}
	return v.Elem().Interface()
}

// partColumns are the columns of a part that a record may have.
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

// keySuffix ends the names of columns with a text in the form in which queries compare it.
const keySuffix = "_key"

// columnName names the column of a field. A text that can be asked for is called as in
// queries.
func columnName(f *register.Field, part string) string {
	switch {
	case f.Refers != "" && f.Type.Kind() == reflect.String:
		return part + f.Stored + "_id"
	case f.Filter != "":
		return f.Filter
	}
	return part + f.Stored
}

// textValue is the value of a column with a text; NULL for none where that may be.
func textValue(s string, nullable bool) any {
	if nullable {
		return optional(s)
	}
	return s
}

// day returns the value of a column with a date. A missing one that every record has is a
// problem.
func (w *rowWriter) day(column string, v reflect.Value, nullable bool) register.Date {
	d := *v.Addr().Interface().(*register.Date)
	if d.IsZero() && !nullable {
		w.problem(column, "it has no date")
	}
	return d
}

// entryTable describes the table of a list of texts or ids that a kind's records can be
// asked for, with a row for each entry.
func entryTable[R register.Record](stored string) *table {
	f := storedField(reflect.TypeFor[R]().Elem(), stored)
	columns := folded(f.Filter)
	if f.Refers != "" {
		columns = []columnFrom[string]{in(f.Filter+"_id", func(id string) any { return id })}
	}
	return partTable(plural(f.Filter), func(rec R) []string {
		return *f.Of(reflect.ValueOf(rec).Elem()).Addr().Interface().(*[]string)
	}, columns...)
}

// storedField returns the field of a struct that has that name in files.
func storedField(t reflect.Type, name string) *register.Field {
	for _, f := range register.FieldsOf(t) {
		if f.Stored == name {
			return f
		}
	}
	panic(fmt.Sprintf("postgres: %v has no field %s", t, name))
}

// folded are the columns of a text that every row has.
func folded(name string) []columnFrom[string] {
	return []columnFrom[string]{
		in(name, func(s string) any { return s }),
		in(name+keySuffix, func(s string) any { return query.FoldCase(s) }),
	}
}

// plural names the table of what one entry is called: aliases, test_profiles.
func plural(entry string) string {
	if strings.HasSuffix(entry, "s") {
		return entry + "es"
	}
	return entry + "s"
}
