package source

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEditOf(t *testing.T) {
	t.Parallel()
	const content = "manufacturer: acne # Ø\nmodel: 'Bax'\ndevices: [x/é, acne/b]\nnotes: \"a\\tb\"\n"
	for name, test := range map[string]struct {
		line, column int
		suggestion   string
		want         *Edit
	}{
		"a word":             {1, 15, "acme", &Edit{1, 15, 19, "acme", "manufacturer: acme # Ø"}},
		"a field's name":     {1, 1, "maker", &Edit{1, 1, 13, "maker", "maker: acne # Ø"}},
		"a quoted word":      {2, 8, "Box", &Edit{2, 8, 13, "Box", "model: Box"}},
		"inside a list":      {3, 16, "acme/b", &Edit{3, 16, 22, "acme/b", "devices: [x/é, acme/b]"}},
		"must be quoted":     {3, 16, "a, b", &Edit{3, 16, 22, `"a, b"`, `devices: [x/é, "a, b"]`}},
		"a number as a text": {1, 15, "1.2", &Edit{1, 15, 19, `"1.2"`, `manufacturer: "1.2" # Ø`}},
		"with escapes":       {4, 8, "x", nil},
		"nothing there":      {9, 1, "x", nil},
		"no suggestion":      {1, 15, "", nil},
	} {
		p := Problem{File: "f", Line: test.line, Column: test.column, Path: "field", Suggestion: test.suggestion}
		if diff := cmp.Diff(test.want, editOf(p, content)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func editOf(p Problem, content string) *Edit {
	problems := []Problem{p}
	AddEdits(problems, func(string) []byte { return []byte(content) })
	return problems[0].Edit
}

func TestEditLine(t *testing.T) {
	t.Parallel()
	const line = "former_ids: [a/b]"
	for content, want := range map[string]*Edit{
		"model: X\n":                               {2, 1, 1, line + "\n", line},
		"former_ids: [a/é]\nmodel: X\n":            {1, 1, 18, line, line},
		"former_ids:\n  - a/c\nmodel: X\n":         nil,
		"former_ids:\n- a/c\nmodel: X\n":           nil,
		"former_ids: [\n  a/c\n]\nmodel: X\n":      nil,
		"model: X":                                 nil, // no line end to write after
		"{model: X}\n":                             nil,
		"model: [\n":                               nil,
		"model: X\nformer_ids: [a/c, a/b] # old\n": {2, 1, 29, line, line},
	} {
		if diff := cmp.Diff(want, EditLine(line, []byte(content))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", content, diff)
		}
	}
}

// An edited file can be read, and has the new value in place of the old one.
func FuzzAddEdits(f *testing.F) {
	f.Add("model: acne\n", 1, 8, "acme")
	f.Add("model: 'it''s'\n", 1, 8, "a: #b")
	f.Add("a: [x, {b: y}]\n", 1, 12, "- ]\n\"")
	f.Fuzz(func(t *testing.T, content string, line, column int, suggestion string) {
		if line > len(content)+2 || len(suggestion) > 200 {
			return
		}
		e := editOf(Problem{File: "f", Line: line, Column: column, Path: "field", Suggestion: suggestion}, content)
		if e == nil {
			return
		}
		old := []rune(lineOf([]byte(content), e.Line))
		if e.From < 1 || e.To < e.From || e.To > len(old)+1 {
			t.Fatalf("%+v is not in line %q", e, string(old))
		}
		if want := string(old[:e.From-1]) + e.Text + string(old[e.To-1:]); want != e.Result {
			t.Errorf("the result is %q, not %q", e.Result, want)
		}
	})
}
