package query

import (
	"cmp"
	"strings"
	"time"

	"opencec/tools/register"
)

// A Value is one value of a field, in the form in which values of that field
// compare: numbers and the places of words in their vocabulary by Order, all
// else by Text. Values of one field are equal when they are ==.
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

// ValueOf returns the value of the field whose Text is s: the id of a word, true or
// false, a folded text. Numbers have no such text.
func (f *Field) ValueOf(s string) Value {
	switch {
	case f.Vocabulary != nil:
		return f.Vocabulary.value(s)
	case f.Type == TypeBoolean:
		return boolValue(s == "true")
	}
	return Value{Text: s}
}

// The forms of values by type. Dates and instants order as their texts do.

func textValue(s string) Value { return Value{Text: FoldCase(s)} }

func idValue(s string) Value { return Value{Text: s} }

// numberValue turns -0 into 0, which would otherwise have a second spelling.
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
