package snapshot_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"opencec/tools/history/journal"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// another returns SampleHistory's history with other commits from a revision on, as after a rebase.
func another(since int) *register.History {
	h := *querytest.SampleHistory()
	again := register.History{Versions: h.Versions, Settings: h.Settings, Revisions: slices.Clone(h.Revisions)}
	for _, c := range h.Unchanged {
		if c.Seq < since {
			again.Unchanged = append(again.Unchanged, c)
		}
	}
	for i := range again.Revisions {
		if again.Revisions[i].Seq >= since {
			again.Revisions[i].Commit = strings.Repeat("f", 38) + "0" + string(rune('a'+i%6))
		}
	}
	return &again
}

// withoutHistory makes a build that has none.
func withoutHistory(t *testing.T, commit string) string {
	t.Helper()
	dir := t.TempDir()
	reg := newRegister(t, querytest.SampleHistory().At(1), register.Version{ID: "v" + commit, Commit: commit})
	if _, err := snapshot.Write(t.Context(), dir, reg, buildDay, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A snapshot continues from another one if it has the other's commit on the first-parent line, or names
// it as abandoned.
func TestCheckFollows(t *testing.T) {
	t.Parallel()
	at := func(h *register.History, seq int) string { dir, _ := writeAt(t, h, seq); return dir }
	past := querytest.SampleHistory
	commit := past().Revisions[7].Commit
	accepting := another(5)
	accepting.Abandoned = []string{commit}
	uncommitted := past()
	uncommitted.Revisions[8].Commit = ""
	for name, test := range map[string]struct {
		before, next string
		lost         string
		want         string // of another error
	}{
		"the same":                           {at(past(), 8), at(past(), 8), "", ""},
		"newer":                              {at(past(), 8), at(past(), 12), "", ""},
		"rebased":                            {at(past(), 8), at(another(5), 12), commit, ""},
		"amended":                            {at(past(), 8), at(another(8), 8), commit, ""},
		"older":                              {at(past(), 8), at(past(), 6), commit, ""},
		"rebased, as accepted":               {at(past(), 8), at(accepting, 12), "", ""},
		"rebased, and another one accepted":  {at(past(), 6), at(accepting, 12), past().Revisions[5].Commit, ""},
		"from what was not committed":        {at(uncommitted, 9), at(past(), 12), "", ""},
		"rebased, from what was not":         {at(uncommitted, 9), at(another(5), 12), past().Unchanged[3].Hash, ""},
		"without a history, the same commit": {at(past(), 8), withoutHistory(t, commit), "", ""},
		"without a history any more":         {at(past(), 8), withoutHistory(t, "ab"), "", "no history"},
		"both without a history":             {withoutHistory(t, "aa"), withoutHistory(t, "bb"), "", ""},
		"with one, from one without":         {withoutHistory(t, commit), at(past(), 12), "", ""},
		"rebased, from one without":          {withoutHistory(t, commit), at(another(5), 12), commit, ""},
	} {
		err := open(t, test.next).CheckFollows(t.Context(), open(t, test.before))
		var lost *register.LostError
		switch {
		case test.lost != "":
			if !errors.As(err, &lost) || lost.Commit != test.lost {
				t.Errorf("%s: %v, want that %s is lost", name, err, test.lost)
			}
		case test.want != "":
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v, want %q", name, err, test.want)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		}
	}
}

// ReadPublished returns the history from which the next build continues.
func TestReadPublished(t *testing.T) {
	t.Parallel()
	uncommitted := querytest.SampleHistory()
	uncommitted.Revisions[8].Commit = ""
	accepting := another(5)
	accepting.Abandoned = []string{strings.Repeat("1", 40)}
	dir := func(h *register.History, seq int) string { dir, _ := writeAt(t, h, seq); return dir }
	for name, test := range map[string]struct {
		dir  string
		want snapshot.Published
	}{
		"none":                 {t.TempDir(), snapshot.Published{}},
		"a commit":             {dir(querytest.SampleHistory(), 12), snapshot.Published{Commit: querytest.SampleHistory().Revisions[11].Commit}},
		"not committed":        {dir(uncommitted, 9), snapshot.Published{Commit: querytest.SampleHistory().Unchanged[3].Hash}},
		"without a history":    {withoutHistory(t, "abcd"), snapshot.Published{Commit: "abcd"}},
		"neither":              {withoutHistory(t, ""), snapshot.Published{}},
		"what it has accepted": {dir(accepting, 12), snapshot.Published{Commit: accepting.Revisions[11].Commit, Abandoned: accepting.Abandoned}},
	} {
		got, err := snapshot.ReadPublished(t.Context(), test.dir)
		if err != nil || got.Commit != test.want.Commit || !slices.Equal(got.Abandoned, test.want.Abandoned) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, test.want)
		}
	}
}

// A request for the changes since an abandoned commit is an error that says so.
func TestAbandonedInJournal(t *testing.T) {
	t.Parallel()
	h := another(5)
	h.Abandoned = []string{querytest.SampleHistory().Revisions[7].Commit}
	if c := journal.ContentsOf(h, newRegister(t, h.At(1), register.Version{ID: "v"}).Location()); !slices.Equal(c.Abandoned, h.Abandoned) {
		t.Errorf("abandoned %v", c.Abandoned)
	}
	dir, _ := writeAt(t, h, 12)
	j, err := open(t, dir).Journal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, history := range []*register.History{j.History, j.UpTo(3)} {
		if _, err := history.FindCommit(h.Abandoned[0][:10]); err == nil || !strings.Contains(err.Error(), "was rewritten without it") {
			t.Errorf("error %v", err)
		}
	}
}
