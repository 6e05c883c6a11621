package history

import (
	"os"
	"path/filepath"
	"testing"

	"opencec/tools/history/historytest"
)

// three makes a repository with three commits.
func three(t *testing.T) (r *historytest.Repository, hashes []string) {
	t.Helper()
	r = historytest.New(t)
	for i, name := range []string{"Acme", "Acme 2", "Acme 3"} {
		r.Write("data/"+acme, manufacturerYAML(name))
		hashes = append(hashes, r.Commit("2026-01-0"+string(rune('1'+i))+"T00:00:00Z", name))
	}
	return r, hashes
}

const outlineOfThree = `
	1 2026-01-01T00:00:00Z Acme: =manufacturers/acme
	2 2026-01-02T00:00:00Z Acme 2: =manufacturers/acme
	3 2026-01-03T00:00:00Z Acme 3: =manufacturers/acme
	`

// A shallow clone says so, and gives the history that it has. After it is deepened, the
// cache does not hide the older commits.
func TestShallow(t *testing.T) {
	t.Parallel()
	r, hashes := three(t)
	clone := &historytest.Repository{TB: t, Dir: filepath.Join(t.TempDir(), "clone")}
	r.Git("clone", "--quiet", "--depth=2", "file://"+filepath.ToSlash(r.Dir), clone.Dir)
	cache := CacheIn(t.TempDir())
	for range 2 { // without and with what was kept
		h := read(t, clone.Path("data"), cache)
		if !h.Shallow {
			t.Error("the clone is not said to be shallow")
		}
		checkChange(t, h, clone.Path("data"), acme, Change{instant("2026-01-02T00:00:00Z"), instant("2026-01-03T00:00:00Z"), hashes[2]})
		all := decoded(t, clone.Path("data"), cache)
		checkOutline(t, all, `
			1 2026-01-02T00:00:00Z Acme 2: =manufacturers/acme
			2 2026-01-03T00:00:00Z Acme 3: =manufacturers/acme
			`)
		if !all.Shallow || all.Oldest != hashes[1] {
			t.Errorf("shallow %v, from %s on, want %s", all.Shallow, all.Oldest, hashes[1])
		}
	}
	clone.Git("fetch", "--quiet", "--unshallow")
	all := decoded(t, clone.Path("data"), cache)
	checkOutline(t, all, outlineOfThree)
	if all.Shallow || all.Oldest != "" {
		t.Errorf("shallow %v, from %q on, with all commits there", all.Shallow, all.Oldest)
	}
	clone.Git("fetch", "--quiet", "--depth=1")
	clone.Git("reflog", "expire", "--expire=now", "--all")
	clone.Git("gc", "--quiet", "--prune=now")
	if all := decoded(t, clone.Path("data"), cache); len(all.Revisions) != 1 || all.Oldest != hashes[2] {
		t.Errorf("made shallow again: %d revisions, from %s on", len(all.Revisions), all.Oldest)
	}
}

// Wherever git puts branches and objects, they are found.
func TestObjectDirs(t *testing.T) {
	t.Parallel()
	r, _ := three(t)
	elsewhere := func(name string) string { return filepath.Join(t.TempDir(), name) }
	check := func(dir string) {
		t.Helper()
		checkOutline(t, decoded(t, filepath.Join(dir, "data")), outlineOfThree)
	}
	check(r.Dir) // loose objects
	worktree := elsewhere("worktree")
	r.Git("worktree", "add", "--quiet", "-b", "other", worktree)
	check(worktree)
	r.Git("pack-refs", "--all")
	r.Git("repack", "-adq")
	check(r.Dir)
	check(worktree)
	borrower := elsewhere("borrower")
	r.Git("clone", "--quiet", "--shared", r.Dir, borrower)
	check(borrower)
	again := elsewhere("again")
	r.Git("clone", "--quiet", "--shared", borrower, again)
	check(again)
	relative, err := filepath.Rel(filepath.Join(borrower, ".git/objects"), r.Path(".git/objects"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(borrower, ".git/objects/info/alternates"), []byte("# relative\n"+relative+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	check(borrower)
	r.Git("switch", "--quiet", "--detach", "HEAD")
	check(r.Dir)
}

// The place of the data folder in its repository does not matter.
func TestFolders(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"", "data", "a/b c/ü"} {
		r := historytest.New(t)
		r.Write(filepath.ToSlash(filepath.Join(folder, acme)), manufacturerYAML("Acme"))
		r.Write("other/"+acme, manufacturerYAML("Another register's"))
		r.Commit("2026-01-01T00:00:00Z", "one")
		r.Write("other/"+acme, manufacturerYAML("Another register's 2"))
		r.Commit("2026-01-02T00:00:00Z", "two")
		checkOutline(t, decoded(t, r.Path(folder)), "1 2026-01-01T00:00:00Z one: =manufacturers/acme\n")
	}
}
