package register

import "fmt"

// Severity says whether a problem must be mended.
type Severity string

// Errors fail a check; warnings are for a person to look at.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// MaxProblems is how many problems of one severity are reported of a record. More are counted:
// whoever has mended so many sees the next ones.
const MaxProblems = 50

// A Problem is something wrong with a record, in the words of the field. Package
// source adds the line.
type Problem struct {
	Kind       Kind
	ID         string
	Field      string // the path of the field: "periods[1].from"; "" for the record as a whole
	Severity   Severity
	Rule       string // a stable name
	Message    string
	Suggestion string // what was probably meant; "" when there is no likely answer

	// Certain says that the suggestion is what is meant under another name or in
	// another spelling, and not only near it.
	Certain bool

	// Target is the record that a reference names and that is not there.
	Target Ref

	// Omitted is how many problems this one stands for, which are not reported: those of its
	// record and severity beyond MaxProblems. It is 0 for a problem that is reported.
	Omitted int
}

// RuleOmitted is in place of a rule where a problem stands for others.
const RuleOmitted = "omitted"

// OmittedProblem stands for n problems that are not reported.
func OmittedProblem(severity Severity, n int) Problem {
	return Problem{Severity: severity, Rule: RuleOmitted, Message: fmt.Sprintf("and %s in this file", More(n, severity)), Omitted: n}
}

// More says how many more problems of a severity there are.
func More(n int, severity Severity) string {
	if n == 1 {
		return fmt.Sprintf("1 more %s", severity)
	}
	return fmt.Sprintf("%d more %ss", n, severity)
}
