package main

import (
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/history/historytest"
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
		"an ignored": {[]string{"a.yaml", "b.yaml", "c.yaml"}, "git ignores files that were imported: data/c.yaml; mend .gitignore"},
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
			hash, err := (&importCommit{repo: repo, work: work, folder: "data", by: by}).commit(t.Context(), "import", test.written)
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
