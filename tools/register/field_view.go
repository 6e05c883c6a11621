package register

import (
	"reflect"
	"slices"
)

// A View is a record as readers see it on a day: the same in the API, in the static files and in
// the downloads. It has the fields of Kind.Fields. Every field is always present: a text that is
// not known is null, a list without entries is [].
type View struct {
	register *Register
	record   Record
	on       Date
}

// View returns the view of a record of r on a day. The days of other kinds than listings and
// certificates do not differ.
func (r *Register) View(rec Record, on Date) View { return View{r, rec, on} }

// On returns the day that the view is of.
func (v View) On() Date { return v.on }

// contents returns the record's struct.
func (v View) contents() reflect.Value { return reflect.ValueOf(v.record).Elem() }

// Append appends the JSON of the view with some of the fields of Kind.Fields, in their order.
func (v View) Append(dst []byte, fields ...*Field) (_ []byte, err error) {
	contents := v.contents()
	dst = append(slices.Grow(dst, 1024), '{') // most views fit
	for _, f := range fields {
		if dst, err = f.append(dst, f.in(v, contents)); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// MarshalJSON writes all fields. EncodeJSON calls it directly, which saves encoding/json's check of
// the result.
func (v View) MarshalJSON() ([]byte, error) {
	return v.Append(nil, v.record.RecordKind().Fields()...)
}
