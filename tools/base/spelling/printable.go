package spelling

import (
	"strconv"
	"strings"
	"unicode"
)

// Printable escapes newlines, other control characters, invisible characters and those
// that change the direction of text, so that the result is one line and shows everything.
// It is for texts that bypass the checks of files, such as the author and message of a
// commit.
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

// OneSpaced collapses runs of spaces and tabs to one space, and removes them at both
// ends. It keeps lines.
func OneSpaced(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
}
