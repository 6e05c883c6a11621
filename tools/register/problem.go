package register

import "fmt"

// Severity says whether a problem must be fixed.
type Severity string

// Errors fail a check; warnings are for a person to look at.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// MaxProblems is the maximum number of problems of one severity that are reported for one
// record. Further problems are counted; they appear once the first ones are fixed.
const MaxProblems = 50

// A Problem is something wrong with a record, in terms that its author knows. Package
// source adds the line.
type Problem struct {
	Kind       Kind
	ID         string
	Field      string // path of the field, such as "periods[1].from"; "" for the record as a whole
	Severity   Severity
	Rule       string // stable name of the rule
	Message    string
	Suggestion string // the probable intention; "" if nothing is likely

	// Certain means that the suggestion is the same thing under another name or spelling,
	// and not only something similar.
	Certain bool

	// Target is the missing record that a reference names.
	Target Ref

	// Omitted is the number of unreported problems that this one stands for: those of its
	// record and severity beyond MaxProblems. It is 0 for a reported problem.
	Omitted int
}

// RuleOmitted is the Rule of a Problem that stands for others.
const RuleOmitted = "omitted"

// OmittedProblem returns a Problem that stands for n unreported ones.
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
