package match

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"opencec/tools/base/spelling"
)

// A modelSpelling is a model's name reduced, step by step, to what people mean by it.
type modelSpelling struct {
	text   string // as written
	key    string // without case, spaces and accents
	base   string // key without the standard's tag
	tag    string // the digits of the standard's tag; "" for none
	folded string // without the tag and punctuation, and with a mark between digits
}

func spell(model string) modelSpelling {
	text := strings.TrimSpace(model)
	s := modelSpelling{text: text, key: strings.ReplaceAll(spelling.ModelKey(text), " ", "")}
	var tag string
	s.base, tag = cutTag(s.key)
	s.tag = onlyDigits(tag)
	untagged := norm.NFKD.String(text)
	if tag != "" { // the tag's own parentheses have none inside
		untagged = untagged[:strings.LastIndex(untagged, "(")]
	}
	s.folded = foldModel(untagged)
	return s
}

// standardTag is the standard that lists write behind a model. People leave it
// out, or write it as the standard is called: (AS/NZS 4777.2:2020).
var standardTag = regexp.MustCompile(`(?i)\s*\(\s*(?:AS\s*(?:/\s*NZS)?\s*4777|IEC\s*61215)[^()]*\)$`)

// cutTag returns the model without the standard's tag, and the tag.
func cutTag(model string) (base, tag string) {
	if !strings.HasSuffix(model, ")") {
		return model, ""
	}
	at := standardTag.FindStringIndex(model)
	if at == nil {
		return model, ""
	}
	return model[:at[0]], model[at[0]:]
}

// onlyDigits keeps the number and year of a standard, however they are written.
func onlyDigits(tag string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, tag)
}

// foldModel is spelling.Fold, but for what tells one model from another: "X-1+"
// is not "X-1", "33K" not "3.3K", "5-10" not "510", and "X²" not "X2".
func foldModel(model string) string {
	var b strings.Builder
	var last, gap rune // the last letter or digit, and what has stood behind it
	for _, r := range norm.NFD.String(spelling.Plain(model)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if gap != 0 && unicode.IsDigit(last) && unicode.IsDigit(r) {
				b.WriteRune(gap)
			}
			b.WriteRune(unicode.ToLower(r))
			last, gap = r, 0
		case unicode.Is(unicode.Mn, r): // the accent of a letter before it
		case r == '+':
			b.WriteString("plus")
			last, gap = r, 0
		case (r == '.' || r == ',') && gap == 0:
			gap = '.'
		default:
			gap = '-'
		}
	}
	return b.String()
}

// A step is how two spellings of the same model may differ.
type step struct {
	by   By
	same func(a, b *modelSpelling) bool
}

// steps are from strict to lenient. Where a model is listed with the tag of a
// standard and without, the one that has just the wanted tag, or none as wanted,
// comes first.
var steps = []step{
	{ByName, func(a, b *modelSpelling) bool { return a.text == b.text }},
	{BySpelling, func(a, b *modelSpelling) bool { return a.key == b.key && a.folded == b.folded }},
	{ByStandard, func(a, b *modelSpelling) bool { return sameBase(a, b) && a.tag == b.tag }},
	{ByStandard, func(a, b *modelSpelling) bool { return sameBase(a, b) && tagsAgree(a, b) }},
	{ByPunctuation, func(a, b *modelSpelling) bool { return a.folded == b.folded && a.tag == b.tag }},
	{ByPunctuation, func(a, b *modelSpelling) bool { return a.folded == b.folded && tagsAgree(a, b) }},
}

// sameBase reports whether two models are the same but for case, spaces, accents and
// the standard's tag. Two digits with a space between them are not one number, which
// the base alone does not tell.
func sameBase(a, b *modelSpelling) bool { return a.base == b.base && a.folded == b.folded }

// tagsAgree reports whether two spellings may be of the same approval: a tag may
// be left out, but two different ones are two standards.
func tagsAgree(a, b *modelSpelling) bool { return a.tag == b.tag || a.tag == "" || b.tag == "" }
