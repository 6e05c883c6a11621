package source

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Format is an output format for problems.
type Format string

// The formats. Text is for people and editors. JSON is one document with the problems and
// their counts. GitHub is the workflow commands by which a check marks lines of a pull
// request. SARIF is for code scanning and editors.
const (
	FormatText   Format = "text"
	FormatJSON   Format = "json"
	FormatGitHub Format = "github"
	FormatSARIF  Format = "sarif"
)

// Formats returns the formats, the default first.
func Formats() []Format { return []Format{FormatText, FormatJSON, FormatGitHub, FormatSARIF} }

// MaxReported is the most problems that a report lists. It counts the others by file.
const MaxReported = 1000

// A Report is the result of a check.
type Report struct {
	Problems     []Problem `json:"problems"`
	Listings     int       `json:"listings"`
	Certificates int       `json:"certificates"`
	Errors       int       `json:"errors"`   // with those that are not reported
	Warnings     int       `json:"warnings"` // likewise
	Omitted      *Omitted  `json:"omitted,omitempty"`
}

// Omitted counts the problems of a report that it does not list.
type Omitted struct {
	Errors    int           `json:"errors"`
	Warnings  int           `json:"warnings"`
	FileCount int           `json:"file_count"` // how many files they are in
	Files     []OmittedFile `json:"files"`      // the first MaxReported of these, by name
}

// An OmittedFile counts the problems of one file that are not listed.
type OmittedFile struct {
	File     string `json:"file"`
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
}

// NewReport returns a report of problems, with their counts.
func NewReport(problems []Problem, listings, certificates int) Report {
	r := Report{Problems: problems, Listings: listings, Certificates: certificates}
	if r.Problems == nil {
		r.Problems = []Problem{}
	}
	for _, p := range problems {
		if p.Severity == register.Error {
			r.Errors += p.Count()
		} else {
			r.Warnings += p.Count()
		}
	}
	return r
}

// Count returns the number of problems that this one stands for.
func (p Problem) Count() int { return max(1, p.Omitted) }

// Bounded returns the report with at most MaxReported problems, errors before warnings, and
// with the number of those left out.
func (r Report) Bounded() Report {
	if r.Omitted != nil {
		return r // it is
	}
	reported := make([]bool, len(r.Problems))
	room := MaxReported
	for _, severity := range []register.Severity{register.Error, register.Warning} {
		for i, p := range r.Problems {
			if room > 0 && p.Severity == severity && p.Omitted == 0 {
				reported[i] = true
				room--
			}
		}
	}
	bounded := r
	bounded.Problems = []Problem{}
	left := map[string]OmittedFile{}
	for i, p := range r.Problems {
		if reported[i] {
			bounded.Problems = append(bounded.Problems, p)
			continue
		}
		file := left[p.File]
		file.File = p.File
		if p.Severity == register.Error {
			file.Errors += p.Count()
		} else {
			file.Warnings += p.Count()
		}
		left[p.File] = file
	}
	if len(left) > 0 {
		bounded.Omitted = newOmitted(left)
	}
	return bounded
}

// String returns how many more problems there are, and in how many files.
func (o *Omitted) String() string {
	return OmittedFile{Errors: o.Errors, Warnings: o.Warnings}.countIn(o.FileCount, "file")
}

func newOmitted(files map[string]OmittedFile) *Omitted {
	o := &Omitted{FileCount: len(files)}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		o.Errors += files[name].Errors
		o.Warnings += files[name].Warnings
		if len(o.Files) < MaxReported {
			o.Files = append(o.Files, files[name])
		}
	}
	return o
}

// Summary returns the last line of a check, which scripts read.
func (r Report) Summary() string {
	return fmt.Sprintf("%d listings, %d certificates, %d errors, %d warnings", r.Listings, r.Certificates, r.Errors, r.Warnings)
}

