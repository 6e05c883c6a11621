package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/register"
)

// vocabularyDay is a day on which generated registers end.
var vocabularyDay = register.NewDate(2026, time.November, 23)

// BenchmarkRead reads a history of as many commits as there are listings: what git
// log takes for it, what go-git takes alone (minutes for 10,000 commits), the walk alone,
// the walk and the contents, and both when they were kept, without and with one new commit.
//
//	go test ./tools/history -run '^$' -bench Read -benchtime 5x
//
// OPENCEC_BENCH_COMMITS asks for another number of commits than 1,000.
func BenchmarkRead(b *testing.B) {
	commits := 1_000
	if text := os.Getenv("OPENCEC_BENCH_COMMITS"); text != "" {
		if _, err := fmt.Sscan(text, &commits); err != nil {
			b.Fatal(err)
		}
	}
	r := generated(b, commits, commits)
	r.Git("repack", "-adq")
	dir := r.Path("data")
	b.Run("git log", func(b *testing.B) {
		for b.Loop() {
			if err := exec.Command("git", "-C", r.Dir, "log", "--first-parent", "--name-status").Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("go-git", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := walkByGoGit(r.Dir); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("walk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Read(context.Background(), dir); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("walk and contents", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readAll(b, dir)
		}
	})
	folder := b.TempDir()
	readAll(b, dir, CacheIn(folder))
	b.Run("kept", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readAll(b, dir, CacheIn(folder))
		}
	})
	b.Run("kept, walk alone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Read(context.Background(), dir, CacheIn(folder)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("kept, one new commit", func(b *testing.B) {
		kept := os.DirFS(folder)
		for b.Loop() {
			b.StopTimer()
			again := b.TempDir()
			if err := os.CopyFS(again, kept); err != nil {
				b.Fatal(err)
			}
			r.Write("data/manufacturers/new.yaml", manufacturerYAML(fmt.Sprint(b.N, b.Elapsed())))
			r.Commit("2026-12-01T00:00:00Z", "one more")
			b.StartTimer()
			readAll(b, dir, CacheIn(again))
		}
	})
}

// walkByGoGit compares the trees of the same commits as Read, with go-git alone.
func walkByGoGit(dir string) error {
	repo, err := git.PlainOpen(dir)
	if err != nil {
		return err
	}
	head, err := repo.Head()
	if err != nil {
		return err
	}
	after, err := repo.CommitObject(head.Hash())
	if err != nil {
		return err
	}
	for {
		before, err := after.Parent(0)
		if errors.Is(err, object.ErrParentNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		oldTree, oldErr := before.Tree()
		newTree, newErr := after.Tree()
		if err := errors.Join(oldErr, newErr); err != nil {
			return err
		}
		if _, err := object.DiffTree(oldTree, newTree); err != nil {
			return err
		}
		after = before
	}
}

func readAll(b *testing.B, dir string, how ...Option) {
	b.Helper()
	h, err := Read(context.Background(), dir, how...)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := h.Decode(context.Background()); err != nil || h.CacheError != nil {
		b.Fatal(err, h.CacheError)
	}
}
