package review

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/change"
	"opencec/tools/register"
	"opencec/tools/source"
)

// Marker is the first line of a comment, which a reader does not see: by it a later
// run finds the comment, and writes it anew instead of a second one.
const Marker = "<!-- opencec review -->"

// Limits of a comment, in bytes, which are no fewer than characters. GitHub takes
// 65,536 characters; the problems and the statuses get at most a third of them each,
// so that neither hides what changes.
const (
	maxComment  = 65_000
	maxProblems = 20_000
	maxStatuses = 20_000
)

// A Comment is all that a reviewer needs to know of a difference.
type Comment struct {
	Report   change.Report
	Problems []source.Problem // of the records that changed, and all errors
	Warnings int              // others, which the register had before
}

// Markdown returns the comment for a pull request: what changes, the statuses before
// and after, and the problems, with the line to write instead where there is one.
// Nothing in a record or a file's name becomes markup, a mention or a link in it.
func (c Comment) Markdown() string {
	problems := c.problemsMarkdown()
	statuses := c.statusesMarkdown()
	head := Marker + "\n### " + c.Headline() + "\n\n"
	limit := change.CommentLimit
	limit.Bytes = maxComment - len(head) - len(problems) - len(statuses) - len(whatChanges)
	return head + whatChanges + c.Report.Markdown(limit) + statuses + problems
}

const whatChanges = "#### What changes\n\n"

// Text returns the same for a terminal, whole.
func (c Comment) Text() string {
	var b strings.Builder
	b.WriteString(c.Headline() + "\n\n" + c.Report.Text(change.Limit{}))
	if len(c.Problems) > 0 {
		b.WriteString("\n")
	}
	for _, p := range c.ordered() {
		b.WriteString(p.String() + "\n")
		if p.Edit != nil {
			fmt.Fprintf(&b, "    line %d: %s\n", p.Edit.Line, register.Printable(p.Edit.Result))
		}
	}
	return b.String()
}

// Headline says in one line how much changes, and how much is wrong with it.
func (c Comment) Headline() string {
	errors, warnings := c.Counts()
	line := strings.Join(c.amounts(), ", ")
	if line == "" {
		line = "nothing changes"
	}
	return fmt.Sprintf("Register: %s · %s, %s", line, count(errors, "error"), count(warnings, "warning"))
}

// Counts returns how many errors and warnings the comment tells of.
func (c Comment) Counts() (errors, warnings int) {
	r := source.NewReport(c.Problems, 0, 0)
	return r.Errors, r.Warnings
}

// amounts says how many records have become what.
func (c Comment) amounts() []string {
	var told []string
	for _, w := range []change.What{change.Added, change.Changed, change.Renamed, change.Merged, change.Removed, change.Unreadable} {
		n := 0
		for _, one := range c.Report.Changes {
			if one.Is(w) {
				n++
			}
		}
		if n > 0 {
			told = append(told, fmt.Sprintf("%d %s", n, w))
		}
	}
	return told
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
func (c Comment) ordered() []source.Problem {
	sorted := slices.Clone(c.Problems)
	slices.SortStableFunc(sorted, func(a, b source.Problem) int { return severityRank(a) - severityRank(b) })
	return sorted
}

func severityRank(p source.Problem) int {
	if p.Severity == register.Error {
		return 0
	}
	return 1
}
