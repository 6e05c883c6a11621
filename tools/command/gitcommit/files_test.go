package gitcommit

import (
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/history/historytest"
	"opencec/tools/register"
)

// The commit of an import has what the import wrote: a file that somebody saves while it
// runs, in the data folder or by staging it elsewhere, stops it.
func TestImportCommitsItsOwnFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		written []string
		want    string // of the error; "" for none
	}{
		"all":        {[]string{"a.yaml", "b.yaml"}, ""},
		"another":    {[]string{"a.yaml"}, "other files changed while the import ran: data/b.yaml"},
		"an ignored": {[]string{"a.yaml", "b.yaml", "c.yaml"}, "git ignores files that were imported: data/c.yaml; fix .gitignore"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := historytest.New(t)
			r.Write(".gitignore", "c.yaml\n")
			r.Commit("2026-01-01T00:00:00Z", "begin")
			repo, err := git.PlainOpen(r.Dir)
			if err != nil {
				t.Fatal(err)
			}
			work, err := repo.Worktree()
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range []string{"a.yaml", "b.yaml", "c.yaml"} {
				r.Write("data/"+file, file)
			}
			by := object.Signature{Name: "Ann", Email: "ann@example.org", When: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}
			hash, err := (&Commit{repo: repo, work: work, folder: "data", by: by}).Commit(t.Context(), "import", test.written)
			if test.want == "" && (err != nil || hash == "") {
				t.Fatalf("commit %q, %v", hash, err)
			}
			if test.want != "" && (err == nil || err.Error() != test.want) {
				t.Errorf("error is %v, want %s", err, test.want)
			}
			if commits := strings.Count(r.Git("log", "--format=%H"), "\n") + 1; (test.want == "") != (commits == 2) {
				t.Errorf("%d commits", commits)
			}
		})
	}
}

// A list of an earlier day is of noon, one of today of now; another one of the same day
// follows, and one of an earlier day is refused.
func TestCommitTime(t *testing.T) {
	t.Parallel()
	zone, err := register.LoadZone("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ date, now, newest, want string }{
		"first":                      {"2026-07-01", "2026-11-30T09:00:00+11:00", "", "2026-07-01T12:00:00+10:00"},
		"after an older one":         {"2026-07-01", "2026-11-30T09:00:00+11:00", "2026-06-01T12:00:00+10:00", "2026-07-01T12:00:00+10:00"},
		"another of that day":        {"2026-07-01", "2026-11-30T09:00:00+11:00", "2026-07-01T12:00:00+10:00", "2026-07-01T12:00:00+10:00"},
		"another, late that day":     {"2026-07-01", "2026-11-30T09:00:00+11:00", "2026-07-01T23:30:00+10:00", "2026-07-01T23:30:00+10:00"},
		"a later one is there":       {"2026-07-01", "2026-11-30T09:00:00+11:00", "2026-07-02T00:00:00+10:00", ""},
		"today, before noon":         {"2026-11-30", "2026-11-30T09:00:00+11:00", "2026-06-01T12:00:00+10:00", "2026-11-30T09:00:00+11:00"},
		"today, after noon":          {"2026-11-30", "2026-11-30T15:00:00.7+11:00", "2026-11-30T13:00:00+11:00", "2026-11-30T15:00:00+11:00"},
		"today, and yesterday in UT": {"2026-11-30", "2026-11-29T20:00:00Z", "", "2026-11-30T07:00:00+11:00"},
		"today, after another clock": {"2026-11-30", "2026-11-30T09:00:00+11:00", "2026-11-30T09:05:00+11:00", "2026-11-30T09:05:00+11:00"},
		"yesterday, and today's is":  {"2026-11-29", "2026-11-30T09:00:00+11:00", "2026-11-30T08:00:00+11:00", ""},
	} {
		date, err := register.ParseDate(test.date)
		if err != nil {
			t.Fatal(err)
		}
		var newest timedCommit
		if test.newest != "" {
			newest = timedCommit{"0123456789abcdef", at(t, test.newest)}
		}
		got, err := commitTime(date, zone, at(t, test.now), newest)
		if test.want == "" {
			if err == nil || !strings.Contains(err.Error(), "0123456789ab") {
				t.Errorf("%s: %s, %v", name, got, err)
			}
			continue
		}
		if err != nil || got.Format(time.RFC3339) != test.want {
			t.Errorf("%s: %s, %v, want %s", name, got.Format(time.RFC3339), err, test.want)
		}
	}
}

func at(t *testing.T, instant string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		t.Fatal(err)
	}
	return when
}
