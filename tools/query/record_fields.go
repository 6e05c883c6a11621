package query

import (
	"cmp"
	"reflect"
	"strings"
	"sync"
	"time"

	"opencec/schemas"
	"opencec/tools/register"
)

// recordFields returns the query fields of a kind that follow from its fields in package
// register. Dates, numbers, booleans, ids of other records and enums of the schema have the
// name of the record's field. Texts and entries of lists need the tag filter, which names the
// parameter. The descriptions come from the JSON Schema.
func recordFields(k register.Kind, v vocabularies) []*Field {
	var fields []*Field
	for _, f := range fieldsOfKinds()[k] {
		fields = append(fields, fieldsFrom(f, v)...)
	}
	return fields
}

// fieldsOfKinds returns the fields of the records of each kind, and of their parts.
var fieldsOfKinds = sync.OnceValue(func() map[register.Kind][]recordField {
	all := map[register.Kind][]recordField{}
	for _, k := range register.Kinds() {
		for _, f := range k.Fields() {
			if f.Stored == "" {
				continue
			}
			described := schemas.Embedded().Field(k, f.Stored)
			if described == nil {
				described = &schemas.Node{Description: historyTexts[f.Stored]}
			}
			field := recordField{Field: f, schema: described, path: f.Stored, text: meaning(described), reach: inField(f)}
			all[k] = append(all[k], field.withParts()...)
		}
	}
	return all
})

// A recordField is a field of a record, or of a part of one.
type recordField struct {
	*register.Field
	schema *schemas.Node
	path   string // in the stored form, such as "revoked.on"
	text   string // describes it within a sentence
	part   bool   // whether it belongs to a part that the record may have
	many   bool   // whether it belongs to the parts in a list
	// reach turns an appender for single values of the field into one for records.
	reach func(appender) appender
}

// An appender appends the Values of a record, of a part of one, or of a single value.
type appender func(dst []Value, v reflect.Value) []Value

// inField applies an appender to the value of a struct's field.
func inField(f *register.Field) func(appender) appender {
	return func(value appender) appender {
		return func(dst []Value, v reflect.Value) []Value { return value(dst, f.Of(v)) }
	}
}

// inEach applies an appender to the entries of a list, or to what a pointer points to.
func inEach(entry appender) appender {
	return func(dst []Value, v reflect.Value) []Value {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return dst
			}
			return entry(dst, v.Elem())
		}
		for i := range v.Len() {
			dst = entry(dst, v.Index(i))
		}
		return dst
	}
}

// each returns the field of the entries of a list, or of what a pointer points to.
func (f recordField) each() recordField {
	list := f.reach
	f.reach = func(entry appender) appender { return list(inEach(entry)) }
	return f
}

// withParts returns the field itself, or the fields of its part or of its list of parts.
func (f recordField) withParts() []recordField {
	t, isList := f.Type, f.Type.Kind() == reflect.Slice
	if isList || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == f.Type || t.Kind() != reflect.Struct {
		return []recordField{f}
	}
	var fields []recordField
	for _, inner := range register.FieldsOf(t) {
		described := schemas.Embedded().Property(f.schema, inner.Stored)
		part := recordField{Field: inner, schema: described, path: f.path + "." + inner.Stored, text: meaning(described), part: true, many: isList}
		if !isList {
			part.text = lowered(f.schema.Title) + ", " + part.text
		}
		part.reach = func(value appender) appender { return f.each().reach(inField(inner)(value)) }
		fields = append(fields, part.withParts()...)
	}
	return fields
}

// fieldsFrom returns the query fields of a field of a record: none if queries cannot use it,
// two if a record that it refers to can also be given by name.
func fieldsFrom(f recordField, v vocabularies) []*Field {
	if f.many && f.Filter == "" {
		return nil
	}
	queryField := &Field{Name: cmp.Or(f.Filter, f.path), Description: f.text, Many: f.many, Stored: f.Field, Required: !f.Nullable && !f.part}
	value := f.Type
	if value.Kind() == reflect.Pointer {
		f, value = f.each(), value.Elem()
	}
	switch {
	case value == reflect.TypeFor[[]string]():
		return f.entries(queryField, v)
	case value.Kind() == reflect.String:
		return f.texts(queryField, v)
	case f.plain(queryField, value):
		return []*Field{queryField}
	}
	return nil
}

// plain completes a query field of dates, numbers or booleans, and reports whether it is one.
func (f recordField) plain(queryField *Field, value reflect.Type) bool {
	switch {
	case value == reflect.TypeFor[register.Date]():
		queryField.Type, queryField.values = TypeDate, f.values(dateOf)
	case value == reflect.TypeFor[time.Time]():
		queryField.Type, queryField.values = TypeInstant, f.values(instantOf)
	case value.Kind() == reflect.Bool:
		queryField.Type, queryField.values = TypeBoolean, f.values(func(v reflect.Value) (Value, bool) { return boolValue(v.Bool()), true })
	case value.Kind() == reflect.Int:
		queryField.Type, queryField.values = TypeNumber, f.values(func(v reflect.Value) (Value, bool) { return numberValue(float64(v.Int())), true })
	case value.Kind() == reflect.Float64:
		queryField.Type, queryField.values = TypeNumber, f.values(func(v reflect.Value) (Value, bool) { return numberValue(v.Float()), true })
	default:
		return false
	}
	return true
}

