package spelling

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/rangetable"
	"golang.org/x/text/unicode/runenames"
)

// The rules about characters that are invisible or look alike, for everything that reads
// texts: files, lists, filters, checks, search and ids.
//
//	- Invisible characters (IsUnseen) do not count in any key, and are not allowed in a
//	  record: TextFlaw. This holds for every text and comment, except that free text may
//	  contain the selector that draws an emoji in colour.
//	- An accent and its letter are one character in every text: TextFlaw. Nor may a text
//	  stack accents on a letter, which would cover the lines around it.
//	- A character that looks like one of the keyboard counts as that in every key
//	  (Plain), and names must use the one of the keyboard: NameFlaw.
//	- A letter of another script that looks Latin makes a different name that people
//	  cannot distinguish. Names must not have one: NameFlaw. Nor must other identifying
//	  lines, such as a standard: TitleFlaw.
//
// Free text, such as notes and reasons, may quote any script. Web addresses have their
// own rule: AddressFlaw.

// unseen are characters that take no space on a screen, or only change the direction of
// others: zero-width ones, soft hyphens, variation selectors, tags, fillers.
var unseen = rangetable.Merge(unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)

// IsUnseen reports whether a character is invisible. Those that put a sign below the
// following digits, in Arabic and Syriac, are visible.
func IsUnseen(r rune) bool {
	return r >= firstUnseen && unicode.Is(unseen, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

const firstUnseen = '\u00ad' // the soft hyphen

// isLost reports whether a character stands for one that a program could not encode, or
// is private to a machine.
func isLost(r rune) bool {
	return r == utf8.RuneError || r == '\ufffc' || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Noncharacter_Code_Point, r)
}

// IsControl reports whether a character controls a device or separates lines. Tabs and
// newlines are left to callers that read lines.
func IsControl(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' || r == '\u2028' || r == '\u2029'
}

// A Flaw is what is wrong with the characters of a text.
type Flaw struct {
	Message string // names the characters
	Fixed   string // the corrected text; "" if there are several possibilities
}

// LostFlaw returns the flaw of a text with a lost character, or nil.
func LostFlaw(text string) *Flaw {
	for _, r := range text {
		if r >= utf8.RuneSelf && isLost(r) {
			return &Flaw{Message: fmt.Sprintf("has %U, which stands for a character that was lost: look up which, and write that", r)}
		}
	}
	return nil
}

// TextFlaw returns what is wrong with the characters of any text, or nil.
func TextFlaw(text string) *Flaw {
	if isPrintableASCII(text) {
		return nil
	}
	if flaw := LostFlaw(text); flaw != nil {
		return flaw
	}
	var wrong []string
	var before []rune // the visible characters before the current one
	var last rune     // the previous character, visible or not
	mendable := true
	for _, r := range text {
		switch {
		case IsControl(r) || IsUnseen(r) && !isEmojiStyle(last, r):
			wrong = appendOnce(wrong, Named(r)+place(before))
			mendable = mendable && !IsControl(r)
		case !IsUnseen(r):
			before = append(before[max(0, len(before)-shownBefore+1):], r)
		}
		last = r
	}
	if wrong == nil {
		if flaw := combiningMarksFlaw(text); flaw != nil {
			return flaw
		}
		return composedFlaw(text)
	}
	them := "it"
	if len(wrong) > 1 {
		them = "them"
	}
	flaw := &Flaw{Message: fmt.Sprintf("has %s, which cannot be seen: remove %s", strings.Join(wrong, " and "), them)}
	if mendable {
		flaw.Fixed = strings.TrimSpace(strings.Map(Visible, text))
	}
	return flaw
}

// isEmojiStyle reports whether a character selects the coloured or plain form of the sign
// before it. Keyboards insert it with emoji.
func isEmojiStyle(before, r rune) bool {
	return (r == '\ufe0e' || r == '\ufe0f') && unicode.Is(unicode.So, before)
}

// maxMarks is the maximum number of marks on a letter, as in UTS 39: more than any
// language uses.
const maxMarks = 4

// combiningMarksFlaw returns the flaw of a text with too many marks on a letter, or with
// the same mark twice, or nil.
func combiningMarksFlaw(text string) *Flaw {
	var marks []rune // on the last letter
	for i, r := range text {
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = marks[:0]
			continue
		}
		twice := slices.Contains(marks, r)
		if marks = append(marks, r); twice || len(marks) > maxMarks {
			before := []rune(text[:i])
			before = before[max(0, len(before)-shownBefore):]
			return &Flaw{Message: fmt.Sprintf("has too many marks on one letter, such as %s%s: write the letter with those that belong to it", Named(r), place(before))}
		}
	}
	return nil
}

