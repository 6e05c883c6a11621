package query

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// A Type says what values of a field are and how they compare.
type Type string

// The types of fields.
const (
	TypeEnum    Type = "word"    // a word of a closed vocabulary
	TypeID      Type = "id"      // a record's id
	TypeText    Type = "text"    // free text, without regard to case
	TypeNumber  Type = "number"  // in the field's unit
	TypeBoolean Type = "boolean" // true or false
	TypeDate    Type = "date"    // a civil date
	TypeInstant Type = "instant" // a point in time, UTC
)

// An Op is what a filter asks of a field's value.
type Op string

// The operators, as they stand after the field and two underscores. Equal has no
// suffix.
const (
	Equal      Op = ""
	Not        Op = "not"
	In         Op = "in" // another way to write several values for Equal
	Contains   Op = "contains"
	StartsWith Op = "startswith"
	Greater    Op = "gt"
	AtLeast    Op = "gte"
	Less       Op = "lt"
	AtMost     Op = "lte"
	IsNull     Op = "isnull"
)

// opSeparator stands between a field's name and an operator. No field's name has
// it: ids of device classes and attributes have single underscores.
const opSeparator = "__"

var opsOf = map[Type][]Op{
	TypeEnum:    {Equal, Not, In, IsNull},
	TypeID:      {Equal, Not, In, Contains, StartsWith, IsNull},
	TypeText:    {Equal, Not, In, Contains, StartsWith, IsNull},
	TypeNumber:  {Equal, Not, In, Greater, AtLeast, Less, AtMost, IsNull},
	TypeBoolean: {Equal, Not, IsNull},
	TypeDate:    {Equal, Not, In, Greater, AtLeast, Less, AtMost, IsNull},
	TypeInstant: {Greater, AtLeast, Less, AtMost, IsNull},
}

// Single reports whether a parameter with the operator may be given only once:
// "or" makes no sense of a limit.
func (o Op) Single() bool {
	switch o {
	case Greater, AtLeast, Less, AtMost, IsNull:
		return true
	}
	return false
}

// A Field is something that records of a collection can be asked for.
type Field struct {
	Name        string
	Type        Type
	Description string
	Unit        string      // of a number
	Vocabulary  *Vocabulary // of words
	Named       bool        // words may be asked by part of their name as well
	Many        bool        // a record can have several values
	Daily       bool        // the values depend on the day
	Via         *Field      // the field of the linked certificate that is meant

	// Stored is the field of the record, or of a part of it, that has the values, and Required
	// whether it has one in every record; nil where they are worked out.
	Stored   *register.Field
	Required bool

	// Exact is the field that Equal, Not and In ask in place of this one; nil for itself.
	Exact *Field

	values valuesFunc
	// asked returns the texts of the values that are meant by one that is asked for; nil
	// where it is that text itself, folded.
	asked func(s string) []string
	// spellings are the texts of a record before they were folded: of fields whose
	// values records have in common, so that they can be counted by.
	spellings func(rec register.Record) []string
	// varies reports of a Daily field whether the values of a record do differ between
	// days; nil where they may for every record.
	varies func(rec register.Record) bool
}

// A valuesFunc appends the values that a record has for a field on a day.
type valuesFunc func(dst []Value, rec register.Record, on register.Date) []Value

// AppendValues appends the values that rec has for the field on that day. The
// day does not matter unless the field is Daily. Fields with Via have none: the
// linked record has them.
func (f *Field) AppendValues(dst []Value, rec register.Record, on register.Date) []Value {
	return f.values(dst, rec, on)
}

// VariesIn reports whether the values of some of the records depend on the day. Most
// attributes have the same value on all days, although any of them may change, so that an
// engine need not look at each day anew.
func (f *Field) VariesIn(records []register.Record) bool {
	return f.Daily && (f.varies == nil || slices.ContainsFunc(records, f.varies))
}

// Asked returns the field whose values an operator asks.
func (f *Field) Asked(op Op) *Field {
	if f.Exact != nil && (op == Equal || op == Not || op == In) {
		return f.Exact
	}
	return f
}

// Sortable reports whether a list can be sorted by the field.
func (f *Field) Sortable() bool { return !f.Many && f.Via == nil }

// Ops returns the operators that the field has, Equal first where it has that.
func (f *Field) Ops() []Op {
	ops := opsOf[f.Type]
	if f.Named {
		ops = append(slices.Clone(ops), Contains, StartsWith)
	}
	return ops
}

// Parameter returns the name of the parameter that asks the field with op.
func (f *Field) Parameter(op Op) string {
	if op == Equal {
		return f.Name
	}
	return f.Name + opSeparator + string(op)
}

// cutParameter splits a parameter into the field's name and the operator.
func cutParameter(name string) (field string, op Op) {
	field, suffix, _ := strings.Cut(name, opSeparator)
	return field, Op(suffix)
}