// Write writes the report, bounded. In the text and GitHub formats the summary is the last
// line. more are the rules of problems beyond those of Rules.
func (r Report) Write(w io.Writer, format Format, more ...Rule) error {
	r = r.Bounded()
	switch format {
	case FormatJSON:
		return writeIndented(w, r)
	case FormatSARIF:
		return writeIndented(w, r.sarif(append(Rules(), more...)))
	}
	_, err := io.WriteString(w, r.lines(format)+r.Summary()+"\n")
	return err
}

// WriteProblems writes problems as lines of text, bounded.
func WriteProblems(w io.Writer, problems []Problem) error {
	_, err := io.WriteString(w, NewReport(problems, 0, 0).Bounded().lines(FormatText))
	return err
}

// lines returns a line for each problem of a report, and lines about omitted problems:
// after the last listed problem of their file, or at the end if no problem of their file is
// listed.
func (r Report) lines(format Format) string {
	omitted := map[string]OmittedFile{}
	var others OmittedFile
	otherFiles := 0
	if r.Omitted != nil {
		others.Errors, others.Warnings, otherFiles = r.Omitted.Errors, r.Omitted.Warnings, r.Omitted.FileCount
		for _, file := range r.Omitted.Files {
			omitted[file.File] = file
		}
	}
	var b strings.Builder
	for i, p := range r.Problems {
		b.WriteString(p.line(format) + "\n")
		isLast := i == len(r.Problems)-1 || r.Problems[i+1].File != p.File
		if file, ok := omitted[p.File]; ok && isLast {
			b.WriteString(file.line(format) + "\n")
			others.Errors, others.Warnings, otherFiles = others.Errors-file.Errors, others.Warnings-file.Warnings, otherFiles-1
		}
	}
	if otherFiles > 0 {
		b.WriteString(others.otherFilesLine(format, otherFiles) + "\n")
	}
	return b.String()
}

func (p Problem) line(format Format) string {
	if format == FormatGitHub {
		return p.gitHub()
	}
	return p.String()
}

// String returns how many more problems there are.
func (o OmittedFile) String() string {
	var counts []string
	if o.Errors > 0 {
		counts = append(counts, register.More(o.Errors, register.Error))
	}
	if o.Warnings > 0 {
		counts = append(counts, register.More(o.Warnings, register.Warning))
	}
	return "and " + strings.Join(counts, " and ")
}

func (o OmittedFile) severity() register.Severity {
	if o.Errors > 0 {
		return register.Error
	}
	return register.Warning
}

// line returns the line that says how many more problems the file has.
func (o OmittedFile) line(format Format) string {
	text := o.String() + " in this file"
	if format == FormatGitHub {
		return fmt.Sprintf("::%s file=%s,title=%s::%s", o.severity(), escapeProperty.Replace(printableLines(o.File)), register.RuleOmitted, text)
	}
	return spelling.Printable(o.File) + ": " + text
}

// countIn returns how many more problems there are in a number of files.
func (o OmittedFile) countIn(files int, noun string) string {
	if files != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%s in %d %s", o, files, noun)
}

// otherFilesLine returns the line about problems in files of which none is listed.
func (o OmittedFile) otherFilesLine(format Format, files int) string {
	text := o.countIn(files, "other file")
	if format == FormatGitHub {
		return fmt.Sprintf("::%s title=%s::%s", o.severity(), register.RuleOmitted, text)
	}
	return text
}

func writeIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// Values in workflow commands are escaped, so that no file name and no text can end a
// command or begin another.
var (
	escapeData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func (p Problem) gitHub() string {
	return fmt.Sprintf("::%s file=%s,line=%d,col=%d,title=%s::%s", p.Severity,
		escapeProperty.Replace(printableLines(p.File)), p.Line, p.Column, escapeProperty.Replace(p.Rule), escapeData.Replace(printableLines(p.Detail())))
}

// printableLines escapes control characters except line ends, because logs are read in
// terminals.
func printableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = spelling.Printable(line)
	}
	return strings.Join(lines, "\n")
}
