package history

import (
	"strings"
	"testing"
	"time"

	"opencec/tools/history/historytest"
	"opencec/tools/input/generator"
)

// The changes of a merged branch count from the merge on: that is when the main branch
// has them.
func TestMerge(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-01T00:00:00Z", "one")
	r.Git("switch", "--quiet", "--create", "side")
	r.Write(box, listing("Box", ""))
	side := r.Commit("2026-01-02T00:00:00Z", "on the side")
	r.Write(box, listing("Box 2", ""))
	r.Commit("2026-01-03T00:00:00Z", "on the side again")
	r.Git("switch", "--quiet", "main")
	r.Write(acme, manufacturerYAML("Acme 2"))
	r.Commit("2026-01-04T00:00:00Z", "meanwhile")
	r.At("2026-01-09T00:00:00Z", "merge", "--quiet", "--no-ff", "--message", "Merge the side", "side")
	h := decoded(t, r.Dir)
	checkOutline(t, h, `
		1 2026-01-01T00:00:00Z one: =manufacturers/acme
		2 2026-01-04T00:00:00Z meanwhile: =manufacturers/acme
		3 2026-01-09T00:00:00Z Merge the side: =listings/acme/box
		`)
	if _, err := h.FindCommit(side); err == nil || !strings.Contains(err.Error(), "of a branch that was merged, the merge is") {
		t.Errorf("a commit of the branch: %v", err)
	}
	// Seen from the branch, the main branch's own commits are not there.
	checkOutline(t, decoded(t, r.Dir, At("side")), `
		1 2026-01-01T00:00:00Z one: =manufacturers/acme
		2 2026-01-02T00:00:00Z on the side: =listings/acme/box
		3 2026-01-03T00:00:00Z on the side again: =listings/acme/box
		`)
	r.Git("tag", "--annotate", "--message", "a tag", "before-the-merge", "main~1")
	for _, name := range []string{"main~1", "before-the-merge", r.Git("rev-parse", "main~1"), r.Git("rev-parse", "--short", "main~1")} {
		checkOutline(t, decoded(t, r.Dir, At(name)), `
			1 2026-01-01T00:00:00Z one: =manufacturers/acme
			2 2026-01-04T00:00:00Z meanwhile: =manufacturers/acme
			`)
	}
}

func TestRevert(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-01T00:00:00Z", "one")
	r.Write(acme, manufacturerYAML("Acme 2"))
	r.Write(box, listing("Box", ""))
	r.Commit("2026-01-02T00:00:00Z", "two")
	r.At("2026-01-03T00:00:00Z", "revert", "--no-edit", "HEAD")
	h := decoded(t, r.Dir)
	checkOutline(t, h, `
		1 2026-01-01T00:00:00Z one: =manufacturers/acme
		2 2026-01-02T00:00:00Z two: =manufacturers/acme =listings/acme/box
		3 2026-01-03T00:00:00Z Revert "two": =manufacturers/acme -listings/acme/box
		`)
	first, last := h.At(1).Manufacturers[0], h.At(3).Manufacturers[0]
	if first.Name != "Acme" || last.Name != "Acme" || !first.UpdatedAt.Equal(instant("2026-01-01T00:00:00Z")) || !last.UpdatedAt.Equal(instant("2026-01-03T00:00:00Z")) {
		t.Errorf("the same content at two times: %+v, %+v", first, last)
	}
}

// A clock that was wrong does not make time run backwards, nor beyond what can be
// written.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	for i, second := range []int64{
		1767571200, // 2026-01-05
		1767225600, // four days before
		1 << 40,    // 36812
		1767657600, // 2026-01-06
		0,
	} {
		r.Import(func(s *generator.CommitStream) error {
			s.Commit(generator.Commit{Time: time.Unix(second, 0), Message: "m", From: from(i), Files: map[string][]byte{acme: {byte('a' + i), ':', '\n'}}})
			return nil
		})
	}
	h := decoded(t, r.Dir)
	want := []string{"2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z", "2026-01-06T00:00:00Z"}
	for i, r := range h.Revisions {
		if r.Time.Format(time.RFC3339) != want[i] {
			t.Errorf("revision %d is of %s, want %s", r.Seq, r.Time, want[i])
		}
	}
	if seq := h.AsOf(instant("2026-01-05T00:00:00Z")); seq != 3 {
		t.Errorf("of three revisions of the same time, %d is in force", seq)
	}
}

// from names the branch itself as the parent of its next commit, if it has one.
func from(i int) string {
	if i == 0 {
		return ""
	}
	return "refs/heads/main^0"
}

func TestLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in    string
		limit int
		want  string
	}{
		{"plain", 10, "plain"},
		{"  spaces and\ta tab ", 20, "spaces and a tab"},
		{"a\x1b[31mred\x07 \x00bell\r", 40, `a\x1b[31mred\a \x00bell`},
		{"turned \u202ednuora\u202c", 40, `turned \u202ednuora\u202c`},
		{"line\u2028separator", 20, `line\u2028separator`},
		{"tag\U000e0041 and\u200bnothing\ufeff", 60, `tag\U000e0041 and\u200bnothing\ufeff`},
		{"a fix \u26a0\ufe0f", 20, "a fix \u26a0\ufe0f"},
		{"not \xff UTF-8", 20, "not \uFFFD UTF-8"},
		{"0123456789", 10, "0123456789"},
		{"012345678ä", 10, "012345678ä"},
		{"0123456789ä", 10, "012345678…"},
		{"", 10, ""},
	} {
		if got := printableLine(test.in, test.limit); got != test.want {
			t.Errorf("%q became %q, want %q", test.in, got, test.want)
		}
	}
}

// Only the author's name and the first line of the message are used, both made safe to
// show.
func TestAuthorAndSummary(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	for i, test := range []struct{ author, message, wantAuthor, wantSummary string }{
		{"Jo Ng", "Add a box\n\nWith words.\n", "Jo Ng", "Add a box"},
		{"jo@example.org", "\n\n  late \nmore", "jo", "late"},
		{"\x1b[2JJo", "\x07ring", `\x1b[2JJo`, `\aring`},
		{strings.Repeat("n", 300), strings.Repeat("s", 300), strings.Repeat("n", 99) + "…", strings.Repeat("s", 199) + "…"},
		{"Jo", "", "Jo", ""},
	} {
		r.Import(func(s *generator.CommitStream) error {
			s.Commit(generator.Commit{Time: instant("2026-01-01T00:00:00Z"), Author: test.author, Message: test.message, From: from(i),
				Files: map[string][]byte{acme: []byte(manufacturerYAML(strings.Repeat("x", i+1)))}})
			return nil
		})
		h := decoded(t, r.Dir)
		newest := h.Revisions[len(h.Revisions)-1]
		if newest.Author != test.wantAuthor || newest.Summary != test.wantSummary {
			t.Errorf("%q, %q became %q, %q", test.author, test.message, newest.Author, newest.Summary)
		}
	}
}
