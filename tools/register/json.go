package register

import (
	"bytes"
	"encoding/json"
)

// EncodeJSON writes v as compact JSON in which <, > and & stand as they are, so
// that ">=25.10.4" stays readable. It is the only encoding of published JSON;
// whoever puts it into HTML must escape it for there.
func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// optional is a text that is null in JSON where it is not known.
type optional string

// MarshalJSON writes the text, or null for none.
func (s optional) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return EncodeJSON(string(s))
}

// listOf returns s, or an empty list for none: lists in views are never null.
func listOf[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
