package review

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Marker is the first line of a comment, which is invisible to readers. A later run
// recognises the comment by it, and updates the comment instead of adding another.
const Marker = "<!-- opencec review -->"

// Limits of the parts of a comment, in bytes, which are at least as many as characters.
// GitHub accepts 65,536 characters. Problems and statuses get at most a quarter each, so
// that they leave room for the changes.
const (
	maxComment  = 65_000
	maxProblems = 16_000
	maxStatuses = 16_000
	maxBefore   = 5_000 // for warnings that are not new
)

// A Comment is everything that a reviewer needs to know about a difference.
type Comment struct {
	Report   change.Report
	Problems []source.Problem // all errors, and warnings that are new or concern what the records now say
	Before   []source.Problem // warnings about the changed records that existed before
	Warnings int              // number of warnings about other records that existed before

	// Gone has, by removed file, how to restore it.
	Gone map[string]string
}

// Markdown returns the comment for a pull request: problems, with suggested lines where
// possible, then the changes, then statuses before and after. Texts of records and file
// names cannot become markup, mentions or links.
func (c Comment) Markdown() string {
	problems := c.problemsMarkdown()
	statuses := c.statusesMarkdown()
	others := c.othersMarkdown()
	head := Marker + "\n### " + c.Headline() + "\n"
	limit := change.CommentLimit
	limit.Bytes = maxComment - len(head) - len(problems) - len(statuses) - len(others) - len(whatChanges)
	return head + problems + whatChanges + c.Report.Markdown(limit) + statuses + others
}

const whatChanges = "\n#### What changes\n\n"

// Text returns the same for a terminal: with all changes, and as many problems as a
// source.Report shows.
func (c Comment) Text() string {
	var b strings.Builder
	b.WriteString(c.Headline() + "\n\n")
	reported := source.NewReport(c.Problems, 0, 0).Bounded()
	for _, g := range gather(errorsFirst(reported.Problems)) {
		b.WriteString(g.text(c.Gone))
	}
	if reported.Omitted != nil {
		fmt.Fprintf(&b, "%s\n", reported.Omitted)
	}
	if len(c.Problems) > 0 {
		b.WriteString("\n")
	}
	b.WriteString(c.Report.Text(change.Limit{}))
	if n := source.NewReport(c.Before, 0, 0).Warnings + c.Warnings; n > 0 {
		fmt.Fprintf(&b, "\n%s that the register had before %s not shown.\n", count(n, "warning"), are(n))
	}
	return b.String()
}

// Headline summarises in one line how much changes, and how many problems there are.
func (c Comment) Headline() string {
	errors, warnings := c.Counts()
	line := strings.Join(c.amounts(), ", ")
	if line == "" {
		line = "nothing changes"
	}
	return fmt.Sprintf("Register: %s · %s, %s", line, count(errors, "error"), count(warnings, "warning"))
}

// Counts returns the number of errors and warnings in the comment.
func (c Comment) Counts() (errors, warnings int) {
	r := source.NewReport(c.Problems, 0, 0)
	return r.Errors, r.Warnings
}

// amounts counts the records by what happened to them.
func (c Comment) amounts() []string {
	var told []string
	for _, w := range []change.EventType{change.Added, change.Changed, change.Renamed, change.Merged, change.Removed, change.Unreadable} {
		n := 0
		for _, one := range c.Report.Changes {
			if one.Is(w) && !one.Undeclared {
				n++
			}
		}
		if n > 0 {
			told = append(told, fmt.Sprintf("%d %s", n, w))
		}
	}
	if n := c.undeclared(); n > 0 {
		told = append(told, fmt.Sprintf("%d renamed, not declared", n))
	}
	if n := change.PastChanged(c.Report.Changes); n > 0 {
		told = append(told, fmt.Sprintf("changes the past: %d", n))
	}
	return told
}

// undeclared counts the renamed records that do not declare their former id.
func (c Comment) undeclared() int {
	n := 0
	for _, one := range c.Report.Changes {
		if one.Undeclared {
			n++
		}
	}
	return n
}

func count(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun + "s"
	case 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// ordered returns the problems, errors first.
func (c Comment) ordered() []source.Problem { return errorsFirst(c.Problems) }

func errorsFirst(problems []source.Problem) []source.Problem {
	sorted := slices.Clone(problems)
	slices.SortStableFunc(sorted, func(a, b source.Problem) int { return severityRank(a) - severityRank(b) })
	return sorted
}

func severityRank(p source.Problem) int {
	if p.Severity == register.Error {
		return 0
	}
	return 1
}
