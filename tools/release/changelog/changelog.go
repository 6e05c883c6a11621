package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/semver"
)

const unreleased = "Unreleased"

// kinds are the headings of changes in Keep a Changelog.
var kinds = []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

// A section is the part of the changelog about one version, or about unreleased changes.
type section struct {
	line    int
	version string // without v; or Unreleased
	date    string
	body    []string // the lines below the heading
	changes int
	formats *formats
}

// formats are the versions of a release's interfaces.
type formats struct {
	api                string
	snapshot, database string // numbers
}

// A changelog is its sections, the newest version first.
type changelog []section

// A problem is what is wrong in a line.
type problem struct {
	line int
	text string
}

var (
	heading     = regexp.MustCompile(`^## \[([^\]]+)\](?: - (.*))?$`)
	formatsLine = regexp.MustCompile(`^API (\d+\.\d+\.\d+), snapshot schema (\d+), database schema (\d+)\.$`)
)

// parse parses a changelog and returns every problem of its format.
func parse(text string) (changelog, []problem) {
	p := parser{kind: map[string]bool{}}
	for i, line := range strings.Split(text, "\n") {
		p.number = i + 1
		p.read(line)
	}
	p.endKind()
	p.checkSections()
	slices.SortStableFunc(p.problems, func(a, b problem) int { return a.line - b.line })
	return p.log, p.problems
}

type parser struct {
	log      changelog
	problems []problem
	number   int             // of the line
	kind     map[string]bool // headings in the section so far
	open     string          // the current heading
	openLine int
	entries  int // changes below that heading
}

func (p *parser) problem(line int, format string, args ...any) {
	p.problems = append(p.problems, problem{line, fmt.Sprintf(format, args...)})
}

func (p *parser) read(line string) {
	switch {
	case p.number == 1:
		if line != "# Changelog" {
			p.problem(1, "the first line is %q; want # Changelog", line)
		}
	case strings.HasPrefix(line, "## "):
		p.endKind()
		p.beginSection(line)
	case len(p.log) == 0: // the introduction
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "- ") {
			p.problem(p.number, "%q is above the first version; it begins with ## [Unreleased]", line)
		}
	default:
		p.readBody(line)
	}
}

func (p *parser) beginSection(line string) {
	p.kind = map[string]bool{}
	match := heading.FindStringSubmatch(line)
	if match == nil {
		p.problem(p.number, "%q is not a heading such as ## [1.2.0] - 2026-11-30", line)
		match = []string{"", "", ""}
	}
	p.log = append(p.log, section{line: p.number, version: match[1], date: match[2]})
}

func (p *parser) readBody(line string) {
	s := &p.log[len(p.log)-1]
	s.body = append(s.body, line)
	switch kind, isKind := strings.CutPrefix(line, "### "); {
	case isKind:
		p.endKind()
		p.open, p.openLine = kind, p.number
		if !slices.Contains(kinds, kind) {
			p.problem(p.number, "%q is none of %s", kind, strings.Join(kinds, ", "))
		}
		if p.kind[kind] {
			p.problem(p.number, "the version has %s twice", kind)
		}
		p.kind[kind] = true
	case strings.HasPrefix(line, "#"):
		p.problem(p.number, "%q is neither a version (##) nor a kind of change (###)", line)
	case strings.HasPrefix(line, "- "):
		if p.open == "" {
			p.problem(p.number, "a change stands below no heading; want one of ### %s", strings.Join(kinds, ", "))
		}
		p.entries++
		s.changes++
	case formatsLine.MatchString(line):
		match := formatsLine.FindStringSubmatch(line)
		s.formats = &formats{match[1], match[2], match[3]}
	case line != "" && p.open != "" && (p.entries == 0 || !strings.HasPrefix(line, "  ")):
		p.problem(p.number, "%q is no change: one begins with \"- \", and its further lines with two spaces", line)
	}
}

// endKind checks that the current heading has changes.
func (p *parser) endKind() {
	if p.open != "" && p.entries == 0 {
		p.problem(p.openLine, "there is no change below %s", p.open)
	}
	p.open, p.entries = "", 0
}

func (p *parser) checkSections() {
	if len(p.log) == 0 || p.log[0].version != unreleased || p.log[0].date != "" {
		p.problem(1, "the first version is not ## [%s]", unreleased)
	}
	for i, s := range p.log {
		if i > 0 {
			p.checkRelease(s, p.log[i-1])
		}
	}
}

// checkRelease checks a released version and the section above it.
func (p *parser) checkRelease(s, above section) {
	v := "v" + s.version
	if !semver.IsValid(v) || semver.Canonical(v) != v {
		p.problem(s.line, "%q is not a version such as 1.2.0", s.version)
	} else if above := "v" + above.version; semver.IsValid(above) && semver.Compare(v, above) >= 0 {
		p.problem(s.line, "%s is not older than %s, which is above it", v, above)
	}
	if _, err := time.Parse(time.DateOnly, s.date); err != nil {
		p.problem(s.line, "%q is not a date such as 2026-11-30", s.date)
	} else if above.date != "" && s.date > above.date {
		p.problem(s.line, "%s is after the date of the version above it", s.date)
	}
	if s.changes == 0 {
		p.problem(s.line, "the version %s has no change", s.version)
	}
	if s.formats == nil {
		p.problem(s.line, "the version %s does not say: API 1.2.0, snapshot schema 3, database schema 4.", s.version)
	}
}

// notes returns the section of a tag, or of unreleased changes.
func (c changelog) notes(tag string) (string, error) {
	version := strings.TrimPrefix(tag, "v")
	if tag != unreleased && c[0].changes > 0 {
		return "", fmt.Errorf("line %d: %s has changes: move them below ## [%s] with the date", c[0].line, unreleased, version)
	}
	for _, s := range c {
		if s.version == version {
			return strings.TrimSpace(strings.Join(s.body, "\n")) + "\n", nil
		}
	}
	return "", fmt.Errorf("there is no ## [%s]", version)
}
