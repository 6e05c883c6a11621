package query

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// A Type is the type of a field's values, and determines how they compare.
type Type string

// The types of fields.
const (
	TypeEnum    Type = "word"    // an entry of a closed vocabulary
	TypeID      Type = "id"      // a record's id
	TypeText    Type = "text"    // free text, without regard to case
	TypeNumber  Type = "number"  // in the field's unit
	TypeBoolean Type = "boolean" // true or false
	TypeDate    Type = "date"    // a civil date
	TypeInstant Type = "instant" // a point in time, UTC
)

// An Op is the operator of a filter.
type Op string

// The operators, as they follow the field and two underscores in a parameter's name. Equal
// has no suffix.
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

// opSeparator separates a field's name and an operator. No field's name contains it: ids of
// device classes and attributes have single underscores.
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

// Single reports whether a parameter with the operator may be given only once, because two
// limits make no sense with "or".
func (o Op) Single() bool {
	switch o {
	case Greater, AtLeast, Less, AtMost, IsNull:
		return true
	}
	return false
}

// A Field is a field by which the records of a collection can be filtered, sorted or counted.
type Field struct {
	Name        string
	Type        Type
	Description string
	Unit        string      // of a number
	Vocabulary  *Vocabulary // of TypeEnum
	Named       bool        // values can also be found by a part of their name
	Many        bool        // a record can have several values
	Daily       bool        // the values depend on the day
	Via         *Field      // the field of the linked certificate

	// Stored is the field of the record, or of a part of it, that has the values; nil if they
	// are computed. Required is whether every record has a value.
	Stored   *register.Field
	Required bool

	// Exact is the field that Equal, Not and In compare instead of this one; nil for itself.
	Exact *Field

	values valuesFunc
	// asked returns the texts of the values that match a text in a query; if it is nil, only
	// that text itself matches, folded.
	asked func(s string) []string
	// spellings returns the texts of a record before they were folded. It is set for fields
	// whose values records share, so that facets can count them.
	spellings func(rec register.Record) []string
	// changes appends the change days of a record; nil if the field is not Daily.
	changes changesFunc
}

// A valuesFunc appends the values that a record has for a field on a day.
type valuesFunc func(dst []Value, rec register.Record, on register.Date) []Value

// A changesFunc appends, in any order, the days on which the values of a record for a field may
// differ from those of the day before.
type changesFunc func(dst []register.Date, rec register.Record) []register.Date

// AppendValues appends the values that rec has for the field on that day. The day matters
// only if the field is Daily. It appends nothing for fields with Via, whose values are in
// the linked record.
func (f *Field) AppendValues(dst []Value, rec register.Record, on register.Date) []Value {
	return f.values(dst, rec, on)
}

// AppendChangeDays appends, in any order, the days on which the values that AppendValues gives
// for rec may differ from those of the day before. Between two of them the values stay the same,
// so an engine can build an index for all days. It appends nothing if the values of rec are the
// same on all days: most attributes have one value, although any of them may change.
func (f *Field) AppendChangeDays(dst []register.Date, rec register.Record) []register.Date {
	if f.changes == nil {
		return dst
	}
	return f.changes(dst, rec)
}

// Asked returns the field whose values an operator compares.
func (f *Field) Asked(op Op) *Field {
	if f.Exact != nil && (op == Equal || op == Not || op == In) {
		return f.Exact
	}
	return f
}

// Sortable reports whether a list can be sorted by the field.
func (f *Field) Sortable() bool { return !f.Many && f.Via == nil }

// Ops returns the operators of the field, Equal first if it has that.
func (f *Field) Ops() []Op {
	ops := opsOf[f.Type]
	if f.Named {
		ops = append(slices.Clone(ops), Contains, StartsWith)
	}
	return ops
}

// Parameter returns the name of the parameter for op on the field.
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
