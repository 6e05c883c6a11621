package source

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"opencec/tools/register"
)

// A Format is a way to write problems.
type Format string

// The formats. Text is for people and editors; JSON is one document with the
// problems and their counts; GitHub is the workflow commands by which a check
// marks lines of a pull request; SARIF is what code scanning and editors take.
const (
	FormatText   Format = "text"
	FormatJSON   Format = "json"
	FormatGitHub Format = "github"
	FormatSARIF  Format = "sarif"
)

// Formats returns the formats, the default first.
func Formats() []Format { return []Format{FormatText, FormatJSON, FormatGitHub, FormatSARIF} }

// A Report is the outcome of a check.
type Report struct {
	Problems     []Problem `json:"problems"`
	Listings     int       `json:"listings"`
	Certificates int       `json:"certificates"`
	Errors       int       `json:"errors"`
	Warnings     int       `json:"warnings"`
}

// NewReport counts the problems.
func NewReport(problems []Problem, listings, certificates int) Report {
	r := Report{Problems: problems, Listings: listings, Certificates: certificates}
	if r.Problems == nil {
		r.Problems = []Problem{}
	}
	for _, p := range problems {
		if p.Severity == register.Error {
			r.Errors++
		} else {
			r.Warnings++
		}
	}
	return r
}

// Summary is the last line of a check, which scripts read.
func (r Report) Summary() string {
	return fmt.Sprintf("%d listings, %d certificates, %d errors, %d warnings", r.Listings, r.Certificates, r.Errors, r.Warnings)
}

// Write writes the report. In text and GitHub form the summary is the last line.
// Rules beyond Rules, of which problems may be as well, are given with it.
func (r Report) Write(w io.Writer, format Format, more ...Rule) error {
	switch format {
	case FormatJSON:
		return writeIndented(w, r)
	case FormatSARIF:
		return writeIndented(w, r.sarif(append(Rules(), more...)))
	}
	var b strings.Builder
	for _, p := range r.Problems {
		if format == FormatGitHub {
			b.WriteString(p.gitHub())
		} else {
			b.WriteString(p.String())
		}
		b.WriteByte('\n')
	}
	b.WriteString(r.Summary() + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func writeIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// Values in workflow commands are escaped so that no name of a file and no text
// in it can end a command or begin another.
var (
	escapeData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func (p Problem) gitHub() string {
	return fmt.Sprintf("::%s file=%s,line=%d,col=%d,title=%s::%s", p.Severity,
		escapeProperty.Replace(printableLines(p.File)), p.Line, p.Column, escapeProperty.Replace(p.Rule), escapeData.Replace(printableLines(p.Told())))
}

// printableLines writes control characters other than line ends as escapes: a log
// is read in terminals.
func printableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = register.Printable(line)
	}
	return strings.Join(lines, "\n")
}
