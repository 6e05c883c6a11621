package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Problem is one thing that is wrong with one file, at the position to fix.
type Problem struct {
	File       string            `json:"file"`                 // in the data folder, with forward slashes
	Line       int               `json:"line"`                 // from 1
	Column     int               `json:"column"`               // from 1, in characters
	Severity   register.Severity `json:"severity"`             // error or warning
	Rule       string            `json:"rule"`                 // a stable name, for searching and counting
	Path       string            `json:"path,omitempty"`       // the field: periods[1].from
	Message    string            `json:"message"`              // what is wrong
	Suggestion string            `json:"suggestion,omitempty"` // what to write instead, if there is one likely answer
	Certain    bool              `json:"-"`                    // the suggestion is right, not merely similar: see register.Problem
	Target     register.Ref      `json:"-"`                    // of a reference to nothing: see register.Problem
	Unknown    bool              `json:"-"`                    // a field, value or folder is unknown and not similar to a known one, as in a file for a newer version
	Edit       *Edit             `json:"edit,omitempty"`       // how to fix the file, if an edit of one line does it and the caller asked for it
	Omitted    int               `json:"-"`                    // the number of problems in the file that this one stands for: see register.Problem
}

// boundedProblems are the problems of one file, all of them errors: the first
// register.MaxProblems and the number of the others. A file can have as many problems as
// characters, so no message is made for the others.
type boundedProblems struct {
	reported []Problem
	omitted  int
}

func (f *boundedProblems) isFull() bool { return len(f.reported) >= register.MaxProblems }

func (f *boundedProblems) add(p Problem) {
	if p.Omitted > 0 || f.isFull() {
		f.omitted += max(1, p.Omitted)
		return
	}
	f.reported = append(f.reported, p)
}

// all returns the listed problems, and one that stands for the others.
func (f *boundedProblems) all() []Problem {
	if f.omitted == 0 {
		return f.reported
	}
	return append(slices.Clip(f.reported), omitted(register.Error, f.omitted))
}

func omitted(severity register.Severity, n int) Problem {
	p := register.OmittedProblem(severity, n)
	return Problem{Line: 1, Column: 1, Severity: p.Severity, Rule: p.Rule, Message: p.Message, Omitted: p.Omitted}
}

// LocateProblem returns a broken rule as a problem of its record's file, at the line of
// content where its field is.
func LocateProblem(p register.Problem, content []byte) Problem {
	return locateInFile(content, []register.Problem{p})[0]
}

// locateInFile locates the problems of the record of one file.
func locateInFile(content []byte, broken []register.Problem) []Problem {
	root, unread := parse(content)
	placed := make([]Problem, len(broken))
	for i, p := range broken {
		placed[i] = Problem{
			File: PathOf(p.Kind, p.ID), Line: 1, Column: 1, Severity: p.Severity, Rule: p.Rule,
			Path: p.Field, Message: p.Message, Suggestion: p.Suggestion, Certain: p.Certain, Target: p.Target, Omitted: p.Omitted,
		}
		if len(unread) == 0 && p.Omitted == 0 {
			at := locate(root, parsePath(p.Field))
			placed[i].Line, placed[i].Column = at.Line, at.Column
		}
	}
	return placed
}

// String returns the problem as one line: file:line:column: path: message.
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Line, p.Column)
	if p.Severity == register.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Detail())
	return spelling.Printable(b.String())
}

// Detail returns the field, the message and the suggestion, unescaped.
func (p Problem) Detail() string {
	if p.Path == "" {
		return p.text()
	}
	return p.Path + ": " + p.text()
}

// text returns the message with the suggestion.
func (p Problem) text() string {
	if p.Suggestion == "" {
		return p.Message
	}
	return fmt.Sprintf("%s (did you mean %s?)", p.Message, p.Suggestion)
}

// sortProblems sorts problems by file, from top to bottom.
func sortProblems(problems []Problem) { slices.SortStableFunc(problems, Problem.Compare) }

// Compare orders problems by file, from top to bottom.
func (p Problem) Compare(q Problem) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column),
		cmp.Compare(p.Rule, q.Rule), cmp.Compare(p.Path, q.Path), cmp.Compare(p.Message, q.Message))
}
