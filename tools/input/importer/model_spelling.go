package importer

import (
	"regexp"
	"strings"

	"opencec/tools/base/spelling"
)

// decimalPoint is the mark that tells "3.3K" from "33K". betweenDigits is any other mark
// between two numbers: "AB-1-10" is not "AB-11-0".
var (
	decimalPoint  = regexp.MustCompile(`(\d)\.(\d)`)
	betweenDigits = regexp.MustCompile(`(\d)[^\pL\pN]+(\d)`)
)

// respellingKey is equal for two spellings of a model that probably mean the same. Where
// spelling.ModelKey keeps all punctuation, it keeps only a plus, a decimal point, and whether
// there is a mark between two numbers.
func respellingKey(model string) string {
	model = strings.ReplaceAll(strings.ToLower(model), "+", "plus")
	model = replaceAll(decimalPoint, model, "${1}point${2}")
	return spelling.Fold(replaceAll(betweenDigits, model, "${1}and${2}"))
}

// replaceAll replaces all matches, including those that overlap the end of another, as in
// 1-2-3.
func replaceAll(form *regexp.Regexp, text, with string) string {
	for {
		replaced := form.ReplaceAllString(text, with)
		if replaced == text {
			return text
		}
		text = replaced
	}
}
