package spelling

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Slug proposes an id for a name: "Sigen Energy 10.0 kW" becomes "sigen-energy-10-0-kw".
// It is used once; ids do not change when a name does. The result is "" for a name
// without letters or digits, and may be longer than MaxIDSegment.
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(name) {
		if unicode.Is(unicode.Mn, r) || IsUnseen(r) { // an accent of the letter before it, or nothing
			continue
		}
		s := latin(r)
		if s == "" {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteString(s)
	}
	return b.String()
}

// latin spells r in a–z and 0–9, or returns "".
func latin(r rune) string {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return string(r)
	case r >= 'A' && r <= 'Z':
		return string(r + 'a' - 'A')
	}
	switch unicode.ToLower(r) {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ':
		return "d"
	case 'ł':
		return "l"
	}
	return ""
}

// Fold reduces a name to what people mean by it, ignoring case, accents, spacing,
// punctuation, invisible characters and the width of letters: "GoodWe", "GOODWE" and
// "Good-We" are one name. Names in scripts without case keep their letters.
func Fold(name string) string {
	if IsASCII(name) {
		return mapASCII(name, isLetterOrDigit)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && !IsUnseen(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// ModelKey reduces a model or certificate number to what distinguishes it, ignoring case,
// accents, spacing and invisible characters, and replacing characters that look like one
// of the keyboard (Plain). It keeps a space between two digits: "S 1 10" is not "S 11 0".
// It also keeps punctuation, because manufacturers distinguish models by it ("X1-5.0-T"
// and "X1-50-T", "SE7600H+" and "SE7600H"), and superscripts: "X²" is not "X2".
func ModelKey(model string) string {
	var b strings.Builder
	b.Grow(len(model))
	if !IsASCII(model) {
		model = norm.NFD.String(Plain(model))
	}
	var last rune // the last character that counts
	gap := false  // spaces followed it
	for _, r := range model {
		switch {
		case unicode.IsSpace(r):
			gap = true
			continue
		case unicode.Is(unicode.Mn, r):
			continue
		case gap && unicode.IsDigit(last) && unicode.IsDigit(r):
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
		last, gap = r, false
	}
	return b.String()
}

func isLetterOrDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// mapASCII returns the characters of a text that count, in lower case.
func mapASCII(text string, counts func(c byte) bool) string {
	b := make([]byte, 0, len(text))
	for i := range len(text) {
		c := text[i]
		if !counts(c) {
			continue
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return string(b)
}

var digitRun = regexp.MustCompile(`[0-9]+`)

// SpellingKey is equal for two spellings of one word. It is Fold, except that numbers
// stay separate, so that 12 is not 1.2, and x-5-0 is not x-50.
func SpellingKey(word string) string {
	folded := Fold(word)
	if folded == "" {
		return ""
	}
	return folded + " " + Numbers(word)
}

// Numbers returns the numbers in a word, in order.
func Numbers(word string) string { return strings.Join(digitRun.FindAllString(word, -1), " ") }