// texts returns the query fields of a text: an id, a value that the schema lists, or a text
// with the tag filter.
func (f recordField) texts(queryField *Field, v vocabularies) []*Field {
	switch words := f.schema.Enum; {
	case f.path == "id":
		queryField.Type, queryField.values = TypeID, f.values(idOf)
	case f.Refers != "":
		return f.references(queryField, v)
	case f.Filter != "":
		f.freeText(queryField)
	case len(words) > 0:
		queryField.Type, queryField.Vocabulary = TypeEnum, plainTerms(words...)
		queryField.values = f.values(wordOf(queryField.Vocabulary))
	default:
		return nil
	}
	return []*Field{queryField}
}

// references returns the query fields of a record's id. If the view has the record's name
// beside its id, both select it.
func (f recordField) references(queryField *Field, v vocabularies) []*Field {
	queryField.Description = "its " + lowered(f.schema.Title)
	f.identify(queryField, v)
	if f.Name == f.Stored || queryField.Vocabulary == nil {
		return []*Field{queryField}
	}
	byName := queryField.orName(f.Stored)
	queryField.Name = f.Name
	return []*Field{byName, queryField}
}

// identify completes a query field with ids of other records.
func (f recordField) identify(queryField *Field, v vocabularies) {
	queryField.Description += ", by id"
	queryField.Type, queryField.values = TypeID, f.values(idOf)
	if words := v[f.Refers]; words != nil {
		queryField.Type, queryField.Vocabulary, queryField.values = TypeEnum, words, f.values(wordOf(words))
	}
}

// orName returns a copy of a field of ids that accepts names as well.
func (f *Field) orName(name string) *Field {
	g := *f
	g.Name, g.Named, g.Description = name, true, f.Description+", name or alias"
	return &g
}

// entries returns the query field of a list of texts or ids.
func (f recordField) entries(queryField *Field, v vocabularies) []*Field {
	if f.Filter == "" {
		return nil
	}
	f = f.each()
	queryField.Many, queryField.Required, queryField.Description = true, false, "one of its "+lowered(f.schema.Title)
	if f.Refers != "" {
		f.identify(queryField, v)
	} else {
		f.freeText(queryField)
	}
	return []*Field{queryField}
}

// freeText completes a query field with free texts.
func (f recordField) freeText(queryField *Field) {
	queryField.Type = TypeText
	queryField.values = f.values(func(v reflect.Value) (Value, bool) { return textValue(v.String()), v.Len() > 0 })
	if !f.Counted {
		return
	}
	texts := f.values(func(v reflect.Value) (Value, bool) { return Value{Text: v.String()}, true })
	queryField.spellings = func(rec register.Record) (spelt []string) {
		for _, v := range texts(nil, rec, register.Date{}) {
			spelt = append(spelt, v.Text)
		}
		return spelt
	}
}

// values returns the function that appends a record's known values.
func (f recordField) values(known func(reflect.Value) (v Value, ok bool)) valuesFunc {
	all := f.reach(func(dst []Value, v reflect.Value) []Value {
		if value, ok := known(v); ok {
			dst = append(dst, value)
		}
		return dst
	})
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		return all(dst, reflect.ValueOf(rec).Elem())
	}
}

func idOf(v reflect.Value) (Value, bool) { return idValue(v.String()), v.Len() > 0 }

func dateOf(v reflect.Value) (Value, bool) {
	d := register.ValueOf[register.Date](v)
	return dateValue(d), !d.IsZero()
}

func instantOf(v reflect.Value) (Value, bool) {
	t := register.ValueOf[time.Time](v)
	return instantValue(t), !t.IsZero()
}

func wordOf(vocabulary *Vocabulary) func(reflect.Value) (Value, bool) {
	return func(v reflect.Value) (Value, bool) { return vocabulary.value(v.String()), v.Len() > 0 }
}

// historyTexts describe the fields that come from the history, and so have no schema.
var historyTexts = map[string]string{
	"id":         "the id",
	"created_at": "when the record was added",
	"updated_at": "when the record last changed",
}

// meaning describes a field within a sentence: by the first sentence of its description, up
// to what follows about absent values or about true and false.
func meaning(node *schemas.Node) string {
	text := strings.TrimSuffix(node.Description, ".")
	for _, end := range []string{". ", "; ", ": true"} {
		text, _, _ = strings.Cut(text, end)
	}
	return lowered(text)
}

// lowered makes the first letter small, unless the text begins with an abbreviation.
func lowered(s string) string {
	if len(s) < 2 || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
