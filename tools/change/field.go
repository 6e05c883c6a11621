package change

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// A Field is one field in which two states of a record differ.
//
// Before and After hold what the field is in the stored form of the record; they
// encode as JSON, and are nil where the field is absent: a Field without Before was
// added, one without After removed. In changes that were read, they are
// json.RawMessage.
//
// Path names the field as problems do: periods[1].to, device_classes.bess.capacity.
// The number of an entry is its place in the list after the change; of an entry
// that was removed, its place before. A whole list under its own name means that
// the order of its entries differs.
type Field struct {
	Path   string `json:"path"`
	Before any    `json:"before"`
	After  any    `json:"after"`

	at place
}

// UnmarshalJSON keeps the values as they are written, so that no number is
// rounded.
func (f *Field) UnmarshalJSON(b []byte) error {
	var read struct {
		Path   string          `json:"path"`
		Before json.RawMessage `json:"before"`
		After  json.RawMessage `json:"after"`
	}
	if err := decodeStrict(b, &read); err != nil {
		return err
	}
	*f = Field{Path: read.Path, Before: given(read.Before), After: given(read.After)}
	return nil
}

// given returns a JSON value, and nil for null and for none.
func given(raw json.RawMessage) any {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return raw
}

// A place is where in a record a field is.
type place struct {
	field string // of the record
	entry int    // of the field's list, from 1; 0 where the field is none
	rest  string // the path inside the field or the entry
	value any    // the entry, to be named
}

// String returns the place as a path: periods[1].to.
func (p place) String() string {
	s := p.field
	if p.entry > 0 {
		s += "[" + strconv.Itoa(p.entry-1) + "]"
	}
	if p.rest != "" {
		s += "." + p.rest
	}
	return s
}

// sub returns the place of a field inside this one. The zero place is the record itself.
func (p place) sub(name string) place {
	if p.field == "" {
		p.field = name
		return p
	}
	if p.rest != "" {
		name = p.rest + "." + name
	}
	p.rest = name
	return p
}

// nth returns the place of an entry of the list at this place.
func (p place) nth(i int, value any) place {
	if p.entry == 0 && p.rest == "" {
		p.entry, p.value = i+1, value
		return p
	}
	p.rest += "[" + strconv.Itoa(i) + "]"
	return p
}

// whole reports whether the field is an entry, or a field of the record, as a whole.
func (p place) whole() bool { return p.rest == "" }

// isOfPeriodValues reports whether a field has attribute values of a period.
func (f Field) isOfPeriodValues() bool {
	return f.at.field == "periods" && strings.HasPrefix(f.at.rest, "device_classes.")
}

// A differ collects the fields in which two states of a record differ.
type differ struct {
	fields []Field
	names  renames // of the records that are referred to
}

func (d *differ) put(at place, before, after any) {
	d.fields = append(d.fields, Field{at.String(), before, after, at})
}

// known returns a value, and nil for the zero value, which stands for what is not known.
func known(v reflect.Value) any {
	if v.IsZero() {
		return nil
	}
	return v.Interface()
}
