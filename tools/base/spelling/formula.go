package spelling

import "strings"

// formulaStarts are the characters with which spreadsheets begin a formula, also in full
// width, or which they skip before one.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// QuoteFormula returns a text for a spreadsheet cell. If a spreadsheet would run it,
// QuoteFormula adds an apostrophe, which means "this is text".
func QuoteFormula(text string) string {
	if startsFormula(text) {
		return "'" + text
	}
	return text
}

// UnquoteFormula undoes QuoteFormula: it removes the apostrophe before what a spreadsheet
// would run.
func UnquoteFormula(cell string) string {
	if text, found := strings.CutPrefix(cell, "'"); found && startsFormula(text) {
		return text
	}
	return cell
}

func startsFormula(text string) bool {
	for _, first := range text {
		return strings.ContainsRune(formulaStarts, first)
	}
	return false
}
