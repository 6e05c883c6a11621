package register

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxIDSegment is the most characters that one segment of an id may have. File
// systems stop at 255 bytes with the ending; a person's patience stops earlier.
const MaxIDSegment = 100

// An idForm is what the parts of an id may be: runs of letters and digits, with a
// separator between two of them. Regular expressions would take a third of the time in
// which a register is made.
type idForm struct {
	first      func(c byte) bool // of all
	letter     func(c byte) bool
	separators string
	words      string // in words
}

func isLower(c byte) bool        { return 'a' <= c && c <= 'z' }
func isLowerOrDigit(c byte) bool { return isLower(c) || '0' <= c && c <= '9' }
func isAny(c byte) bool          { return isLowerOrDigit(c) || 'A' <= c && c <= 'Z' }

// allows reports whether a part of an id has the form.
func (f *idForm) allows(part string) bool {
	between := true // no separator may come now
	for i := range len(part) {
		isSeparator := strings.IndexByte(f.separators, part[i]) >= 0
		if isSeparator && between || !isSeparator && !f.letter(part[i]) {
			return false
		}
		between = isSeparator
	}
	return !between && f.first(part[0])
}

var (
	slugForm = &idForm{isLowerOrDigit, isLowerOrDigit, "-", "lower-case letters, digits and single hyphens"}
	wordForm = &idForm{isLower, isLowerOrDigit, "_", "lower-case letters, digits and single underscores, and begin with a letter"}
	codeForm = &idForm{isAny, isAny, "-.", "letters, digits, and single hyphens or dots"}
)

// reservedSegments cannot be used in an id: the site has pages of these names
// beside the records' own.
var reservedSegments = map[string]bool{"page": true, "index": true}

// isDevice reports whether a name means a device on Windows, with any ending: a folder
// that has a file of such a name cannot be checked out there.
func isDevice(segment string) bool {
	name, _, _ := strings.Cut(strings.ToLower(segment), ".")
	if kind := strings.TrimRight(name, "0123456789"); len(name) == len(kind)+1 {
		return kind == "com" || kind == "lpt"
	}
	return name == "con" || name == "prn" || name == "aux" || name == "nul"
}

// CheckID reports what is wrong with id as the id of a record of kind k: the
// number of segments, a character that is not allowed, a reserved word. An id
// that passes is safe as a file name and in an address.
func CheckID(k Kind, id string) error {
	form, segments := factsOf[k].idForm, strings.Split(id, "/")
	if len(segments) != k.Depth() {
		return fmt.Errorf("the id %q of a %s needs %d part(s) separated by /, not %d", id, k.Name(), k.Depth(), len(segments))
	}
	for _, s := range segments {
		switch {
		case len(s) > MaxIDSegment:
			return fmt.Errorf("a part of the id %.30q… is longer than %d characters", id, MaxIDSegment)
		case !form.allows(s):
			return fmt.Errorf("the id %q of a %s may have only %s", id, k.Name(), form.words)
		case reservedSegments[strings.ToLower(s)]:
			return fmt.Errorf("the id %q has the part %q, which is reserved for pages of the site: add a word to it", id, s)
		case isDevice(s):
			return fmt.Errorf("the id %q has the part %q, which means a device on Windows, where no file can have that name: add a word to it", id, s)
		}
	}
	return nil
}

// firstSegment returns the owner's part of an id of two parts.
func firstSegment(id string) string {
	owner, _, _ := strings.Cut(id, "/")
	return owner
}

// Slug makes the form of an id out of a name: "Sigen Energy 10.0 kW" becomes
// "sigen-energy-10-0-kw". It is for proposing an id, once; ids do not follow
// when a name changes. The result is "" for a name without letters or digits,
// and may be longer than MaxIDSegment.
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(name) {
		if unicode.Is(unicode.Mn, r) || IsUnseen(r) { // the accent of a letter before it, or nothing
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

// latin spells r in a–z and 0–9; "" where it cannot.
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

// Fold reduces a name to what people mean by it: case, accents, spacing, punctuation
// and what cannot be seen do not count, so that "GoodWe", "GOODWE" and "Good-We" are one,
// and neither does the width of letters. Names in scripts without case keep their letters.
func Fold(name string) string {
	if isASCII(name) {
		return mapASCII(name, isAny)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && !IsUnseen(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// ModelKey reduces a model or certificate number to what tells it from others: case,
// accents, spacing and what cannot be seen do not count, and a character that looks like
// one of the keyboard counts as that (Plain). A space between two digits does count: "S 1
// 10" is not "S 11 0". So does punctuation, because makers tell models apart by it
// ("X1-5.0-T" and "X1-50-T", "SE7600H+" and "SE7600H"), and so do superscripts: "X²" is
// not "X2".
func ModelKey(model string) string {
	var b strings.Builder
	b.Grow(len(model))
	if !isASCII(model) {
		model = norm.NFD.String(Plain(model))
	}
	var last rune // the last character that counts
	gap := false  // spaces have stood behind it
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

// SpellingKey is equal for two spellings of one word: Fold, where numbers count as
// such, so that 12 is not taken for 1.2, nor x-5-0 for x-50.
func SpellingKey(word string) string {
	folded := Fold(word)
	if folded == "" {
		return ""
	}
	return folded + " " + numbersOf(word)
}

// numbersOf returns the numbers in a word, in their order.
func numbersOf(word string) string { return strings.Join(digitRun.FindAllString(word, -1), " ") }

// ImportedFrom begins the former ids of listings that were imported from the
// database of the register's predecessor: it is followed by the key of the row, so
// that whoever knows a listing by that key still finds it.
const ImportedFrom = "original/"
