package query

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"opencec/tools/base/spelling"
)

// FoldCase returns the form in which texts compare: without regard to case, to the
// encoding of accents, and to which of several identical-looking characters is used
// (spelling.Plain). It keeps punctuation and inner spaces, because SE10.0 and SE100 are
// two models.
//
// It keeps a text of only invisible characters, which an old version may contain.
func FoldCase(s string) string {
	folded := strings.ToLower(strings.Join(strings.Fields(spelling.Plain(s)), " "))
	if folded == "" {
		return strings.TrimSpace(s)
	}
	return folded
}

// queryWords returns the folded words of q, in order.
func queryWords(s string) []string {
	var words []string
	for _, part := range split(s) {
		if w := spelling.Fold(part); w != "" {
			words = append(words, w)
		}
	}
	return words
}

// appendWords appends the values by which a name is found: its words, each run without
// spaces, and the whole name joined together, so that "gw5000eh" and "powerwall2" find
// GW5000-EH and Powerwall 2.
func appendWords(dst []Value, name string) []Value {
	add := func(s string) {
		if w := spelling.Fold(s); w != "" {
			dst = append(dst, Value{Text: w})
		}
	}
	runs := strings.Fields(strings.Map(spelling.Visible, name))
	for _, run := range runs {
		parts := split(run)
		for _, part := range parts {
			add(part)
		}
		if len(parts) > 1 {
			add(run)
		}
	}
	if len(runs) > 1 {
		add(name)
	}
	return dst
}

// split splits s at every character that is not a letter, a digit or the accent of a
// letter.
func split(s string) []string {
	return strings.FieldsFunc(norm.NFKD.String(strings.Map(spelling.Visible, s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}
