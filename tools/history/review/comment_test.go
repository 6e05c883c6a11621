package review

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/change"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// warningAt returns a problem in the words that several have.
func warningAt(file, rule string) source.Problem {
	return source.Problem{File: file, Line: 1, Column: 1, Severity: register.Warning, Rule: rule, Message: "is the same"}
}

func TestGather(t *testing.T) {
	t.Parallel()
	fixable := func(file string) source.Problem {
		p := warningAt(file, "fixable")
		p.Edit = &source.Edit{Line: 1}
		return p
	}
	for name, test := range map[string]struct {
		problems []source.Problem
		want     []string // the files of each reported problem
	}{
		"none":           {nil, nil},
		"two":            {[]source.Problem{warningAt("a", "x"), warningAt("b", "x")}, []string{"a", "b"}},
		"three":          {[]source.Problem{warningAt("a", "x"), warningAt("b", "x"), warningAt("c", "x")}, []string{"a b c"}},
		"other rules":    {[]source.Problem{warningAt("a", "x"), warningAt("b", "y"), warningAt("c", "x"), warningAt("d", "x")}, []string{"a c d", "b"}},
		"lines to write": {[]source.Problem{fixable("a"), fixable("b"), fixable("c")}, []string{"a", "b", "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, g := range gather(test.problems) {
				var files []string
				for _, p := range g {
					files = append(files, p.File)
				}
				got = append(got, strings.Join(files, " "))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A problem that concerns all records has no place, and restoring a deleted file comes
// first.
func TestProblemMarkdown(t *testing.T) {
	t.Parallel()
	mass := warningAt("data/register.yaml", RuleMassChange)
	if got, want := (sameProblems{mass}).markdown(nil), "\n```text\nis the same\n```\n"; got != want {
		t.Errorf("got %q instead of %q", got, want)
	}
	gone := source.Problem{File: "a.yaml", Line: 1, Column: 1, Message: "is gone", Edit: &source.Edit{Line: 3, Result: "x: 1"}}
	got := (sameProblems{gone}).markdown(map[string]string{"a.yaml": "git restore a.yaml"})
	want := "\n```text\na.yaml:1:1\nis gone\n```\nPut the file back first:\n```sh\ngit restore a.yaml\n```\nThen write in line 3:\n```yaml\nx: 1\n```\n"
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// An undeclared rename is one change, which the headline mentions; nothing else is a
// rename.
func TestWithDetectedRenames(t *testing.T) {
	t.Parallel()
	before, err := register.New(state(listing("acme/box", "Box"), listing("acme/case", "Case"), certificate("ul/1", "1", "acme/box")), register.Version{})
	if err != nil {
		t.Fatal(err)
	}
	after, err := register.New(state(listing("acme/box-2", "Box"), certificate("ul/1", "1")), register.Version{})
	if err != nil {
		t.Fatal(err)
	}
	c := Comment{Report: change.NewReport(before, after, today)}
	c.Report.Changes = WithDetectedRenames(Difference{before.Records, after.Records, c.Report.Changes, today})
	if got, want := c.Headline(), "Register: 1 changed, 1 removed, 1 renamed, not declared · no errors, no warnings"; got != want {
		t.Errorf("got %q instead of %q", got, want)
	}
	text := c.Markdown()
	for _, want := range []string{
		"1 listing no longer certified", "renamed from `acme/box`, which it does not declare\n",
		"| listing `acme/box-2` | active, certified | active, no certificate recorded |\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	if strings.Contains(text, "2 listings") || strings.Contains(text, "| listing `acme/box` |") {
		t.Errorf("it is reported twice:\n%s", text)
	}
}
