package source

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindComments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want []string // line:column text
	}{
		"in lines of their own": {"# a\nx: 1\n  # b\n", []string{"1:1 # a", "3:3 # b"}},
		"behind values":         {"x: 1 # a\ny: [1, 2] #b\n", []string{"1:6 # a", "2:11 #b"}},
		"behind a dash":         {"x:\n  - # a\n    y: 1\n", []string{"2:3 # a"}},
		"not in words":          {"x: a#b\ny: https://a.example/#c\n", nil},
		"not in quotes":         {"x: \"a # b \\\" # c\" # d\ny: 'it''s # e' # f\n", []string{"1:19 # d", "2:16 # f"}},
		"not in long quotes":    {"x: \"a\n  # b\n  c\" # d\n", []string{"3:6 # d"}},
		"not in blocks":         {"x: | # a\n  # b\n\n  # c\n# d\ny: >-\n  e # f\n", []string{"1:6 # a", "5:1 # d"}},
		"behind a block":        {"x: |\n    a\n  # b\ny: 1\n", []string{"3:3 # b"}},
		"in an indented block":  {"x:\n  - |2\n      # a\n    # b\n   # c\n", []string{"5:4 # c"}},
		"behind wide letters":   {"x: \"ß # a\" # b\n", []string{"1:12 # b"}},
		"without the ends":      {"x: 1 # a  \t\n", []string{"1:6 # a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, problems := parse([]byte(test.text))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			var got []string
			for _, c := range findComments([]byte(test.text), root) {
				got = append(got, fmt.Sprintf("%d:%d %s", c.line, c.column, c.text))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("comments (-want +got):\n%s", diff)
			}
		})
	}
}
