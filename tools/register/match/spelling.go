package match

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"opencec/tools/base/spelling"
)

// A modelSpelling is a model's name, reduced step by step to what people mean by it.
type modelSpelling struct {
	text   string // as written
	key    string // without case, spaces and accents
	base   string // key without the standard's tag
	tag    string // digits of the standard's tag; "" for none
	folded string // without tag and punctuation, and with a mark between digits
}

func spell(model string) modelSpelling {
	text := strings.TrimSpace(model)
	s := modelSpelling{text: text, key: strings.ReplaceAll(spelling.ModelKey(text), " ", "")}
	var tag string
	s.base, tag = cutTag(s.key)
	s.tag = onlyDigits(tag)
	untagged := norm.NFKD.String(text)
	if tag != "" { // the tag's parentheses do not nest
		untagged = untagged[:strings.LastIndex(untagged, "(")]
	}
	s.folded = foldModel(untagged)
	return s
}

// standardTag matches the standard that lists append to a model. People omit it, or write
// it as the standard is called: (AS/NZS 4777.2:2020).
var standardTag = regexp.MustCompile(`(?i)\s*\(\s*(?:AS\s*(?:/\s*NZS)?\s*4777|IEC\s*61215)[^()]*\)$`)

// cutTag splits a model into the part before the standard's tag and the tag.
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

// onlyDigits reduces a standard to its number and year, which all spellings share.
func onlyDigits(tag string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, tag)
}

// foldModel is spelling.Fold, except that it keeps what distinguishes models: "X-1+" is
// not "X-1", "33K" not "3.3K", "5-10" not "510", and "X²" not "X2".
func foldModel(model string) string {
	var b strings.Builder
	var last, gap rune // the last letter or digit, and what followed it
	for _, r := range norm.NFD.String(spelling.Plain(model)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if gap != 0 && unicode.IsDigit(last) && unicode.IsDigit(r) {
				b.WriteRune(gap)
			}
			b.WriteRune(unicode.ToLower(r))
			last, gap = r, 0
		case unicode.Is(unicode.Mn, r): // an accent of the letter before it
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

// A step is one way in which two spellings of the same model may differ.
type step struct {
	by   By
	same func(a, b *modelSpelling) bool
}

// steps are ordered from strict to lenient. If a model is listed both with and without a
// standard's tag, the one whose tag equals the wanted one comes first.
var steps = []step{
	{ByName, func(a, b *modelSpelling) bool { return a.text == b.text }},
	{BySpelling, func(a, b *modelSpelling) bool { return a.key == b.key && a.folded == b.folded }},
	{ByStandard, func(a, b *modelSpelling) bool { return sameBase(a, b) && a.tag == b.tag }},
	{ByStandard, func(a, b *modelSpelling) bool { return sameBase(a, b) && tagsAgree(a, b) }},
	{ByPunctuation, func(a, b *modelSpelling) bool { return a.folded == b.folded && a.tag == b.tag }},
	{ByPunctuation, func(a, b *modelSpelling) bool { return a.folded == b.folded && tagsAgree(a, b) }},
}

// sameBase reports whether two models differ only in case, spaces, accents and the
// standard's tag. It also compares the folded forms, because two digits with a space
// between them are not one number.
func sameBase(a, b *modelSpelling) bool { return a.base == b.base && a.folded == b.folded }

// tagsAgree reports whether two spellings may mean the same approval: one tag may be
// missing, but two different tags are two standards.
func tagsAgree(a, b *modelSpelling) bool { return a.tag == b.tag || a.tag == "" || b.tag == "" }
