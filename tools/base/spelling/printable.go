package spelling

import (
	"strconv"
	"strings"
	"unicode"
)

// Printable writes line ends, other control characters, and what is invisible or
// turns the direction of text, as escapes: what is shown is one line, and says all
// that the text holds. It is for whatever did not go through the checks of files, such as
// the author of a commit and its message.
func Printable(s string) string {
	if IsASCII(s) && !strings.ContainsFunc(s, unicode.IsControl) {
		return s
	}
	var b strings.Builder
	var before rune
	for _, r := range s {
		switch {
		case unicode.IsPrint(r) && !IsUnseen(r) || isEmojiStyle(before, r):
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
		before = r
	}
	return b.String()
}

// OneSpaced returns a text with one space between its words, where it has spaces or
// tabs, and none at its ends. Lines stay lines.
func OneSpaced(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
}
