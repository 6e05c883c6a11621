package importing

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"opencec/tools/base/spelling"
)

// MaxLine is the most characters in a line of text, as in the schemas. The longest names in
// the approved-product lists have 64; a longer cell has probably swallowed others.
const MaxLine = 200

// Line returns a text in one line, with the characters that everybody types
// (spelling.Plain) and runs of white space as one space. Otherwise the spelling stays. The
// error says what is wrong with the text, without the text.
func Line(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", errors.New("is not UTF-8: write it in that encoding")
	}
	if err := checkLost(text); err != nil {
		return "", err
	}
	text = strings.Join(strings.Fields(spelling.Plain(text)), " ")
	if i := strings.IndexFunc(text, unicode.IsControl); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		return "", fmt.Errorf("has the control character %U", r)
	}
	if n := utf8.RuneCountInString(text); n > MaxLine {
		return "", fmt.Errorf("has %d characters, and the most is %d", n, MaxLine)
	}
	return text, nil
}

// checkLost returns an error if the text has lost a character.
func checkLost(text string) error {
	if flaw := spelling.LostFlaw(text); flaw != nil {
		return errors.New(flaw.Message)
	}
	return nil
}

// Paragraph returns a text without invisible characters, and with a letter and its accent as
// one character. The error says what is wrong with the text, without the text.
func Paragraph(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", errors.New("is not UTF-8: write it in that encoding")
	}
	return norm.NFC.String(strings.Map(spelling.Visible, text)), checkLost(text)
}

// CheckName returns what is wrong with a line as a name, or nil.
func CheckName(line string) error {
	if line == "" {
		return errors.New("is empty")
	}
	if spelling.Fold(line) == "" {
		return fmt.Errorf("%q has no letter or digit", line)
	}
	return nil
}

// CheckScripts returns an error if a line, as a name, has letters that look like others.
func CheckScripts(line string) error {
	if flaw := spelling.NameFlaw(line, false); flaw != nil {
		return errors.New(flaw.Message)
	}
	return nil
}

// maxShown is how many bytes of an unreadable text are shown.
const maxShown = 160

// Printable returns the start of a text in a form that is safe to print.
func Printable(s string) string {
	cut := s
	if len(s) > maxShown {
		cut = s[:maxShown]
		for len(cut) > 0 && !utf8.RuneStart(s[len(cut)]) {
			cut = cut[:len(cut)-1]
		}
	}
	var b strings.Builder
	for _, r := range cut {
		if !unicode.IsPrint(r) || spelling.IsUnseen(r) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	if len(cut) < len(s) {
		b.WriteString("…")
	}
	return b.String()
}
