package review

import (
	"encoding/json"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/source"
)

// Limits of the suggestions for a pull request. The workflow that posts them checks the
// same limits, and 65,536 bytes for the document.
const (
	maxSuggestions     = 50     // more at once come from a script, which should be fixed instead
	maxSuggestion      = 10_000 // bytes of each text, so that GitHub accepts the comment made from it
	maxSuggestionsSize = 50_000 // bytes of all as JSON, without indentation
)

// Suggestions are replacements for lines of the changed files, to be posted as review
// comments that can be accepted with a click.
type Suggestions struct {
	Suggestions []Suggestion `json:"suggestions"`
	LeftOut     int          `json:"left_out"` // number of suggestions beyond the limits
}

// A Suggestion is a replacement for a line.
type Suggestion struct {
	File    string `json:"file"`
	Line    int    `json:"line"`    // from 1
	Was     string `json:"was"`     // the current line, so that no other line is replaced
	Text    string `json:"text"`    // without a trailing newline; two lines if one is added
	Problem string `json:"problem"` // what is wrong with the line
}

// Suggestions returns the fixes for the problems of the comment that have an Edit, errors
// first. All fixes of one line are one suggestion; a fix that conflicts with another
// waits for the next run. Lines with invisible characters are not suggested, because
// reviewers could not see what they accept. content returns a file's content, and nil if
// the file is gone.
func (c Comment) Suggestions(content func(file string) []byte) Suggestions {
	all := Suggestions{Suggestions: []Suggestion{}}
	size := 0
	for _, m := range c.lineFixes(content) {
		one, ok := m.suggestion()
		if !ok {
			continue
		}
		text, _ := json.Marshal(one) // texts and a number always encode
		if len(all.Suggestions) == maxSuggestions || size+len(text) > maxSuggestionsSize || one.isLong() {
			all.LeftOut++
			continue
		}
		size += len(text)
		all.Suggestions = append(all.Suggestions, one)
	}
	return all
}

func (s Suggestion) isLong() bool {
	return max(len(s.File), len(s.Was), len(s.Text), len(s.Problem)) > maxSuggestion
}

// A lineFix is all edits of one line.
type lineFix struct {
	file     string
	line     int // from 1
	was      string
	edits    []source.Edit
	problems []string
}

// lineFixes groups the edits of the problems by line.
func (c Comment) lineFixes(content func(file string) []byte) []*lineFix {
	type place struct {
		file string
		line int
	}
	var all []*lineFix
	at := map[place]*lineFix{}
	for _, p := range c.ordered() {
		if p.Edit == nil {
			continue
		}
		line, was, ok := shownLine(*p.Edit, content(p.File))
		if !ok {
			continue
		}
		m := at[place{p.File, line}]
		if m == nil {
			m = &lineFix{file: p.File, line: line, was: was}
			at[place{p.File, line}] = m
			all = append(all, m)
		}
		m.add(p)
	}
	return all
}

// shownLine returns the line at which an edit is shown: its own line, or the last line of
// the file if the edit appends one. An edit made for other content has none.
func shownLine(e source.Edit, content []byte) (number int, line string, ok bool) {
	text, whole := strings.CutSuffix(string(content), "\n")
	if !whole {
		return 0, "", false // an empty file, or a last line without a newline
	}
	lines := append(strings.Split(text, "\n"), "") // including the line to append
	if e.Line < 1 || e.Line > len(lines) {
		return 0, "", false
	}
	if e.From < 1 || e.To < e.From || e.To > len([]rune(lines[e.Line-1]))+1 {
		return 0, "", false
	}
	number = min(e.Line, len(lines)-1)
	return number, lines[number-1], true
}

// add adds the edit of a problem, unless it conflicts with another one.
func (m *lineFix) add(p source.Problem) {
	e := *p.Edit
	if slices.ContainsFunc(m.edits, func(other source.Edit) bool { return collide(e, other) }) {
		return
	}
	m.edits = append(m.edits, e)
	m.problems = append(m.problems, wrap(spelling.Printable(p.Detail())))
}

func collide(a, b source.Edit) bool {
	return a.Line == b.Line && (a.From == b.From || a.From < b.To && b.From < a.To)
}

// suggestion returns the line with all edits; ok reports whether people can see all of
// it.
func (m *lineFix) suggestion() (s Suggestion, ok bool) {
	slices.SortFunc(m.edits, func(a, b source.Edit) int { return b.From - a.From }) // from the right, so that columns stay valid
	line, added := []rune(m.was), []string(nil)
	for _, e := range m.edits {
		if e.Line == m.line {
			line = slices.Concat(line[:e.From-1], []rune(e.Text), line[e.To-1:])
		} else {
			added = append(added, e.Result)
		}
	}
	texts := append([]string{string(line)}, added...)
	for _, text := range append(texts, m.file, m.was) {
		if spelling.Printable(text) != text {
			return Suggestion{}, false
		}
	}
	return Suggestion{m.file, m.line, m.was, strings.Join(texts, "\n"), strings.Join(m.problems, "\n")}, true
}
