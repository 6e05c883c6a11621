package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanText returns s as all three formats can hold it: in UTF-8, lines ended by a line
// feed, and what is neither a character of XML nor of iCalendar replaced.
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

// oneLine returns s as a text in one line, without space around it.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(cleanText(s), func(r rune) bool { return r == '\n' || r == '\t' || r == ' ' }), " ")
}

// oneLineEach returns each as a text in one line.
func oneLineEach(list []string) []string {
	var all []string
	for _, s := range list {
		all = append(all, oneLine(s))
	}
	return all
}
