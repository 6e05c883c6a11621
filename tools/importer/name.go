package importer

import (
	"regexp"
	"strings"

	"opencec/tools/register"
)

var decimalPoint = regexp.MustCompile(`(\d)\.(\d)`)

// respellingKey is what two spellings of a model have in common when it is only
// likely that they mean the same. Where register.ModelKey keeps all punctuation,
// this keeps a plus and a decimal point: in the lists of March 2026 they tell
// "33KTLX" from "3.3KTLX" and twelve pairs of modules apart, and nothing else does.
func respellingKey(model string) string {
	model = strings.ReplaceAll(register.ModelKey(model), "+", "plus")
	return register.Fold(decimalPoint.ReplaceAllString(model, "${1}point${2}"))
}
