package register

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// AttributeType is the type of an attribute of a device class.
type AttributeType string

// The types of attributes. Each type needs code to check, compare and show its values; a
// new attribute of an existing type needs none.
const (
	TypeNumber  AttributeType = "number"  // a decimal number in the attribute's unit
	TypeInteger AttributeType = "integer" // a whole number
	TypeRange   AttributeType = "range"   // from min to max, both in the attribute's unit
	TypeBoolean AttributeType = "boolean" // yes or no
	TypeEnum    AttributeType = "enum"    // one of the attribute's values
	TypeText    AttributeType = "text"    // free text
)

// A Value is the value of an attribute: a number, a range, a boolean or a text. The value
// of an enum is a text. Values are comparable with ==; numbers compare by value, so
// 10.720 and 10.72 are equal. The zero Value is no value.
type Value struct {
	kind     valueKind
	min, max float64
	text     string
}

type valueKind uint8

const (
	noValue valueKind = iota
	numberValue
	rangeValue
	boolValue
	textValue
)

// Number returns a Value for a number or integer attribute.
func Number(f float64) Value { return Value{kind: numberValue, min: f} }

// Range returns a Value for a range attribute.
func Range(min, max float64) Value { return Value{kind: rangeValue, min: min, max: max} }

// Bool returns a Value for a boolean attribute.
func Bool(b bool) Value {
	if b {
		return Value{kind: boolValue, min: 1}
	}
	return Value{kind: boolValue}
}

// Text returns a Value for an enum or text attribute.
func Text(s string) Value { return Value{kind: textValue, text: s} }

// IsZero reports whether v is the zero Value.
func (v Value) IsZero() bool { return v.kind == noValue }

// Number returns the number, and whether v is a number.
func (v Value) Number() (float64, bool) { return v.min, v.kind == numberValue }

// Range returns both ends, and whether v is a range.
func (v Value) Range() (min, max float64, ok bool) { return v.min, v.max, v.kind == rangeValue }

// Bool returns the truth value, and whether v is a boolean.
func (v Value) Bool() (value, ok bool) { return v.min == 1, v.kind == boolValue }

// Text returns the text, and whether v is a text.
func (v Value) Text() (string, bool) { return v.text, v.kind == textValue }

// String returns the value for people, without its unit: 13.5, 200–1000, yes, LFP.
func (v Value) String() string {
	switch v.kind {
	case numberValue:
		return FormatNumber(v.min)
	case rangeValue:
		return FormatNumber(v.min) + "–" + FormatNumber(v.max)
	case boolValue:
		if v.min == 1 {
			return "yes"
		}
		return "no"
	}
	return v.text
}

// FormatNumber returns the shortest decimal form that parses back to the same number,
// without an exponent.
func FormatNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// FormatCount writes a whole number with commas: 12,345.
func FormatCount(n int) string { return GroupDigits(strconv.Itoa(n)) }

// CountOf writes a number with its noun: 1 row, 2,719 rows.
func CountOf(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return FormatCount(n) + " " + noun
}

// GroupDigits inserts commas between the thousands of a decimal number: 12,345.5.
func GroupDigits(number string) string {
	digits, isNegative := strings.CutPrefix(number, "-")
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if isNegative {
		whole = "-" + whole
	}
	if hasFraction {
		whole += "." + fraction
	}
	return whole
}

// rangeJSON is the JSON form of a range.
type rangeJSON struct {
	Min *float64 `json:"min"`
	Max *float64 `json:"max"`
}

// MarshalJSON writes a number, true or false, a string, or {"min":…,"max":…}.
func (v Value) MarshalJSON() ([]byte, error) {
	for _, f := range [...]float64{v.min, v.max} {
		if math.IsInf(f, 0) || math.IsNaN(f) {
			return nil, fmt.Errorf("attribute value %v has no form in JSON", v)
		}
	}
	switch v.kind {
	case numberValue:
		return []byte(FormatNumber(v.min)), nil
	case rangeValue:
		return []byte(`{"min":` + FormatNumber(v.min) + `,"max":` + FormatNumber(v.max) + `}`), nil
	case boolValue:
		return strconv.AppendBool(nil, v.min == 1), nil
	case textValue:
		return EncodeJSON(v.text)
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Anything else is an error.
func (v *Value) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return fmt.Errorf("attribute value is empty")
	}
	switch b[0] {
	case 'n':
		*v = Value{}
		return nil
	case 't', 'f':
		*v = Bool(b[0] == 't')
		return nil
	case '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*v = Text(s)
		return nil
	case '{':
		var r rangeJSON
		if err := json.Unmarshal(b, &r); err != nil {
			return err
		}
		if r.Min == nil || r.Max == nil {
			return fmt.Errorf("a range needs min and max")
		}
		*v = Range(*r.Min, *r.Max)
		return nil
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return fmt.Errorf("attribute value %.40q is not a number, text, true, false or {min, max}", b)
	}
	*v = Number(f)
	return nil
}
