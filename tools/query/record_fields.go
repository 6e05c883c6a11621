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

// recordFields makes the fields by which records of a kind are asked for what they say
// themselves, from the fields of package register. A date, a number, a truth value, the id of
// another record and a word of the schema's can be asked for by its own name; a text, and an
// entry of a list, where its tag filter names the parameter. What they are is said in the JSON
// Schema alone.
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
	text   string // what it is, within a sentence
	part   bool   // whether it is of a part that the record may have
	many   bool   // whether it is of the parts of a list
	// reach makes an appender for records out of one for single values of the field.
	reach func(appender) appender
}

// An appender appends the Values that come of a record, of a part of one or of a value.
type appender func(dst []Value, v reflect.Value) []Value

// inField reaches the value of a struct's field.
func inField(f *register.Field) func(appender) appender {
	return func(value appender) appender {
		return func(dst []Value, v reflect.Value) []Value { return value(dst, f.Of(v)) }
	}
}

// inEach reaches the entries of a list, or what a pointer points to.
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

// withParts returns the field, or the fields of what it has as a part or as a list of parts.
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

// fieldsFrom makes the fields that ask for a field of a record: none where it cannot be asked
// for, two for a record that can be asked for by its name too.
func fieldsFrom(f recordField, v vocabularies) []*Field {
	if f.many && f.Filter == "" {
		return nil
	}
	asked := &Field{Name: cmp.Or(f.Filter, f.path), Description: f.text, Many: f.many, Stored: f.Field, Required: !f.Nullable && !f.part}
	value := f.Type
	if value.Kind() == reflect.Pointer {
		f, value = f.each(), value.Elem()
	}
	switch {
	case value == reflect.TypeFor[[]string]():
		return f.entries(asked, v)
	case value.Kind() == reflect.String:
		return f.texts(asked, v)
	case f.plain(asked, value):
		return []*Field{asked}
	}
	return nil
}

// plain completes the field of dates, numbers and truth values, and reports whether it is one.
func (f recordField) plain(asked *Field, value reflect.Type) bool {
	switch {
	case value == reflect.TypeFor[register.Date]():
		asked.Type, asked.values = TypeDate, f.values(dateOf)
	case value == reflect.TypeFor[time.Time]():
		asked.Type, asked.values = TypeInstant, f.values(instantOf)
	case value.Kind() == reflect.Bool:
		asked.Type, asked.values = TypeBoolean, f.values(func(v reflect.Value) (Value, bool) { return boolValue(v.Bool()), true })
	case value.Kind() == reflect.Int:
		asked.Type, asked.values = TypeNumber, f.values(func(v reflect.Value) (Value, bool) { return numberValue(float64(v.Int())), true })
	case value.Kind() == reflect.Float64:
		asked.Type, asked.values = TypeNumber, f.values(func(v reflect.Value) (Value, bool) { return numberValue(v.Float()), true })
	default:
		return false
	}
	return true
}

// texts makes the fields of a text: an id, a word of the schema's, or what the tag filter
// says can be asked for.
func (f recordField) texts(asked *Field, v vocabularies) []*Field {
	switch words := f.schema.Enum; {
	case f.path == "id":
		asked.Type, asked.values = TypeID, f.values(idOf)
	case f.Refers != "":
		return f.references(asked, v)
	case f.Filter != "":
		f.freeText(asked)
	case len(words) > 0:
		asked.Type, asked.Vocabulary = TypeEnum, plainTerms(words...)
		asked.values = f.values(wordOf(asked.Vocabulary))
	default:
		return nil
	}
	return []*Field{asked}
}

// references makes the fields of the id of a record. One whose name is in the view beside its
// id can be asked for by either.
func (f recordField) references(asked *Field, v vocabularies) []*Field {
	asked.Description = "its " + lowered(f.schema.Title)
	f.identify(asked, v)
	if f.Name == f.Stored || asked.Vocabulary == nil {
		return []*Field{asked}
	}
	byName := asked.orName(f.Stored)
	asked.Name = f.Name
	return []*Field{byName, asked}
}

// identify makes the field one of ids of other records.
func (f recordField) identify(asked *Field, v vocabularies) {
	asked.Description += ", by id"
	asked.Type, asked.values = TypeID, f.values(idOf)
	if words := v[f.Refers]; words != nil {
		asked.Type, asked.Vocabulary, asked.values = TypeEnum, words, f.values(wordOf(words))
	}
}

// orName returns the field by which a record that is asked for by id can be asked for by name,
// too.
func (f *Field) orName(name string) *Field {
	g := *f
	g.Name, g.Named, g.Description = name, true, f.Description+", name or alias"
	return &g
}

// entries makes the field of the entries of a list of texts, or of ids.
func (f recordField) entries(asked *Field, v vocabularies) []*Field {
	if f.Filter == "" {
		return nil
	}
	f = f.each()
	asked.Many, asked.Required, asked.Description = true, false, "one of its "+lowered(f.schema.Title)
	if f.Refers != "" {
		f.identify(asked, v)
	} else {
		f.freeText(asked)
	}
	return []*Field{asked}
}

// freeText makes the field one of texts.
func (f recordField) freeText(asked *Field) {
	asked.Type = TypeText
	asked.values = f.values(func(v reflect.Value) (Value, bool) { return textValue(v.String()), v.Len() > 0 })
	if !f.Counted {
		return
	}
	texts := f.values(func(v reflect.Value) (Value, bool) { return Value{Text: v.String()}, true })
	asked.spellings = func(rec register.Record) (spelt []string) {
		for _, v := range texts(nil, rec, register.Date{}) {
			spelt = append(spelt, v.Text)
		}
		return spelt
	}
}

// values makes the function that appends a record's values: those that are known.
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
	d := *v.Addr().Interface().(*register.Date)
	return dateValue(d), !d.IsZero()
}

func instantOf(v reflect.Value) (Value, bool) {
	t := *v.Addr().Interface().(*time.Time)
	return instantValue(t), !t.IsZero()
}

func wordOf(vocabulary *Vocabulary) func(reflect.Value) (Value, bool) {
	return func(v reflect.Value) (Value, bool) { return vocabulary.value(v.String()), v.Len() > 0 }
}

// historyTexts describe the fields that no file has, nor therefore a schema.
var historyTexts = map[string]string{
	"id":         "the id",
	"created_at": "when the record was added",
	"updated_at": "when the record last changed",
}

// meaning returns what a field is, within a sentence: the first sentence of its description,
// without what a file has where it is not known, and without that it is true or false.
func meaning(node *schemas.Node) string {
	text := strings.TrimSuffix(node.Description, ".")
	for _, end := range []string{". ", "; ", ": true"} {
		text, _, _ = strings.Cut(text, end)
	}
	return lowered(text)
}

// lowered begins with a small letter, unless the text begins with an abbreviation.
func lowered(s string) string {
	if len(s) < 2 || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
