package register

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
)

// EncodeJSON writes v as compact JSON in which <, > and & stand as they are, so
// that ">=25.10.4" stays readable. What cannot be seen, which only records of the past can
// have, is written as its number, so that whoever reads the JSON sees it. It is the only encoding of published JSON;
// whoever puts it into HTML must escape it for there.
func EncodeJSON(v any) ([]byte, error) {
	if view, ok := v.(View); ok {
		return view.MarshalJSON()
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return escapeUnseen(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// escapeUnseen writes the characters of a JSON text that cannot be seen as their numbers. The
// values stay the same: only the texts in it have such characters.
func escapeUnseen(text []byte) []byte {
	if !bytes.ContainsFunc(text, func(r rune) bool { return r >= 0x80 && (isControl(r) || IsUnseen(r)) }) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if r < 0x80 || !isControl(r) && !IsUnseen(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.Bytes()
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
