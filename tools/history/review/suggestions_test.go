package review

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/base/spelling"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// fixable is a problem of a file with the edit that fixes it.
func fixable(severity register.Severity, message string, e *source.Edit) source.Problem {
	return source.Problem{File: "data/x.yaml", Line: 1, Column: 1, Severity: severity, Message: message, Edit: e}
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	const (
		e, w    = register.Error, register.Warning
		content = "maker: acne # Ø\nparts: [é/x, acne/b, acne/c]\nlast: 1\n"
	)
	manufacturer := fixable(e, "no maker", &source.Edit{Line: 1, From: 8, To: 12, Text: "acme", Result: "maker: acme # Ø"})
	partB := fixable(e, "no b", &source.Edit{Line: 2, From: 14, To: 20, Text: "acme/b", Result: "parts: [é/x, acme/b, acne/c]"})
	partC := fixable(w, "no c", &source.Edit{Line: 2, From: 22, To: 28, Text: "acme/cc", Result: "parts: [é/x, acne/b, acme/cc]"})
	whole := fixable(e, "no parts", &source.Edit{Line: 2, From: 1, To: 29, Text: "parts: []", Result: "parts: []"})
	former := fixable(e, "no former", &source.Edit{Line: 4, From: 1, To: 1, Text: "former_ids: [a/b]\n", Result: "former_ids: [a/b]"})
	again := fixable(e, "no other former", &source.Edit{Line: 4, From: 1, To: 1, Text: "former_ids: [a/c]\n", Result: "former_ids: [a/c]"})
	last := fixable(e, "no last", &source.Edit{Line: 3, From: 7, To: 8, Text: "2", Result: "last: 2"})
	for _, test := range []struct {
		name     string
		problems []source.Problem
		content  string
		want     []Suggestion
	}{
		{"nothing wrong", nil, content, []Suggestion{}},
		{"no edit", []source.Problem{fixable(e, "why", nil)}, content, []Suggestion{}},
		{"a file that is gone", []source.Problem{manufacturer}, "", []Suggestion{}},
		{"a word", []source.Problem{manufacturer}, content, []Suggestion{
			{"data/x.yaml", 1, "maker: acne # Ø", "maker: acme # Ø", "no maker"},
		}},
		{"two words of a line, and errors first", []source.Problem{partC, manufacturer, partB}, content, []Suggestion{
			{"data/x.yaml", 1, "maker: acne # Ø", "maker: acme # Ø", "no maker"},
			{"data/x.yaml", 2, "parts: [é/x, acne/b, acne/c]", "parts: [é/x, acme/b, acme/cc]", "no b\nno c"},
		}},
		{"one that would undo another", []source.Problem{partB, whole}, content, []Suggestion{
			{"data/x.yaml", 2, "parts: [é/x, acne/b, acne/c]", "parts: [é/x, acme/b, acne/c]", "no b"},
		}},
		{"a line at the end", []source.Problem{former, again}, content, []Suggestion{
			{"data/x.yaml", 3, "last: 1", "last: 1\nformer_ids: [a/b]", "no former"},
		}},
		{"the last line and one after it", []source.Problem{former, last}, content, []Suggestion{
			{"data/x.yaml", 3, "last: 1", "last: 2\nformer_ids: [a/b]", "no former\nno last"},
		}},
		{"a message with what steers a terminal", []source.Problem{fixable(e, "a\x1b[2J\nb", manufacturer.Edit)}, content, []Suggestion{
			{"data/x.yaml", 1, "maker: acne # Ø", "maker: acme # Ø", `a\x1b[2J\nb`},
		}},
		{"characters that nobody sees", []source.Problem{manufacturer}, "maker: acne # \u202e\n", []Suggestion{}},
		{"the line ends of another system", []source.Problem{manufacturer}, "maker: acne # Ø\r\n", []Suggestion{}},
		{"an edit of another content", []source.Problem{partB}, "a\nb\n", []Suggestion{}},
		{"an edit after another content", []source.Problem{former}, "a\nb\n", []Suggestion{}},
		{"no line end", []source.Problem{manufacturer}, "maker: acne", []Suggestion{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := Comment{Problems: test.problems}.Suggestions(func(string) []byte { return []byte(test.content) })
			if diff := cmp.Diff(Suggestions{Suggestions: test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// However many fixes there are, the poster gets no more than it accepts, errors first,
// and the rest is counted.
func TestSuggestionsAreBounded(t *testing.T) {
	t.Parallel()
	short, long := "a: b", "a: "+strings.Repeat("é", maxSuggestion/2)
	for _, test := range []struct {
		name       string
		was        string
		lines      int
		there, out int
	}{
		{"as many as may be", short, maxSuggestions, maxSuggestions, 0},
		{"one more", short, maxSuggestions + 1, maxSuggestions, 1},
		{"long ones", "a: " + strings.Repeat("<", 1000), 20, 4, 16}, // of 12,000 bytes each in JSON, with room for 50,000
		{"one that is too long", long, 1, 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var c Comment
			for i := range test.lines {
				p := fixable(register.Warning, "why", &source.Edit{Line: i + 1, From: 1, To: 2, Text: "b", Result: "b" + test.was[1:]})
				if i == test.lines-1 {
					p.Severity = register.Error
				}
				c.Problems = append(c.Problems, p)
			}
			got := c.Suggestions(func(string) []byte { return []byte(strings.Repeat(test.was+"\n", test.lines)) })
			if len(got.Suggestions) != test.there || got.LeftOut != test.out {
				t.Errorf("%d suggestions and %d left out, want %d and %d", len(got.Suggestions), got.LeftOut, test.there, test.out)
			}
			if test.there > 0 && got.Suggestions[0].Line != test.lines {
				t.Errorf("the first is at line %d, want the error's", got.Suggestions[0].Line)
			}
			if text, err := json.MarshalIndent(got, "", "  "); err != nil || len(text) > 65_536 {
				t.Errorf("the document has %d bytes, %v", len(text), err)
			}
		})
	}
}

// For any file and edits, a suggestion is for an existing line, and contains nothing
// invisible.
func FuzzSuggestions(f *testing.F) {
	f.Add("maker: acne\nlast: 1\n", 1, 8, 12, "acme")
	f.Add("maker: acne\nlast: 1\n", 3, 1, 1, "former_ids: [a/b]\n")
	f.Add("é\u202e\r\n", -1, 9, -3, "\x00")
	f.Fuzz(func(t *testing.T, content string, line, from, to int, text string) {
		c := Comment{Problems: []source.Problem{
			fixable(register.Error, text, &source.Edit{Line: line, From: from, To: to, Text: text, Result: text}),
			fixable(register.Error, text, &source.Edit{Line: line, From: to, To: to, Text: text, Result: text}),
		}}
		lines := strings.Split(content, "\n")
		for _, s := range c.Suggestions(func(string) []byte { return []byte(content) }).Suggestions {
			if s.Line < 1 || s.Line > len(lines) || lines[s.Line-1] != s.Was {
				t.Errorf("line %d is not %q", s.Line, s.Was)
			}
			for _, shown := range append(strings.SplitN(s.Text, "\n", 2), s.Was, strings.ReplaceAll(s.Problem, "\n", " ")) {
				if spelling.Printable(shown) != shown {
					t.Errorf("%q is not all to be seen", fmt.Sprint(s))
				}
			}
		}
	})
}
