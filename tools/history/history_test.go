package history

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// A repo is a git repository in a temporary folder.
type repo struct {
	*testing.T
	dir  string
	git  *git.Repository
	work *git.Worktree
}

func newRepo(t *testing.T) *repo {
	t.Helper()
	dir := t.TempDir()
	g, err := git.PlainInit(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	work, err := g.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	return &repo{t, dir, g, work}
}

func (r *repo) write(name, content string) {
	r.Helper()
	file := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		r.Fatal(err)
	}
}

func (r *repo) remove(name string) {
	r.Helper()
	if err := os.Remove(filepath.Join(r.dir, name)); err != nil {
		r.Fatal(err)
	}
}

// commit commits everything at a time of that day, and returns the hash.
func (r *repo) commit(when string) string {
	r.Helper()
	if err := r.work.AddWithOptions(&git.AddOptions{All: true}); err != nil {
		r.Fatal(err)
	}
	instant, err := time.Parse(time.RFC3339, when)
	if err != nil {
		r.Fatal(err)
	}
	hash, err := r.work.Commit("change", &git.CommitOptions{
		Author: &object.Signature{Name: "Test", Email: "test@example.org", When: instant},
	})
	if err != nil {
		r.Fatal(err)
	}
	return hash.String()
}

func read(t *testing.T, dir string) *History {
	t.Helper()
	h, err := Read(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// files returns the names and contents below a folder.
func files(t *testing.T, dir string) (names []string, content func(string) []byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
}

func contentOf(t *testing.T, dir, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func everything(string) bool { return true }

func isClean(t *testing.T, h *History, dir string) bool {
	t.Helper()
	names, content := files(t, dir)
	return h.IsClean(names, content, everything)
}

func TestChanges(t *testing.T) {
	r := newRepo(t)
	r.write("data/listings/acme/box.yaml", "a: 1\n")
	r.write("data/listings/acme/gone.yaml", "a: 1\n")
	r.write("README.md", "x\n")
	first := r.commit("2026-01-01T10:00:00+11:00")
	r.write("data/listings/acme/box.yaml", "a: 2\n")
	r.remove("data/listings/acme/gone.yaml")
	second := r.commit("2026-01-02T10:00:00Z")
	r.write("README.md", "y\n") // not in the folder
	r.commit("2026-01-03T10:00:00Z")
	r.write("data/listings/acme/gone.yaml", "a: 3\n")
	r.write("data/listings/acme/new.yaml", "a: 1\n")
	last := r.commit("2026-01-04T10:00:00Z")

	h := read(t, filepath.Join(r.dir, "data"))
	if h.Commit != last || h.Time.Format(time.RFC3339) != "2026-01-04T10:00:00Z" || h.Shallow {
		t.Errorf("history of %s at %s, shallow %v", h.Commit, h.Time, h.Shallow)
	}
	for name, want := range map[string][3]string{
		"listings/acme/box.yaml":  {"2025-12-31T23:00:00Z", "2026-01-02T10:00:00Z", second},
		"listings/acme/gone.yaml": {"2026-01-04T10:00:00Z", "2026-01-04T10:00:00Z", last},
		"listings/acme/new.yaml":  {"2026-01-04T10:00:00Z", "2026-01-04T10:00:00Z", last},
	} {
		c, ok := h.Change(name, contentOf(t, filepath.Join(r.dir, "data"), name))
		got := [3]string{c.Created.Format(time.RFC3339), c.Updated.Format(time.RFC3339), c.Commit}
		if !ok || got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if _, ok := h.Change("README.md", contentOf(t, r.dir, "README.md")); ok {
		t.Error("a file outside the folder is in its history")
	}
	if first == second {
		t.Error("commits are the same")
	}
}

// A file that was changed since is not what the commit says.
func TestChangeOfChangedFile(t *testing.T) {
	r := newRepo(t)
	r.write(".data/a.yaml", "a: 1\n") // a folder with a dot in its name is one like others
	r.commit("2026-01-01T10:00:00Z")
	h := read(t, filepath.Join(r.dir, ".data"))
	if _, ok := h.Change("a.yaml", []byte("a: 1\n")); !ok {
		t.Error("nothing is known of a file as it was committed")
	}
	if _, ok := h.Change("a.yaml", []byte("a: 2\n")); ok {
		t.Error("a changed file was said to be of the commit")
	}
}

// A repository that cannot be read is told apart from one that is not there.
func TestUnreadable(t *testing.T) {
	r := newRepo(t)
	r.write("a.yaml", "1")
	r.commit("2026-01-05T00:00:00Z")
	r.write(".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n")
	if _, err := Read(context.Background(), r.dir); !errors.Is(err, ErrUnreadable) {
		t.Errorf("error %v", err)
	}
}

func TestIsClean(t *testing.T) {
	r := newRepo(t)
	r.write("data/a.yaml", "a: 1\n")
	r.write("data/b.yaml", "b: 1\n")
	r.commit("2026-01-01T10:00:00Z")
	dir := filepath.Join(r.dir, "data")
	h := read(t, dir)
	if !isClean(t, h, dir) {
		t.Error("a fresh checkout is not clean")
	}
	r.write("data/a.yaml", "a: 2\n")
	if isClean(t, h, dir) {
		t.Error("a changed file was not noticed")
	}
	r.write("data/a.yaml", "a: 1\n")
	r.write("data/c.yaml", "c: 1\n")
	if isClean(t, h, dir) {
		t.Error("a new file was not noticed")
	}
	r.remove("data/c.yaml")
	r.remove("data/b.yaml")
	if isClean(t, h, dir) {
		t.Error("a missing file was not noticed")
	}
}

// A clock that was wrong does not make time run backwards.
func TestClockSkew(t *testing.T) {
	r := newRepo(t)
	r.write("a.yaml", "1")
	r.commit("2026-01-05T00:00:00Z")
	r.write("b.yaml", "1")
	r.commit("2026-01-01T00:00:00Z")
	h := read(t, r.dir)
	if c, _ := h.Change("b.yaml", []byte("1")); c.Created.Format(time.RFC3339) != "2026-01-05T00:00:00Z" {
		t.Errorf("b.yaml created at %s", c.Created)
	}
}

func TestNoHistory(t *testing.T) {
	if _, err := Read(context.Background(), t.TempDir()); !errors.Is(err, ErrNone) {
		t.Errorf("outside a repository: %v", err)
	}
	r := newRepo(t)
	if _, err := Read(context.Background(), r.dir); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "no commit yet") {
		t.Errorf("without a commit: %v", err)
	}
	r.write("a.yaml", "1")
	r.commit("2026-01-05T00:00:00Z")
	r.write("data/a.yaml", "1")
	if _, err := Read(context.Background(), filepath.Join(r.dir, "data")); !errors.Is(err, ErrNone) {
		t.Errorf("a folder that is not committed: %v", err)
	}
}

// A clone without the older commits says so, and tells what it knows.
func TestShallow(t *testing.T) {
	r := newRepo(t)
	r.write("a.yaml", "1")
	r.commit("2026-01-01T00:00:00Z")
	r.write("b.yaml", "1")
	r.commit("2026-01-02T00:00:00Z")
	clone := filepath.Join(t.TempDir(), "clone")
	if _, err := git.PlainClone(clone, false, &git.CloneOptions{URL: r.dir, Depth: 1}); err != nil {
		t.Fatal(err)
	}
	h := read(t, clone)
	if !h.Shallow {
		t.Error("the clone is not said to be shallow")
	}
	if c, _ := h.Change("a.yaml", []byte("1")); c.Created.Format(time.RFC3339) != "2026-01-02T00:00:00Z" {
		t.Errorf("a.yaml created at %s", c.Created)
	}
}

// What a merged branch did counts from the merge on: that is when the main branch
// began to say it.
func TestFirstParent(t *testing.T) {
	r := newRepo(t)
	r.write("a.yaml", "1")
	base := r.commit("2026-01-01T00:00:00Z")
	r.write("b.yaml", "1")
	branch := r.commit("2026-01-02T00:00:00Z")
	if err := r.work.Reset(&git.ResetOptions{Commit: plumbing.NewHash(base), Mode: git.HardReset}); err != nil {
		t.Fatal(err)
	}
	r.write("b.yaml", "1")
	if err := r.work.AddWithOptions(&git.AddOptions{All: true}); err != nil {
		t.Fatal(err)
	}
	when := time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC)
	_, err := r.work.Commit("merge", &git.CommitOptions{
		Author:  &object.Signature{Name: "Test", Email: "test@example.org", When: when},
		Parents: []plumbing.Hash{plumbing.NewHash(base), plumbing.NewHash(branch)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := read(t, r.dir).Change("b.yaml", []byte("1")); !c.Created.Equal(when) {
		t.Errorf("b.yaml created at %s, want the merge's %s", c.Created, when)
	}
}

func TestCancelled(t *testing.T) {
	r := newRepo(t)
	r.write("a.yaml", "1")
	r.commit("2026-01-05T00:00:00Z")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, r.dir); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
