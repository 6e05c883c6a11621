package spelling

import "strings"

// formulaStarts are the characters with which spreadsheets begin a formula, in their
// full-width forms too, or skip before one.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// QuoteFormula returns a text as a cell of a spreadsheet. One that a spreadsheet would run
// gets an apostrophe, which spreadsheets take for "this is text".
func QuoteFormula(text string) string {
	if startsFormula(text) {
		return "'" + text
	}
	return text
}

// UnquoteFormula returns the text of a cell that QuoteFormula made: without the apostrophe
// before what a spreadsheet would run.
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
