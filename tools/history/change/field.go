package change

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// A Field is a field in which two states of a record differ.
//
// Before and After hold the stored form of the field and encode as JSON. Before is nil
// for an added field, After for a removed one. In changes that were parsed they are
// json.RawMessage.
//
// Path names the field as problems do: periods[1].to, device_classes.bess.capacity. The
// index of an entry is its position in the list after the change, or before the change
// for a removed entry. A list's own path means that the order of its entries changed.
type Field struct {
	Path   string `json:"path"`
	Before any    `json:"before"`
	After  any    `json:"after"`

	at fieldPath
}

// UnmarshalJSON keeps the values as written, so that no number is rounded.
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

// given returns a JSON value, or nil if it is null or absent.
func given(raw json.RawMessage) any {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return raw
}

// A fieldPath is the path of a field in a record.
type fieldPath struct {
	field string // the record's field
	entry int    // entry of the field's list, from 1; 0 if it is not in a list
	rest  string // the path within the field or the entry
	value any    // the entry, for naming it
}

// String formats the path: periods[1].to.
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

// sub returns the path of a field within this one.
func (p fieldPath) sub(name string) fieldPath {
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

// nth returns the path of entry i of the list at this path.
func (p fieldPath) nth(i int, value any) fieldPath {
	if p.entry == 0 && p.rest == "" {
		p.entry, p.value = i+1, value
		return p
	}
	p.rest += "[" + strconv.Itoa(i) + "]"
	return p
}

// whole reports whether the path names a field of the record or an entry of its list.
func (p fieldPath) whole() bool { return p.rest == "" }

// isOfPeriodValues reports whether a field holds attribute values of a period.
func (f Field) isOfPeriodValues() bool {
	return f.at.field == "periods" && strings.HasPrefix(f.at.rest, "device_classes.")
}

// A differ collects the differences between two states of a record.
type differ struct {
	fields []Field
	names  renames // of the referenced records
}

func (d *differ) put(at fieldPath, before, after any) {
	d.fields = append(d.fields, Field{at.String(), before, after, at})
}

// known returns a value, and nil for the zero value, which stands for what is not known.
func known(v reflect.Value) any {
	if v.IsZero() {
		return nil
	}
	return v.Interface()
}
