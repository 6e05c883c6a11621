package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// A Problem is one thing that is wrong with one file, at the place that must be
// changed to mend it.
type Problem struct {
	File       string            `json:"file"`                 // in the data folder, with forward slashes
	Line       int               `json:"line"`                 // from 1
	Column     int               `json:"column"`               // from 1, in characters
	Severity   register.Severity `json:"severity"`             // error or warning
	Rule       string            `json:"rule"`                 // a stable name, to search for and to count by
	Path       string            `json:"path,omitempty"`       // the field: periods[1].from
	Message    string            `json:"message"`              // what is wrong
	Suggestion string            `json:"suggestion,omitempty"` // what to write instead, where there is one likely answer
}

// String returns the problem as one line, file:line:column: path: message.
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Line, p.Column)
	if p.Severity == register.Warning {
		b.WriteString("warning: ")
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(p.text())
	return register.Printable(b.String())
}

// text is the message with the suggestion.
func (p Problem) text() string {
	if p.Suggestion == "" {
		return p.Message
	}
	return fmt.Sprintf("%s (did you mean %s?)", p.Message, p.Suggestion)
}

// sortProblems orders problems as a person works through them: file by file, from
// the top.
func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
}
