package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanText returns s in a form that all three formats can hold: valid UTF-8, with line
// feeds at the ends of lines. It replaces characters that XML or iCalendar does not allow.
func cleanText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, string(utf8.RuneError)), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r == 0xFFFE, r == 0xFFFF:
			return utf8.RuneError
		}
		return r
	}, s)
}

// oneLine returns s on one line, without surrounding space.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(cleanText(s), func(r rune) bool { return r == '\n' || r == '\t' || r == ' ' }), " ")
}

// oneLineEach calls oneLine for each text.
func oneLineEach(list []string) []string {
	var all []string
	for _, s := range list {
		all = append(all, oneLine(s))
	}
	return all
}
