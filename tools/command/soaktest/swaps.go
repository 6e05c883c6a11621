package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
)

// A swapper puts versions into the folder that a server follows: good and bad ones, at once and
// slowly.
type swapper struct {
	cat    *catalogue
	secret signature.Secret
	dir    string // holds live, and copies that are made ready
	steps  []string
	every  time.Duration
	bound  time.Duration // in which a whole version has to be served
	rng    *rand.Rand
	judge  *judge
	faults *faults
	served func(context.Context) int

	made   []int // versions that are made and kept, the newest last
	newest int
	counts counts
	taken  map[int]bool
}

// keptSnapshots is the number of versions to keep, so that an older one can be put in place.
const keptSnapshots = 4

func (s *swapper) live() string        { return filepath.Join(s.dir, "live") }
func (s *swapper) folder(n int) string { return filepath.Join(s.dir, fmt.Sprintf("version-%d", n)) }

// begin makes the first version and puts it in place.
func (s *swapper) begin(ctx context.Context) error {
	s.newest, s.taken = firstVersion, map[int]bool{firstVersion: true}
	if err := s.make(ctx, s.newest); err != nil {
		return err
	}
	s.judge.offered.Store(int64(s.newest))
	return s.exchange(s.folder(s.newest))
}

// make makes a version in a folder of its own.
func (s *swapper) make(ctx context.Context, n int) error {
	if err := os.MkdirAll(s.folder(n), 0o755); err != nil {
		return err
	}
	if err := s.cat.writeSnapshot(ctx, s.folder(n), n, s.secret); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(s.folder(n), "api")); err != nil { // the server reads downloads alone
		return err
	}
	if s.made = append(s.made, n); len(s.made) > keptSnapshots {
		if err := os.RemoveAll(s.folder(s.made[0])); err != nil {
			return err
		}
		s.made = s.made[1:]
	}
	return nil
}

// Steps of the swapper, in turns. Between two good versions there is mostly something that must not
// be served.
var swapSteps = []string{
	"whole", "slow", "missing", "whole", "older", "whole", "flipped", "whole", "truncated", "slow", "fifo", "whole",
	"symlink", "whole", "empty", "slow", "gone", "whole", "older", "held",
}

// run swaps until ctx ends, and then puts the newest version in place.
func (s *swapper) run(ctx context.Context) error {
	background := context.WithoutCancel(ctx)
	for i := 0; ctx.Err() == nil; i++ {
		begin := time.Now()
		what := s.steps[i%len(s.steps)]
		if err := s.step(background, what); err != nil {
			return err
		}
		s.note(background)
		stay := s.every
		if what == "older" || s.rng.IntN(2) == 0 && !slices.Contains([]string{"whole", "slow", "held"}, what) {
			stay = max(stay, lookEvery)
		}
		wait(ctx, time.Until(begin.Add(stay)))
	}
	return s.step(background, "held")
}

// lookEvery is longer than the server's interval between two looks at its folder.
const lookEvery = 3 * time.Second

// note notes which version is served.
func (s *swapper) note(ctx context.Context) {
	if n := s.served(ctx); n > 0 {
		s.taken[n] = true
	}
}

func (s *swapper) step(ctx context.Context, what string) error {
	s.counts.add(what)
	switch what {
	case "whole", "slow", "held":
		return s.next(ctx, what)
	case "older":
		return s.older()
	case "gone":
		return os.RemoveAll(s.live())
	}
	return s.broken(ctx, what)
}

// next puts the next version in place. A broken copy of it may be there already.
func (s *swapper) next(ctx context.Context, how string) error {
	if !slices.Contains(s.made, s.newest+1) {
		if err := s.make(ctx, s.newest+1); err != nil {
			return err
		}
	}
	s.newest++
	s.judge.offered.Store(int64(s.newest))
	if how != "slow" {
		if err := s.exchange(s.folder(s.newest)); err != nil {
			return err
		}
	} else if err := s.copySlowly(s.folder(s.newest)); err != nil {
		return err
	}
	if how != "whole" {
		s.mustServe(ctx, how)
	}
	return nil
}

// mustServe waits until the newest version, which is complete, is served.
func (s *swapper) mustServe(ctx context.Context, how string) {
	for end := time.Now().Add(s.bound); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if n := s.served(ctx); n == s.newest {
			s.taken[n] = true
			return
		}
	}
	s.faults.add(notTakenUp, "version %d is whole in place for %s (%s), and version %d is served", s.newest, s.bound, how, s.served(ctx))
}

// exchange puts a copy of a folder in place of the live one.
func (s *swapper) exchange(from string) error {
	copied := filepath.Join(s.dir, "next")
	if err := errors.Join(os.RemoveAll(copied), os.CopyFS(copied, os.DirFS(from))); err != nil {
		return err
	}
	return s.place(copied)
}

// place renames a folder to the live one.
func (s *swapper) place(dir string) error {
	old := filepath.Join(s.dir, "old")
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	if err := os.Rename(s.live(), old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(dir, s.live())
}

// copySlowly copies a version over the live one, file by file in the order of their names, renaming
// each into place, as rsync does. It takes longer than the server's interval between two looks.
func (s *swapper) copySlowly(from string) error {
	to := downloads(s.live())
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	files, err := os.ReadDir(downloads(from))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(downloads(from), file.Name()))
		if err != nil {
			return err
		}
		path := filepath.Join(to, file.Name())
		if err := errors.Join(os.WriteFile(path+".part", text, 0o644), os.Rename(path+".part", path)); err != nil {
			return err
		}
		if file.Name() == snapshot.NoteName { // register.json is still the one before
			time.Sleep(lookEvery)
		}
		time.Sleep(s.every / 10)
	}
	return nil
}

// older puts an earlier version in place, complete and signed as it was.
func (s *swapper) older() error {
	if len(s.made) < 2 {
		return nil
	}
	return s.exchange(s.folder(s.made[0]))
}

// broken puts the next version in place with a fault in one of its files. The server must not serve
// it until it is complete.
func (s *swapper) broken(ctx context.Context, how string) error {
	n := s.newest + 1
	if !slices.Contains(s.made, n) {
		if err := s.make(ctx, n); err != nil {
			return err
		}
	}
	copied := filepath.Join(s.dir, "next")
	if err := errors.Join(os.RemoveAll(copied), os.CopyFS(copied, os.DirFS(s.folder(n)))); err != nil {
		return err
	}
	names := []string{"register.json", "manifest.json", "manifest.note", "changes.ndjson", "revisions.ndjson"}
	if err := breakFile(filepath.Join(downloads(copied), names[s.rng.IntN(len(names))]), how, s.rng); err != nil {
		return err
	}
	return s.place(copied)
}

// breakFile breaks a file in one of the ways.
func breakFile(path, how string, rng *rand.Rand) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	switch how {
	case "flipped":
		text[rng.IntN(len(text))] ^= 1 << rng.IntN(8)
	case "truncated":
		text = text[:rng.IntN(len(text))]
	case "empty":
		text = nil
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	switch how {
	case "missing":
		return nil
	case "fifo":
		return syscall.Mkfifo(path, 0o644)
	case "symlink":
		elsewhere := path + ".elsewhere"
		return errors.Join(os.WriteFile(elsewhere, text, 0o644), os.Symlink(elsewhere, path))
	}
	return os.WriteFile(path, text, 0o644)
}
