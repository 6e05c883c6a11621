package gitcommit

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
)

// The first commit has all files, by the author that is given, on main.
func TestRepositoryCommit(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	dir := filepath.Join(t.TempDir(), "register")
	r, err := NewRepository(dir, "Ann Example <ann@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("a\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	when := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	hash, err := r.Commit(when)
	if err != nil || len(r.Notes) > 0 {
		t.Fatalf("%v, notes %q", err, r.Notes)
	}
	repo, err := git.PlainOpen(dir)
	if err != nil {
		t.Fatal(err)
	}
	main, err := repo.Reference(plumbing.Main, true)
	if err != nil || main.Hash().String() != hash {
		t.Fatalf("main is %v, %v, want %s", main, err, hash)
	}
	c, err := repo.CommitObject(main.Hash())
	if err != nil {
		t.Fatal(err)
	}
	if c.Author.Name != "Ann Example" || c.Author.Email != "ann@example.org" || !c.Author.When.Equal(when) {
		t.Errorf("the author is %s", c.Author.String())
	}
	if _, err := c.File("a.yaml"); err != nil {
		t.Error(err)
	}
	for inside, want := range map[string]string{dir: "has commits", filepath.Join(dir, "data"): "is in the git repository"} {
		if _, err := NewRepository(inside, "Ann Example <ann@example.org>"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", inside, err, want)
		}
	}
}

func TestNewRepositoryAuthor(t *testing.T) {
	t.Parallel()
	for _, author := range []string{"Ann", "ann@example.org", "Ann <ann>", "<ann@example.org>"} {
		if _, err := NewRepository(filepath.Join(t.TempDir(), "register"), author); !errors.As(err, new(*AuthorError)) {
			t.Errorf("%q: error is %v", author, err)
		}
	}
}
