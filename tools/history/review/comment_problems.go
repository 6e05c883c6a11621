package review

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/history/change"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// problemsMarkdown returns the part of the comment about problems; "" if there are none.
// It counts what does not fit.
func (c Comment) problemsMarkdown() string {
	var b strings.Builder
	left := source.Report{}
	severity := register.Severity("")
	for _, g := range gather(c.ordered()) {
		text := g.markdown(c.Gone)
		if b.Len()+len(text) > maxProblems {
			left = add(left, g)
			continue
		}
		if g[0].Severity != severity {
			severity = g[0].Severity
			b.WriteString("\n#### " + heading[severity] + "\n")
		}
		b.WriteString(text)
	}
	if left.Errors+left.Warnings > 0 {
		fmt.Fprintf(&b, "\n**Left out: %s and %s more.** `opencec validate --base` shows more of them.\n", count(left.Errors, "error"), count(left.Warnings, "warning"))
	}
	return b.String()
}

// othersMarkdown returns the warnings that the difference did not cause: those about
// changed records in a folded section, the others as a number.
func (c Comment) othersMarkdown() string {
	text := ""
	if n := source.NewReport(c.Before, 0, 0).Warnings; n > 0 {
		text += fmt.Sprintf("\n<details><summary>%s about the records that change, which the register had before</summary>\n", count(n, "warning"))
		text += beforeMarkdown(c.Before) + "\n</details>\n"
	}
	if c.Warnings > 0 {
		text += fmt.Sprintf("\n%s about records that do not change %s not shown.\n", count(c.Warnings, "warning"), are(c.Warnings))
	}
	return text
}

// beforeMarkdown lists warnings that are not new in short form: one per line, with equal
// ones together.
func beforeMarkdown(problems []source.Problem) string {
	var lines []string
	size, left := 0, 0
	for _, g := range gather(problems) {
		line := g[0].String()
		if len(g) > 1 {
			line = fmt.Sprintf("%d records: %s", len(g), spelling.Printable(g[0].Detail()))
		}
		if size += len(line); size > maxBefore {
			left += len(g)
			continue
		}
		lines = append(lines, line)
	}
	if left > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", left))
	}
	return "\n" + fenced("text", strings.Join(lines, "\n"))
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

var heading = map[register.Severity]string{
	register.Error:   "Errors, to be fixed",
	register.Warning: "Warnings, to be looked at",
}

func add(r source.Report, problems sameProblems) source.Report {
	more := source.NewReport(problems, 0, 0)
	r.Errors += more.Errors
	r.Warnings += more.Warnings
	return r
}

// minSame is the smallest number of places for which a problem is described once.
const minSame = 3

// sameProblems are one problem, or several of one rule with the same message.
type sameProblems []source.Problem

// gather merges problems with the same rule and message. Problems with a suggested line
// stay separate, with their lines.
func gather(problems []source.Problem) []sameProblems {
	type words struct {
		severity     register.Severity
		rule, detail string
	}
	var all []sameProblems
	at := map[words]int{}
	for _, p := range problems {
		w := words{p.Severity, p.Rule, p.Detail()}
		i, known := at[w]
		if !known || p.Edit != nil {
			i = len(all)
			all = append(all, nil)
		}
		if p.Edit == nil {
			at[w] = i
		}
		all[i] = append(all[i], p)
	}
	return withoutFew(all)
}

// withoutFew splits problems with so few places that they are as short one by one.
func withoutFew(all []sameProblems) []sameProblems {
	var split []sameProblems
	for _, same := range all {
		if len(same) >= minSame {
			split = append(split, same)
			continue
		}
		for i := range same {
			split = append(split, same[i:i+1])
		}
	}
	return split
}

// place returns where a problem is; "" if it concerns no file in particular.
func place(p source.Problem) string {
	if p.Rule == RuleMassChange {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// markdown formats a problem with its suggested line, or one of many places with the
// places in a folded section.
func (same sameProblems) markdown(gone map[string]string) string {
	p := same[0]
	detail := wrap(spelling.Printable(p.Detail()))
	if len(same) > 1 {
		summary := fmt.Sprintf("<details><summary>At %d places</summary>\n\n", len(same))
		return "\n" + fenced("text", detail) + summary + fenced("text", same.places()) + "</details>\n"
	}
	if where := place(p); where != "" {
		detail = spelling.Printable(where) + "\n" + detail
	}
	text := "\n" + fenced("text", detail)
	if p.Edit == nil {
		return text
	}
	if restore := gone[p.File]; restore != "" {
		text += "Put the file back first:\n" + fenced("sh", spelling.Printable(restore)) + "Then write"
	} else {
		text += "Write"
	}
	return text + fmt.Sprintf(" in line %d:\n", p.Edit.Line) + fenced("yaml", spelling.Printable(p.Edit.Result))
}

// text formats the same for a terminal.
func (same sameProblems) text(gone map[string]string) string {
	p := same[0]
	if len(same) > 1 {
		severity := map[register.Severity]string{register.Warning: "warning: "}[p.Severity]
		return fmt.Sprintf("%d places: %s%s\n    %s\n", len(same), severity, spelling.Printable(p.Detail()),
			strings.ReplaceAll(same.places(), "\n", "\n    "))
	}
	text := p.String() + "\n"
	if place(p) == "" {
		text = string(p.Severity) + ": " + spelling.Printable(p.Detail()) + "\n"
	}
	if restore := gone[p.File]; restore != "" && p.Edit != nil {
		text += "    " + spelling.Printable(restore) + "\n"
	}
	if p.Edit != nil {
		text += fmt.Sprintf("    line %d: %s\n", p.Edit.Line, spelling.Printable(p.Edit.Result))
	}
	return text
}

// maxPlaces is the maximum number of places that are listed for a problem: more than
// anybody fixes by hand.
const maxPlaces = 100

// places lists the places, one per line, and counts those beyond the limit.
func (same sameProblems) places() string {
	var lines []string
	inOrder := slices.Clone(same)
	slices.SortStableFunc(inOrder, func(a, b source.Problem) int { return change.CompareIDs(a.File, b.File) })
	for i, p := range inOrder {
		if i == maxPlaces {
			lines = append(lines, fmt.Sprintf("and %d more", len(same)-i))
			break
		}
		lines = append(lines, spelling.Printable(place(p)))
	}
	return strings.Join(slices.Compact(lines), "\n")
}

// fenced formats a text as a code block, in which nothing has a meaning. The fence is
// longer than any run of backticks in the text.
func fenced(language, text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + language + "\n" + text + "\n" + fence + "\n"
}

// wrapAt is the number of characters of a line in a code block that GitHub shows without
// scrolling.
const wrapAt = 100

// wrap breaks a text into lines between words.
func wrap(text string) string {
	var b strings.Builder
	used := 0
	for i, word := range strings.Split(text, " ") {
		length := len([]rune(word))
		switch {
		case i == 0:
		case used+1+length > wrapAt:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += length
	}
	return b.String()
}
