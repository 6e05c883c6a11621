package query

import (
	"cmp"
	"strings"
	"time"

	"opencec/tools/register"
)

// A Value is one value of a field in comparable form: Order holds numbers and the
// positions of terms in their vocabulary, Text everything else. Values of one field are
// equal if they are ==.
type Value struct {
	Order float64
	Text  string
}

// Compare orders two values of the same field.
func (v Value) Compare(w Value) int {
	if c := cmp.Compare(v.Order, w.Order); c != 0 {
		return c
	}
	return strings.Compare(v.Text, w.Text)
}

// ValueOf returns the value of the field with the given Text: the id of a term, true or
// false, or a folded text. Numbers have no such text.
func (f *Field) ValueOf(s string) Value {
	switch {
	case f.Vocabulary != nil:
		return f.Vocabulary.value(s)
	case f.Type == TypeBoolean:
		return boolValue(s == "true")
	}
	return Value{Text: s}
}

// The values of each type. Dates and instants sort like their texts.

func textValue(s string) Value { return Value{Text: FoldCase(s)} }

func idValue(s string) Value { return Value{Text: s} }

// numberValue turns -0 into 0, which would otherwise be spelled in two ways.
func numberValue(f float64) Value { return Value{Order: f + 0} }

func boolValue(b bool) Value {
	if b {
		return Value{Order: 1, Text: "true"}
	}
	return Value{Text: "false"}
}

func dateValue(d register.Date) Value { return Value{Text: d.String()} }

// instantValue has a fixed number of digits, so that texts order as times do. The views show
// seconds; so do these.
func instantValue(t time.Time) Value { return Value{Text: t.UTC().Format(time.RFC3339)} }
