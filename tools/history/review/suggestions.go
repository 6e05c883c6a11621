package review

import (
	"encoding/json"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/source"
)

// Limits of the suggestions for a pull request. What posts them holds a document to
// the same, and to 65,536 bytes.
const (
	maxSuggestions     = 50     // more at once are a script's mistake, to be mended by a script
	maxSuggestion      = 10_000 // bytes of each text, so that the comment made of them is one that GitHub takes
	maxSuggestionsSize = 50_000 // bytes of all as JSON, without its indents
)

// Suggestions are what to write in place of lines of the files that changed, for
// comments on those lines, where one click takes each.
type Suggestions struct {
	Suggestions []Suggestion `json:"suggestions"`
	LeftOut     int          `json:"left_out"` // beyond the limits
}

// A Suggestion is what to write in place of a line.
type Suggestion struct {
	File    string `json:"file"`
	Line    int    `json:"line"`    // from 1
	Was     string `json:"was"`     // the line as it is, so that no other one is replaced
	Text    string `json:"text"`    // without a line end after it; two lines if one is added
	Problem string `json:"problem"` // what is wrong with the line, in lines
}

// Suggestions returns what mends the problems of the comment that have an Edit, errors
// first. All that mends the same line is one suggestion; what would undo another is
// left for the next time. A line that has characters nobody sees is not suggested,
// since who takes it would not know what is taken. content returns a file's content,
// and nil if the file is gone.
func (c Comment) Suggestions(content func(file string) []byte) Suggestions {
	all := Suggestions{Suggestions: []Suggestion{}}
	size := 0
	for _, m := range c.mendings(content) {
		one, ok := m.suggestion()
		if !ok {
			continue
		}
		text, _ := json.Marshal(one) // texts and a number always can be
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

// A mending is all edits that one line is shown with.
type mending struct {
	file     string
	line     int // from 1
	was      string
	edits    []source.Edit
	problems []string
}

// mendings gathers the edits of the problems by line.
func (c Comment) mendings(content func(file string) []byte) []*mending {
	type place struct {
		file string
		line int
	}
	var all []*mending
	at := map[place]*mending{}
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
			m = &mending{file: p.File, line: line, was: was}
			at[place{p.File, line}] = m
			all = append(all, m)
		}
		m.add(p)
	}
	return all
}

// shownLine returns the line that an edit is shown at: its own, or the last one for a
// line to add at the end, which is none yet. An edit made for another content has none.
func shownLine(e source.Edit, content []byte) (number int, line string, ok bool) {
	text, whole := strings.CutSuffix(string(content), "\n")
	if !whole {
		return 0, "", false // a file without a line, or a last line without an end
	}
	lines := append(strings.Split(text, "\n"), "") // with the one to add
	if e.Line < 1 || e.Line > len(lines) {
		return 0, "", false
	}
	if e.From < 1 || e.To < e.From || e.To > len([]rune(lines[e.Line-1]))+1 {
		return 0, "", false
	}
	number = min(e.Line, len(lines)-1)
	return number, lines[number-1], true
}

// add takes up the edit of a problem, if it changes nothing that another one does.
func (m *mending) add(p source.Problem) {
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

// suggestion writes the line with all edits; ok is whether people see all of it.
func (m *mending) suggestion() (s Suggestion, ok bool) {
	slices.SortFunc(m.edits, func(a, b source.Edit) int { return b.From - a.From }) // from the right, so that columns stay
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
