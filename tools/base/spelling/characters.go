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

// The rule about characters that cannot be seen or told apart, for all who read
// texts: files, lists, filters, checks, search and ids.
//
//   - What cannot be seen (IsUnseen) does not count in any key, and has no place in a
//     record: TextFlaw. It is for every text and comment. Only the sign by which an emoji
//     is drawn in colour may stand in free text.
//   - An accent and its letter are one character, in every text: TextFlaw. Nor does any
//     text heap accents on a letter, which then cover the lines around it.
//   - What looks like a character of the keyboard counts as it in every key (Plain),
//     and names are written with it: NameFlaw.
//   - Letters of another script that look like Latin ones make another name, which
//     nobody can tell from the first. A name has none of them: NameFlaw. Nor has another
//     line by which people know something, such as a standard: TitleFlaw.
//
// Free text, such as notes and reasons, may quote any script. Where an address leads has a
// rule of its own: AddressFlaw.

// unseen are the characters that take no room on a screen, or only turn the direction
// of others: zero-width ones, soft hyphens, variation selectors, tags, fillers.
var unseen = rangetable.Merge(unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)

// IsUnseen reports whether a character cannot be seen where it stands. Those that put a
// sign below the digits that follow, in Arabic and Syriac, can.
func IsUnseen(r rune) bool {
	return r >= firstUnseen && unicode.Is(unseen, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

const firstUnseen = '\u00ad' // the soft hyphen

// isLost reports whether a character stands for one that a program could not write, or
// means nothing outside the machine that wrote it.
func isLost(r rune) bool {
	return r == utf8.RuneError || r == '\ufffc' || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Noncharacter_Code_Point, r)
}

// IsControl reports whether a character steers a device or divides lines. The tab and the
// end of a line are for whoever reads lines to judge.
func IsControl(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' || r == '\u2028' || r == '\u2029'
}

// A Flaw is what is wrong with the characters of a text.
type Flaw struct {
	Message string // with the text's characters named
	Fixed   string // the text as it would be right; "" where that has more than one answer
}

// LostFlaw returns what is wrong with a text that has lost a character; nil if it has not.
func LostFlaw(text string) *Flaw {
	for _, r := range text {
		if r >= utf8.RuneSelf && isLost(r) {
			return &Flaw{Message: fmt.Sprintf("has %U, which stands for a character that was lost: look up which, and write that", r)}
		}
	}
	return nil
}

// TextFlaw returns what is wrong with the characters of a text, whatever it says; nil if
// nothing is.
func TextFlaw(text string) *Flaw {
	if isPrintableASCII(text) {
		return nil
	}
	if flaw := LostFlaw(text); flaw != nil {
		return flaw
	}
	var wrong []string
	var before []rune // what can be seen, of what was read last
	var last rune     // what was read last, seen or not
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

// isEmojiStyle reports whether a character says that the sign before it is drawn in colour,
// or is not. Emoji are typed with it.
func isEmojiStyle(before, r rune) bool {
	return (r == '\ufe0e' || r == '\ufe0f') && unicode.Is(unicode.So, before)
}

// maxMarks is how many marks may stand on one letter, as in UTS 39: more than any language
// writes.
const maxMarks = 4

// combiningMarksFlaw returns what is wrong with a text in which more marks are heaped on a letter
// than it can carry, or the same one twice.
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

// composedFlaw returns what is wrong with a text in which a letter and its accent are two
// characters, or a sign is one for which Unicode has another: who types it does not find it.
func composedFlaw(text string) *Flaw {
	if norm.NFC.IsNormalString(text) {
		return nil
	}
	mended := norm.NFC.String(text)
	for i, r := range text {
		if composed := norm.NFC.String(string(r)); composed != string(r) {
			return &Flaw{fmt.Sprintf("has %s%s, for which Unicode has %q: write that", Named(r), place([]rune(text[:i])), composed), mended}
		}
	}
	return &Flaw{"has a letter and its accent as two characters: write them as one", mended}
}

// Named returns the code of a character, and its name in Unicode if it has one.
func Named(r rune) string {
	name := runenames.Name(r)
	if name == "" || name[0] == '<' { // a class of characters
		return fmt.Sprintf("%U", r)
	}
	return fmt.Sprintf("%U (%s)", r, strings.ToLower(name))
}

// maxNamed is how many characters of a text are named.
const maxNamed = 8

func appendOnce(list []string, s string) []string {
	if len(list) == maxNamed || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// shownBefore is how many characters are shown of what stands before another.
const shownBefore = 12

// place says where in a text a character is, by what stands before it.
func place(before []rune) string {
	if len(before) == 0 {
		return " at its beginning"
	}
	return fmt.Sprintf(" after %q", string(before))
}

// Visible is for strings.Map: it drops what cannot be seen.
func Visible(r rune) rune {
	if IsUnseen(r) {
		return -1
	}
	return r
}

// isPrintableASCII reports whether a text has nothing but ASCII, without control
// characters but the ends of lines and tabs. Nearly all texts are like that.
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

// Plain returns a text with the characters that everybody types: without what cannot be
// seen; with the hyphen, space, quotes and slash of the keyboard in place of others that
// look the same; with ordinary letters and digits in place of full-width, mathematical and
// joined ones; with accents and their letters as one character. What says something else
// stays: a superscript, a fraction and a number in a circle are not a digit.
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
	case unicode.IsSpace(r): // with the separators of lines
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

// keyboard are characters that look like one of the keyboard, with it, where neither
// their category nor Unicode's compatibility says so.
var keyboard = func() map[rune]string {
	all := map[rune]string{}
	for plain, others := range map[string]string{
		"-":      "\u2212\u2043\u02d7\u2796",                         // minus signs, a bullet
		" ":      "\u2800",                                           // the blank of Braille
		"'":      "\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u00b4", // quotes, primes, accents on their own
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

// saysMore reports whether Unicode's compatible form of a character says less than it
// does, such as the digit of a superscript, of a fraction, of a number in a circle; or is
// none, as for accents on their own.
func saysMore(r rune) bool {
	switch {
	case r >= '\u2460' && r <= '\u24ff', r >= '\u3200' && r <= '\u33ff', r >= '\U0001f100' && r <= '\U0001f2ff': // enclosed
		return true
	case r >= '！' && r <= '～': // of full width, with its accents
		return false
	case r >= '\u2070' && r <= '\u209f', r == 'ª', r == 'º', r == '№', r == '™', r == '℠':
		return true
	}
	return unicode.In(r, unicode.No, unicode.Lm, unicode.Sk)
}

// NameFlaw returns what is wrong with the characters of a name: of a manufacturer, a
// brand, a series, a model, a software, a certificate; nil if nothing is. A name may mix
// scripts where its record says that it is meant to.
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

// TitleFlaw returns what is wrong with the characters of another text of one line by which
// people know something: a standard, the title of a class, of a test or of a source, the
// value of an attribute. It may have dashes and quotes that no keyboard has, and no letters
// that cannot be told from others.
func TitleFlaw(title string) *Flaw {
	if isPrintableASCII(title) {
		return nil
	}
	if flaw := TextFlaw(title); flaw != nil {
		return flaw
	}
	return lookAlikeFlaw(title, "")
}

// withMu writes the micro sign, which keyboards have, as the Greek letter that it counts as
// in every key. A name may have either.
var withMu = strings.NewReplacer("\u00b5", "\u03bc")

// isFullWidth reports whether a name differs from its plain form only in punctuation of
// the width that goes with the characters of Chinese, Japanese and Korean around it.
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
	return "characters that look like others next to each other" // which are right alone
}

// Replaced says which characters of a text Plain reads as others; "" for none.
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
