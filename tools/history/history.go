// Package history reads what git knows of a data folder: what the register said, and
// when.
//
//	git ──Read──▶ History ──Decode──▶ register.History   every revision, every edition
//	                 └──Change, IsClean                   what is known of the files at hand
//
// Time is the first-parent history of the checked-out branch: what the main branch
// said. What a merged branch did counts from the merge on. Commit times are made
// monotone, since a clock that was wrong must not make the register say two things
// at once: a commit is never earlier than its parent. One that is evidently too late
// (later than now, or by more than a day later than those that follow it) does not move
// the later ones, but gets the time of the next. A newest commit that is later than now,
// by more than the quarter of an hour that clocks may differ, is refused (Now).
//
// # What is read
//
// What the register said follows from the commits alone, and git can be told to show
// something else. So a repository is refused, as ErrUnreadable with what mends it, if
// it has grafts or replaced objects, if an object that is needed is missing (in a partial
// clone, or since what it borrows from is gone) or is damaged, and if git was told to leave
// out files of the data folder or not to look at them (sparse checkout, git update-index).
// The content of each object, loose or packed, is checked against its hash. What is no
// regular file in the place of one of git's, or is larger than git makes it, is refused too,
// so that reading never waits; so is a branch that cannot be read, of which git may have an
// older state beside it. A read error is never an
// event of the register. Line ends do not count: a file at hand is that of the commit
// also where git has written its lines with CR LF.
//
// # Reading
//
// Read goes through the history once, and compares the trees of commits that follow
// each other; only what differs is looked at. Only the files of records and the
// settings count (source.IsRecord), and only their content: a change of permissions
// is none. A data folder that was moved is followed to where it was, if its settings
// went along unchanged. A clone without the older commits is read as far as it goes,
// and says so (Shallow).
//
// Decode reads the content of all editions. It keeps to no schema (source.Document):
// a file of long ago kept that of its time. What cannot be read even so (broken YAML,
// a symbolic link, a file beyond the size limit) is an edition that says why, and
// never an error.
//
// Changes that are not committed are added by AddUncommitted, as a last revision
// without a commit.
//
// The first read of 10,000 commits should take at most twice as long as git log --first-parent
// --name-status. That is why this package reads trees and packs itself and leaves to go-git
// what an object is stored as: the index, scanning, inflating and patching. Of 10,000 commits
// with 10,000 listings, git log took 0.6 s of processor time and Read 1.1 s. With go-git's
// reader of packs Read took 1.9 s, since its cache computes the SHA-1 of every object it keeps
// with a function that also detects collisions; 1.6 s with a cache that is told the hashes.
// Go-git alone, which makes strings and maps of each tree, took 28 s for 1,000 commits with
// 1,000 listings, where git log and Read took 0.24 s each. BenchmarkRead compares the three.
//
// # Cache
//
// With CacheIn, what was read is kept in a file, and only commits that are new to it
// are read. It can be deleted at any time. Of a history that was rewritten the part
// that is still there is used, and a file that is damaged, of another version, of
// another folder or of a clone that was shallow elsewhere is passed over. What it
// says of a commit is not checked against git again: the folder must be the user's
// own.
package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// ErrNone means that the folder has no history: it is in no git repository, or in
// one without a commit that has the folder.
var ErrNone = errors.New("no git history")

// ErrUnreadable means that there is a repository, and what the register said cannot be
// read from it for certain: objects are missing or damaged, files were left out, git was
// told to show another history, or it is kept in a form that is not read here. The error
// says what mends it.
var ErrUnreadable = errors.New("the git repository is not whole or not plain")

// A Change is what the history knows of one file.
type Change struct {
	Created time.Time // UTC: the first commit that had it since it was last absent
	Updated time.Time // UTC: the newest commit that changed it
	Commit  string    // that commit, in hexadecimal
}

// A History is the history of one data folder up to the checked-out commit.
type History struct {
	Commit  string    // the checked-out commit, in hexadecimal
	Time    time.Time // its time, UTC
	Shallow bool      // older commits are not in this clone, so that Created may be too late

	repository *repository
	commits    []commit                 // oldest first
	changes    map[string]Change        // by path in the folder, with forward slashes
	blobs      map[string]plumbing.Hash // content of the files of the commit

	cache *cacheFile // nil for none
	isNew bool       // the cache has other commits

	// CacheError is why Decode could not keep what it read; the history is whole
	// even so.
	CacheError error
}

// An Option says how to read.
type Option func(*options)

