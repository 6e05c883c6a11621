package review

import (
	"fmt"
	"strings"

	"opencec/tools/register"
	"opencec/tools/source"
)

// problemsMarkdown is the part of the comment about what is wrong; "" if nothing is.
// What does not fit is counted.
func (c Comment) problemsMarkdown() string {
	var b strings.Builder
	left := source.Report{}
	severity := register.Severity("")
	for _, p := range c.ordered() {
		text := problemMarkdown(p)
		if b.Len()+len(text) > maxProblems {
			left = add(left, p)
			continue
		}
		if p.Severity != severity {
			severity = p.Severity
			b.WriteString("\n#### " + heading[severity] + "\n")
		}
		b.WriteString(text)
	}
	if left.Errors+left.Warnings > 0 {
		fmt.Fprintf(&b, "\n**Left out: %s and %s more.** `opencec validate --base` tells them all.\n", count(left.Errors, "error"), count(left.Warnings, "warning"))
	}
	if c.Warnings > 0 {
		fmt.Fprintf(&b, "\n%s about records that do not change %s not shown.\n", count(c.Warnings, "warning"), are(c.Warnings))
	}
	return b.String()
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

var heading = map[register.Severity]string{
	register.Error:   "Errors, to be mended",
	register.Warning: "Warnings, to be looked at",
}

func add(r source.Report, p source.Problem) source.Report {
	if p.Severity == register.Error {
		r.Errors++
	} else {
		r.Warnings++
	}
	return r
}

// problemMarkdown writes a problem and the line to write instead.
func problemMarkdown(p source.Problem) string {
	where := fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	text := "\n" + fenced("text", register.Printable(where)+"\n"+wrap(register.Printable(p.Told())))
	if p.Edit != nil {
		text += fmt.Sprintf("Write in line %d:\n", p.Edit.Line) + fenced("yaml", register.Printable(p.Edit.Result))
	}
	return text
}

// fenced writes a text as a block of code, in which nothing means anything but
// itself. The fence is longer than any run of backticks in the text.
func fenced(language, text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + language + "\n" + text + "\n" + fence + "\n"
}

// wrapAt is the most characters of a line in a block of code, which GitHub shows
// without having to scroll.
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
