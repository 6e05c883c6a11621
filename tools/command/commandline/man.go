package commandline

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

func (p *Program) writeManual(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write the manual pages: %w", err)
	}
	for _, page := range (page{Command: p.Command, program: p, words: []string{p.Name}}).withCommands(nil) {
		if err := os.WriteFile(filepath.Join(dir, page.name()+".1"), []byte(page.roff()), 0o644); err != nil {
			return fmt.Errorf("write the manual pages: %w", err)
		}
	}
	return nil
}

// A page is the manual page of a command.
type page struct {
	Command
	program *Program
	words   []string   // of the command line that name it
	seeAlso [][]string // the pages that it refers to
}

// withCommands returns the page and the pages of all commands below it.
func (p page) withCommands(parent []string) []page {
	if parent != nil {
		p.seeAlso = append(p.seeAlso, parent)
	}
	var below []page
	for _, c := range p.Commands {
		if c.Hidden {
			continue
		}
		child := page{Command: c, program: p.program, words: append(slices.Clone(p.words), c.Name)}
		p.seeAlso = append(p.seeAlso, child.words)
		below = append(below, child.withCommands(p.words)...)
	}
	return append([]page{p}, below...)
}

func (p page) name() string { return strings.Join(p.words, "-") }

// roff returns the page in the language of man.
func (p page) roff() string {
	var b strings.Builder
	date, _, _ := strings.Cut(p.program.Date, "T")
	fmt.Fprintf(&b, ".TH %s 1 \"%s\" %s\n", quotedArgument(strings.ToUpper(p.name())), date, quotedArgument(p.program.Name+" "+p.program.Version))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", escape(p.name()), escape(p.Usage))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n%s\n", escape(strings.Join(p.words, " ")), p.synopsis())
	if p.Description != "" {
		b.WriteString(".SH DESCRIPTION\n")
		writeText(&b, p.Description)
	}
	if len(p.Commands) > 0 {
		b.WriteString(".SH COMMANDS\n")
	}
	for _, c := range p.Commands {
		if !c.Hidden {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", escape(c.Name), escape(c.Usage))
		}
	}
	b.WriteString(".SH OPTIONS\n")
	for _, f := range p.Flags {
		writeFlag(&b, f)
	}
	b.WriteString(".TP\n\\fB\\-\\-help\\fR, \\fB\\-h\\fR\nShow help.\n")
	if len(p.words) == 1 {
		b.WriteString(".TP\n\\fB\\-\\-version\\fR, \\fB\\-v\\fR\nPrint the version.\n")
	}
	b.WriteString(".SH EXIT STATUS\n")
	writeText(&b, p.program.ExitStatus)
	p.writeSeeAlso(&b)
	return b.String()
}

// synopsis returns what follows the command's name.
func (p page) synopsis() string {
	parts := []string{"[\\fIoptions\\fR]"}
	if len(p.Commands) > 0 {
		parts = append(parts, "[\\fIcommand\\fR]")
	}
	if p.Arguments != "" {
		parts = append(parts, escape(p.Arguments))
	}
	return strings.Join(parts, " ")
}

func (p page) writeSeeAlso(b *strings.Builder) {
	if len(p.seeAlso) == 0 {
		return
	}
	b.WriteString(".SH SEE ALSO\n")
	for i, words := range p.seeAlso {
		end := ","
		if i == len(p.seeAlso)-1 {
			end = ""
		}
		fmt.Fprintf(b, ".BR %s (1)%s\n", escape(strings.Join(words, "-")), end)
	}
}

// writeText writes help text: paragraphs, and commands where lines are indented.
func writeText(b *strings.Builder, text string) {
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		if strings.HasPrefix(paragraph, " ") {
			fmt.Fprintf(b, ".nf\n.RS 4\n%s\n.RE\n.fi\n", escape(outdent(paragraph)))
		} else {
			b.WriteString(escape(paragraph) + "\n")
		}
	}
}

// outdent removes the indentation of the first line from each line.
func outdent(text string) string {
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	return strings.ReplaceAll(strings.TrimPrefix(text, indent), "\n"+indent, "\n")
}

func writeFlag(b *strings.Builder, f Flag) {
	name, usage := f.unquoted()
	var names []string
	for _, n := range f.Names {
		hyphens := "--"
		if len(n) == 1 {
			hyphens = "-"
		}
		names = append(names, "\\fB"+escape(hyphens+n)+"\\fR")
	}
	line := strings.Join(names, ", ")
	if f.TakesValue {
		if name == "" {
			name = "value"
		}
		line += " \\fI" + escape(name) + "\\fR"
	}
	fmt.Fprintf(b, ".TP\n%s\n%s.\n", line, escape(strings.TrimSuffix(capitalised(usage), ".")))
	if f.Default != "" && f.TakesValue {
		fmt.Fprintf(b, "Default: %s.\n", escape(f.Default))
	}
	if len(f.Variables) > 0 {
		fmt.Fprintf(b, "Environment: %s.\n", escape(strings.Join(f.Variables, ", ")))
	}
}

func capitalised(text string) string {
	for i, first := range text {
		return text[:i] + string(unicode.ToUpper(first)) + text[i+len(string(first)):]
	}
	return text
}

// quotedArgument quotes an argument of a roff request.
func quotedArgument(text string) string {
	return `"` + strings.ReplaceAll(escape(text), `"`, `\(dq`) + `"`
}

// escape escapes text, so that it contains no requests or escapes. Characters other than ASCII
// are written by their codes, because viewers expect different encodings.
func escape(text string) string {
	var b strings.Builder
	newLine := true
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'' && !newLine:
			b.WriteString(`\(aq`)
		case (r == '.' || r == '\'') && newLine:
			b.WriteString(`\&` + string(r))
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r > unicode.MaxASCII:
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
		newLine = r == '\n'
	}
	return b.String()
}
