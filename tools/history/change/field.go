package change

import (
	"encoding/json"
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

	at fieldPath
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

// A fieldPath is where in a record a field is.
type fieldPath struct {
	field string // of the record
	entry int    // of the field's list, from 1; 0 where the field is none
	rest  string // the path inside the field or the entry
	value any    // the entry, to be named
}

// String returns the place as a path: periods[1].to.
func (p fieldPath) String() string {
	s := p.field
	if p.entry > 0 {
		s += "[" + strconv.Itoa(p.entry-1) + "]"
	}
	if p.rest != "" {
		s += "." + p.rest
	}
	return s
}

// sub returns the place of a field inside this one.
func (p fieldPath) sub(name string) fieldPath {
	if p.rest != "" {
		name = p.rest + "." + name
	}
	p.rest = name
	return p
}

// nth returns the place of an entry of the list at this place.
func (p fieldPath) nth(i int, value any) fieldPath {
	if p.entry == 0 && p.rest == "" {
		p.entry, p.value = i+1, value
		return p
	}
	p.rest += "[" + strconv.Itoa(i) + "]"
	return p
}

// whole reports whether the field is an entry, or a field of the record, as a whole.
func (p fieldPath) whole() bool { return p.rest == "" }

// isOfPeriodValues reports whether a field has attribute values of a period.
func (f Field) isOfPeriodValues() bool {
	return f.at.field == "periods" && strings.HasPrefix(f.at.rest, "device_classes.")
}

// A differ collects the fields in which two states of a record differ.
type differ struct {
	fields []Field
	names  renames // of the records that are referred to
}

func (d *differ) put(at fieldPath, before, after any) {
	d.fields = append(d.fields, Field{at.String(), before, after, at})
}

// value compares a field of the record that holds one value.
func value[T comparable](d *differ, field string, before, after T) {
	if before != after {
		d.put(fieldPath{field: field}, known(before), known(after))
	}
}

// valueAt compares a value inside a field.
func valueAt[T comparable](d *differ, at fieldPath, name string, before, after T) {
	if before != after {
		d.put(at.sub(name), known(before), known(after))
	}
}

// known returns v, and nil for the zero value, which stands for what is not known.
func known[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// ifKnown compares what may not be known, nil, by its value.
func ifKnown[T comparable](d *differ, at fieldPath, before, after *T) {
	switch {
	case before == nil && after == nil:
	case before == nil:
		d.put(at, nil, *after)
	case after == nil:
		d.put(at, *before, nil)
	case *before != *after:
		d.put(at, *before, *after)
	}
}

// both reports whether the group of fields is there before and after, so that the
// fields are to be compared. If it is there once, the whole of it differs.
func both[T any](d *differ, field string, before, after *T) bool {
	switch {
	case before == nil && after == nil:
		return false
	case before == nil:
		d.put(fieldPath{field: field}, nil, *after)
		return false
	case after == nil:
		d.put(fieldPath{field: field}, *before, nil)
		return false
	}
	return true
}
