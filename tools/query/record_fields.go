package query

import (
	"cmp"
	"reflect"
	"strings"
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
	for _, f := range k.Fields() {
		if f.Stored != "" {
			fields = append(fields, fieldsFrom(recordField{Field: f, kind: k, path: f.Stored, text: meaning(k, f.Stored), of: valueOf(f)}, v)...)
		}
	}
	return fields
}

// A recordField is a field of a record, or of a part of one.
type recordField struct {
	*register.Field
	kind register.Kind
	path string // in the stored form, such as "revoked.on"
	text string // what it is, within a sentence
	part bool   // whether it is of a part that the record may have
	many bool   // whether it is of the parts of a list
	// of makes what appends the values of a record out of what appends one value of the field.
	of func(appender) appender
}

// An appender appends what a part of a record, or all of it, has for a field.
type appender func(dst []Value, v reflect.Value) []Value

// valueOf appends the value of a field of a struct.
func valueOf(f *register.Field) func(appender) appender {
	return func(value appender) appender {
		return func(dst []Value, v reflect.Value) []Value { return value(dst, f.Of(v)) }
	}
}

// eachOf appends for each entry of a list, or for what a pointer points to.
func eachOf(entry appender) appender {
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

// throughEach is of for the entries of a list, or for what a pointer points to.
func (f recordField) throughEach() func(appender) appender {
	return func(entry appender) appender { return f.of(eachOf(entry)) }
}

// fieldsFrom makes the fields that ask for a field of a record: none where it cannot be asked
// for, two for a record that can be asked for by its name too.
func fieldsFrom(f recordField, v vocabularies) []*Field {
	switch {
	case f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct:
		return f.parts(f.Type.Elem(), false, v)
	case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct:
		return f.parts(f.Type.Elem(), true, v)
	case f.many && f.Filter == "":
		return nil
	}
	asked := &Field{Name: cmp.Or(f.Filter, f.path), Description: f.text, Many: f.many, Stored: f.Field, Required: !f.Nullable && !f.part}
	value := f.Type
	if value.Kind() == reflect.Pointer {
		f.of, value = f.throughEach(), value.Elem()
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
	switch words := wordsOfSchema(f.kind, f.path); {
	case f.path == "id":
		asked.Type, asked.values = TypeID, f.values(idOf)
	case f.Refers != "":
		return f.references(asked, v)
	case f.Filter != "":
		f.freeText(asked)
	case len(words) > 0:
		asked.Type, asked.Vocabulary = TypeWord, wordsOf(words...)
		asked.values = f.values(wordOf(asked.Vocabulary))
	default:
		return nil
	}
	return []*Field{asked}
}

// references makes the fields of the id of a record. One whose name is in the view beside its
// id can be asked for by either.
func (f recordField) references(asked *Field, v vocabularies) []*Field {
	asked.Description = "its " + title(f.kind, f.path)
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
		asked.Type, asked.Vocabulary, asked.values = TypeWord, words, f.values(wordOf(words))
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
	f.of = f.throughEach()
	asked.Many, asked.Required, asked.Description = true, false, "one of its "+title(f.kind, f.path)
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

// parts makes the fields of what a record has as a part, or as a list of parts.
func (f recordField) parts(of reflect.Type, many bool, v vocabularies) []*Field {
	var fields []*Field
	for _, inner := range register.FieldsOf(of) {
		path := f.path + "." + inner.Stored
		part := recordField{Field: inner, kind: f.kind, path: path, text: meaning(f.kind, path), part: true, many: many, of: func(value appender) appender {
			return f.of(eachOf(valueOf(inner)(value)))
		}}
		if !many {
			part.text = title(f.kind, f.path) + ", " + part.text
		}
		fields = append(fields, fieldsFrom(part, v)...)
	}
	return fields
}

// values makes the function that appends a record's values: those that are known.
func (f recordField) values(known func(reflect.Value) (v Value, ok bool)) valuesFunc {
	all := f.of(func(dst []Value, v reflect.Value) []Value {
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

// What the JSON Schemas say of a field.

// wordsOfSchema returns the only words that a field can have; none for any others.
func wordsOfSchema(k register.Kind, path string) []string {
	if node := schemas.Embedded().Field(k, path); node != nil {
		return node.Enum
	}
	return nil
}

// title returns what a field is called, within a sentence.
func title(k register.Kind, path string) string {
	return lowered(schemas.Embedded().Field(k, path).Title)
}

// historyTexts are of the fields that no file has.
var historyTexts = map[string]string{
	"id":         "the id",
	"created_at": "when the record was added",
	"updated_at": "when the record last changed",
}

// meaning returns what a field is, within a sentence: the first sentence of its description,
// without what a file has where it is not known, and without that it is true or false.
func meaning(k register.Kind, path string) string {
	node := schemas.Embedded().Field(k, path)
	if node == nil {
		return historyTexts[path]
	}
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
