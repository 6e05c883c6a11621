//go:build unix

package history

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"opencec/tools/history/historytest"
)

// readsWithin reads a history to its end, and fails where that has no end.
func readsWithin(t *testing.T, dir string) error {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		h, err := Read(context.Background(), dir)
		if err == nil {
			_, err = h.Decode(context.Background())
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(5 * time.Minute): // a busy machine needs one for the largest file
		t.Fatal("reading waits for ever")
		return nil
	}
}

// looseObject returns the path of an object that has a file of its own, from .git on.
func looseObject(r *historytest.Repository, revision string) string {
	hash := strings.TrimSpace(r.Git("rev-parse", revision))
	return filepath.Join("objects", hash[:2], hash[2:])
}

// Whatever is in the place of a file of git, reading ends and names the wrong file. It
// never returns another history.
func TestFilesThatAreNone(t *testing.T) {
	t.Parallel()
	packed := func(ext string) func(*historytest.Repository) string {
		return func(r *historytest.Repository) string {
			r.Git("repack", "-adq")
			names, err := filepath.Glob(r.Path(".git/objects/pack/*." + ext))
			if err != nil || len(names) != 1 {
				t.Fatal(names, err)
			}
			return "objects/pack/" + filepath.Base(names[0])
		}
	}
	is := func(name string) func(*historytest.Repository) string {
		return func(*historytest.Repository) string { return name }
	}
	for name, place := range map[string]func(*historytest.Repository) string{
		"HEAD": is("HEAD"), "config": is("config"), "packed-refs": is("packed-refs"), "shallow": is("shallow"),
		"grafts": is("info/grafts"), "alternates": is("objects/info/alternates"), "index": is("index"), "commondir": is("commondir"),
		"folder of packs": is("objects/pack"), "folder of refs": is("refs/heads"), "a tag": is("refs/tags/v1"),
		"config of a worktree": func(r *historytest.Repository) string {
			r.Git("config", "extensions.worktreeConfig", "true")
			return "config.worktree"
		},
		"branch with an older one packed": func(r *historytest.Repository) string {
			r.Git("update-ref", "refs/heads/main", "HEAD~1")
			r.Git("pack-refs", "--all")
			return "refs/heads/main"
		},
		"commit": func(r *historytest.Repository) string { return looseObject(r, "HEAD") },
		"tree":   func(r *historytest.Repository) string { return looseObject(r, "HEAD~1:data") },
		"blob":   func(r *historytest.Repository) string { return looseObject(r, "HEAD~1:data/"+acme) },
		"pack":   packed("pack"), "index of a pack": packed("idx"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := three(t)
			path := place(r)
			full := r.Path(filepath.Join(".git", path))
			for kind, put := range map[string]func() error{
				"pipe":   func() error { return syscall.Mkfifo(full, 0o600) },
				"device": func() error { return os.Symlink("/dev/zero", full) },
				"socket": func() error {
					address := filepath.Join(os.TempDir(), fmt.Sprintf("history-%d-%d.sock", os.Getpid(), time.Now().UnixNano()))
					l, err := net.Listen("unix", address) // a path of a socket is short
					if err == nil {
						t.Cleanup(func() { l.Close() })
						err = os.Symlink(address, full)
					}
					return err
				},
			} {
				if err := os.RemoveAll(full); err != nil {
					t.Fatal(err)
				}
				if err := put(); err != nil {
					t.Fatal(kind, err)
				}
				err := readsWithin(t, r.Path("data"))
				if err == nil || !strings.Contains(err.Error(), path) && !strings.Contains(err.Error(), strings.ReplaceAll(strings.TrimPrefix(path, "objects/"), "/", "")) {
					t.Errorf("%s: error %v", kind, err)
				}
				if errors.Is(err, ErrNone) {
					t.Errorf("%s is taken for no history", kind)
				}
			}
		})
	}
}

// A file of settings has an end, also where it is full of zeros.
func TestLargeFiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"HEAD", "config", "packed-refs", "shallow", "objects/info/alternates", "index", "refs/heads/main"} {
		r, _ := three(t)
		full := r.Path(filepath.Join(".git", name))
		if err := os.WriteFile(full, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(full, maxList+1); err != nil {
			t.Fatal(err)
		}
		if err := readsWithin(t, r.Path("data")); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// A branch or HEAD that says nothing is an error, and not one that was packed before.
func TestDamagedRefs(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"HEAD", "refs/heads/main"} {
		for _, content := range []string{"", "\n", "ref refs/heads/main\n", "1234\n", strings.Repeat("g", 40)} {
			r, _ := three(t)
			r.Git("pack-refs", "--all")
			if err := os.WriteFile(r.Path(filepath.Join(".git", name)), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := readsWithin(t, r.Path("data")); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s with %q: error %v", name, content, err)
			}
		}
	}
	r, _ := three(t)
	for _, name := range []string{"refs/heads/main.lock", "refs/.DS_Store"} { // which git passes over too
		if err := os.WriteFile(r.Path(filepath.Join(".git", name)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := readsWithin(t, r.Path("data")); err != nil {
		t.Error(err)
	}
}

// Repositories that borrow from each other in a circle, many times, are read once; too many
// are an error.
func TestManyAlternates(t *testing.T) {
	t.Parallel()
	r, _ := three(t)
	write := func(lines string) {
		t.Helper()
		if err := os.WriteFile(r.Path(".git/objects/info/alternates"), []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own := r.Path(".git/objects") + "\n"
	write(strings.Repeat(own, 2000) + strings.Repeat("../objects\n", 2000))
	if err := readsWithin(t, r.Path("data")); err != nil {
		t.Error(err)
	}
	other, _ := three(t)
	write(other.Path(".git/objects") + "\n")
	if err := os.WriteFile(other.Path(".git/objects/info/alternates"), []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := readsWithin(t, r.Path("data")); err != nil {
		t.Error(err)
	}
	var many strings.Builder
	for i := range maxAlternates + 1 {
		fmt.Fprintf(&many, "/nowhere/%d/objects\n", i)
	}
	write(many.String())
	if err := readsWithin(t, r.Path("data")); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), "more than 100") {
		t.Errorf("error %v", err)
	}
}

// A loose object with the content of another is damaged, whatever reads it.
func TestObjectOfAnotherName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ of, content string }{
		{"HEAD", "HEAD~1"},
		{"HEAD:data", "HEAD~1:data"},
		{"HEAD:data/" + acme, "HEAD~1:data/" + acme},
	} {
		r, _ := three(t)
		content, err := os.ReadFile(r.Path(filepath.Join(".git", looseObject(r, test.content))))
		if err != nil {
			t.Fatal(err)
		}
		name := r.Path(filepath.Join(".git", looseObject(r, test.of)))
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := readsWithin(t, r.Path("data")); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), errHash.Error()) {
			t.Errorf("%s: error %v", test.of, err)
		}
		repository, _, _, err := Locate(r.Path("data"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = repository.Object(plumbing.AnyObject, plumbing.NewHash(filepath.Base(filepath.Dir(name))+filepath.Base(name)))
		if !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s, read by the library: error %v", test.of, err)
		}
	}
}