// composedFlaw returns the flaw of a text in which a letter and its accent are two
// characters, or in which a sign has a preferred equivalent in Unicode: typing it would
// not find the text.
func composedFlaw(text string) *Flaw {
	if norm.NFC.IsNormalString(text) {
		return nil
	}
	composedText := norm.NFC.String(text)
	for i, r := range text {
		if composed := norm.NFC.String(string(r)); composed != string(r) {
			return &Flaw{fmt.Sprintf("has %s%s, for which Unicode has %q: write that", Named(r), place([]rune(text[:i])), composed), composedText}
		}
	}
	return &Flaw{"has a letter and its accent as two characters: write them as one", composedText}
}

// Named returns the code of a character, and its Unicode name if it has one.
func Named(r rune) string {
	name := runenames.Name(r)
	if name == "" || name[0] == '<' { // a class of characters
		return fmt.Sprintf("%U", r)
	}
	return fmt.Sprintf("%U (%s)", r, strings.ToLower(name))
}

// maxNamed is the maximum number of characters that a message names.
const maxNamed = 8

func appendOnce(list []string, s string) []string {
	if len(list) == maxNamed || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// shownBefore is how many characters before a position are shown.
const shownBefore = 12

// place describes a position in a text by what precedes it.
func place(before []rune) string {
	if len(before) == 0 {
		return " at its beginning"
	}
	return fmt.Sprintf(" after %q", string(before))
}

// Visible is for strings.Map: it drops invisible characters.
func Visible(r rune) rune {
	if IsUnseen(r) {
		return -1
	}
	return r
}

// isPrintableASCII reports whether a text is ASCII without control characters, except
// newlines and tabs. Nearly all texts are.
func isPrintableASCII(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

func IsASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Plain returns a text in ordinary characters: without invisible ones; with the hyphen,
// space, quotes and slash of the keyboard instead of similar ones; with ordinary letters
// and digits instead of full-width, mathematical and joined ones; and with accents and
// their letters as one character. It keeps what has another meaning: superscripts,
// fractions and circled numbers are not digits.
func Plain(text string) string {
	if IsASCII(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFC.String(text) {
		writePlain(&b, r)
	}
	return norm.NFC.String(b.String())
}

func writePlain(b *strings.Builder, r rune) {
	switch {
	case r < utf8.RuneSelf:
		b.WriteByte(byte(r))
	case IsUnseen(r):
	case keyboard[r] != "":
		b.WriteString(keyboard[r])
	case unicode.IsSpace(r): // including line separators
		b.WriteByte(' ')
	case unicode.Is(unicode.Pd, r):
		b.WriteByte('-')
	case saysMore(r):
		b.WriteRune(r)
	default:
		for _, part := range norm.NFKC.String(string(r)) {
			if plain := keyboard[part]; plain != "" {
				b.WriteString(plain)
			} else {
				b.WriteRune(part)
			}
		}
	}
}

// keyboard has further characters that look like one of the keyboard, besides those that
// Unicode's categories and compatibility forms show.
var keyboard = func() map[rune]string {
	all := map[rune]string{}
	for plain, others := range map[string]string{
		"-":      "\u2212\u2043\u02d7\u2796",                         // minus signs, a bullet
		" ":      "\u2800",                                           // the blank of Braille
		"'":      "\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u00b4", // quotes, primes, standalone accents
		`"`:      "\u201c\u201d\u201e\u201f\u2033\u02ba\u3003",
		",":      "\u201a",
		"/":      "\u2044\u2215\u29f8",
		"\\":     "\u2216\u29f5",
		":":      "\u2236\ua789",
		"+":      "\u2795",
		"*":      "\u2217\u204e",
		"~":      "\u301c\u3030",
		"|":      "\u2758",
		"<":      "\u2039",
		">":      "\u203a",
		"\u00b0": "\u02da", // the degree sign
	} {
		for _, r := range others {
			all[r] = plain
		}
	}
	return all
}()

// saysMore reports whether a character means more than its Unicode compatibility form, as
// superscripts, fractions and circled numbers do, or has no useful one, as standalone
// accents.
func saysMore(r rune) bool {
	switch {
	case r >= '\u2460' && r <= '\u24ff', r >= '\u3200' && r <= '\u33ff', r >= '\U0001f100' && r <= '\U0001f2ff': // enclosed
		return true
	case r >= '！' && r <= '～': // full-width forms, with their accents
		return false
	case r >= '\u2070' && r <= '\u209f', r == 'ª', r == 'º', r == '№', r == '™', r == '℠':
		return true
	}
	return unicode.In(r, unicode.No, unicode.Lm, unicode.Sk)
}

// NameFlaw returns what is wrong with the characters of a name, or nil: of a
// manufacturer, a brand, a series, a model, a software, a certificate. A name may mix
// scripts if its record declares that.
func NameFlaw(name string, mixedScripts bool) *Flaw {
	if isPrintableASCII(name) {
		return nil
	}
	if flaw := TextFlaw(name); flaw != nil {
		return flaw
	}
	typed := withMu.Replace(name)
	if plain := Plain(name); plain != typed && !isFullWidth(typed, plain) {
		return &Flaw{fmt.Sprintf("has %s: write it as everybody types it", namedDifferences(typed)), plain}
	}
	if mixedScripts {
		return nil
	}
	if flaw := lookAlikeFlaw(name, orMeant); flaw != nil {
		return flaw
	}
	return digitsFlaw(name)
}

// TitleFlaw returns what is wrong with the characters of another identifying line, or
// nil: a standard, the title of a class, a test or a source, the value of an attribute.
// It may contain dashes and quotes that no keyboard has, but no letters that look like
// others.
func TitleFlaw(title string) *Flaw {
	if isPrintableASCII(title) {
		return nil
	}
	if flaw := TextFlaw(title); flaw != nil {
		return flaw
	}
	return lookAlikeFlaw(title, "")
}

// withMu replaces the micro sign, which keyboards have, by the Greek letter as which it
// counts in every key. A name may contain either.
var withMu = strings.NewReplacer("\u00b5", "\u03bc")

// isFullWidth reports whether a name differs from its plain form only in the full-width
// punctuation of Chinese, Japanese and Korean.
func isFullWidth(name, plain string) bool {
	if !strings.ContainsFunc(name, isEastAsian) {
		return false
	}
	narrow := strings.Map(func(r rune) rune {
		if r == '\u3000' {
			return ' '
		}
		if r >= '！' && r <= '～' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return r - '！' + '!'
		}
		return r
	}, name)
	return narrow == plain
}

func isEastAsian(r rune) bool {
	return r >= '\u1100' && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo)
}

// namedDifferences names the characters of a name that are not plain.
func namedDifferences(name string) string {
	var named []string
	for _, r := range name {
		switch plain := Plain(string(r)); plain {
		case string(r):
		case "":
			named = appendOnce(named, Named(r)+", which cannot be seen")
		default:
			named = appendOnce(named, fmt.Sprintf("%U, which looks like %q", r, plain))
		}
	}
	if named != nil {
		return strings.Join(named, ", and ")
	}
	return "characters that look like others next to each other" // which are right on their own
}

// Replaced describes which characters of a text Plain replaces; "" for none.
func Replaced(text string) string {
	if IsASCII(text) {
		return ""
	}
	var named []string
	for _, r := range text {
		if plain := Plain(string(r)); plain != string(r) {
			named = appendOnce(named, fmt.Sprintf("%U as %q", r, plain))
		}
	}
	return strings.Join(named, ", ")
}
