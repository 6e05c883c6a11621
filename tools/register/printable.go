package register

import (
	"strconv"
	"strings"
	"unicode"
)

// Printable writes line ends, other control characters, and what is invisible or
// turns the direction of text, as escapes: what is shown is one line, and says all
// that the text holds.
func Printable(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
	}
	return b.String()
}

// OneSpaced returns a text with one space between its words, where it has spaces or
// tabs, and none at its ends. Lines stay lines.
func OneSpaced(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
}
