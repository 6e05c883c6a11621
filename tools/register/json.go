package register

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"opencec/tools/base/spelling"
)

// EncodeJSON returns v as compact JSON. It leaves <, > and & as they are, so that
// ">=25.10.4" stays readable, and escapes invisible characters, which only older versions
// of records can have. All published JSON goes through EncodeJSON. The result must be
// escaped before it goes into HTML.
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

// escapeUnseen escapes the invisible characters of a JSON text. The values stay the same:
// such characters occur only inside strings.
func escapeUnseen(text []byte) []byte {
	if isASCII(text) || !bytes.ContainsFunc(text, func(r rune) bool { return r >= 0x80 && (spelling.IsControl(r) || spelling.IsUnseen(r)) }) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if r < 0x80 || !spelling.IsControl(r) && !spelling.IsUnseen(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.Bytes()
}

// isASCII reports whether a text has no other characters, which most texts have not and which
// is much faster to find out than what they are.
func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// An optional is a text that is null in JSON when it is unknown.
type optional string

// MarshalJSON writes the text, or null if it is empty.
func (s optional) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return EncodeJSON(string(s))
}