type options struct {
	cache    string
	revision string
	now      time.Time
}

// CacheIn keeps what was read in a file of that folder, which is made if need be.
func CacheIn(folder string) Option { return func(o *options) { o.cache = folder } }

// At reads the history up to another commit than the checked-out one, which is named
// as git does: a hash, a branch, a tag, main~3.
func At(revision string) Option { return func(o *options) { o.revision = revision } }

// Now says what time it is. A newest commit that is later is an error, which wraps
// ErrFuture. Without it no commit is taken for one of the future.
func Now(now time.Time) Option { return func(o *options) { o.now = now } }

// Read reads the history of the folder dir. The error is ErrNone or ErrUnreadable,
// wrapped, when there is none, or none that can be read.
func Read(ctx context.Context, dir string, how ...Option) (*History, error) {
	var o options
	for _, option := range how {
		option(&o)
	}
	r, err := openRepository(dir)
	if err != nil {
		return nil, err
	}
	if o.revision == "" {
		if err := r.checkCheckout(); err != nil {
			return nil, fmt.Errorf("look at the files of %s: %w", dir, err)
		}
	}
	head, err := r.head(o.revision)
	if err != nil {
		return nil, err
	}
	h := &History{repository: r}
	if o.cache != "" {
		h.cache = openCache(o.cache, r)
	}
	if err := h.read(ctx, head); err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", dir, err)
	}
	if err := setTimes(h.commits, o.now); err != nil {
		return nil, err
	}
	h.replay()
	if len(h.blobs) == 0 {
		return nil, fmt.Errorf("%s: no commit has it: %w", dir, ErrNone)
	}
	return h, nil
}

// read fills in the commits: those of the cache that are still part of the history,
// and the others from git.
func (h *History) read(ctx context.Context, head plumbing.Hash) error {
	known := h.cache.commits()
	at := positions(known)
	fresh, base, err := h.repository.commits(ctx, head, at)
	if err != nil {
		return err
	}
	if base.IsZero() {
		known = nil
	} else {
		known = known[:at[base]+1]
	}
	err = h.add(ctx, known, fresh)
	if errors.Is(err, errMoved) {
		known = nil
		if fresh, _, err = h.repository.commits(ctx, head, nil); err != nil {
			return err
		}
		err = h.add(ctx, nil, fresh)
	}
	h.isNew = len(fresh) > 0 || len(known) < len(at)
	return err
}

func (h *History) add(ctx context.Context, known, fresh []commit) error {
	var before *commit
	if len(known) > 0 {
		before = &known[len(known)-1]
	}
	if err := h.repository.walk(ctx, before, fresh); err != nil {
		return err
	}
	h.commits = append(known[:len(known):len(known)], fresh...)
	return nil
}

func positions(commits []commit) map[plumbing.Hash]int {
	at := make(map[plumbing.Hash]int, len(commits))
	for i, c := range commits {
		at[c.hash] = i
	}
	return at
}

// replay works out what is known of the files of the newest commit.
func (h *History) replay() {
	newest := h.commits[len(h.commits)-1]
	h.Commit, h.Time = newest.hash.String(), newest.time
	h.Shallow = h.repository.shallow[h.commits[0].hash]
	h.changes, h.blobs = map[string]Change{}, map[string]plumbing.Hash{}
	for _, c := range h.commits {
		name := c.hash.String()
		for _, file := range c.changes {
			if file.isRemoval() {
				delete(h.changes, file.path)
				delete(h.blobs, file.path)
				continue
			}
			created := c.time
			if old, ok := h.changes[file.path]; ok {
				created = old.Created
			}
			h.changes[file.path] = Change{created, c.time, name}
			h.blobs[file.path] = file.blob
		}
	}
}

// Change returns what is known of the file of a record or of the settings, by its
// path in the folder and its content. Of a file that is not as the commit has it,
// nothing is.
func (h *History) Change(path string, content []byte) (Change, bool) {
	if !IsContent(h.blobs[path], content) {
		return Change{}, false
	}
	c, ok := h.changes[path]
	return c, ok
}

// IsClean reports whether files, given by name and content, are exactly those of
// the commit. Files that the commit has and the list lacks are those that
// relevant says count.
func (h *History) IsClean(names []string, content func(name string) []byte, relevant func(name string) bool) bool {
	for _, name := range names {
		if !IsContent(h.blobs[name], content(name)) {
			return false
		}
	}
	count := 0
	for name := range h.blobs {
		if relevant(name) {
			count++
		}
	}
	return count == len(names)
}
