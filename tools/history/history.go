// Package history reads the history of a data folder from git: what the register stated,
// and when.
//
//	git ──Read──▶ History ──Decode──▶ register.History   every revision, every record version
//	                 └──Change, IsClean                   metadata of the files in the working tree
//
// Time is the first-parent history of the checked-out branch, that is, the state of the
// main branch. A merged branch counts from the merge on. Commit times are made monotone,
// because a wrong clock must not make the register state two things at once: a commit is
// never earlier than its parent. A commit that is obviously too late (later than now, or
// more than a day later than its successors) does not move its successors, but gets the
// time of the next one. A newest commit that is in the future, by more than the quarter
// of an hour that clocks may differ, is refused (Now).
//
// # What is read
//
// The register's history follows from the commits alone, but git can be configured to
// show something else. So a repository is refused, with ErrUnreadable and advice, if it
// has grafts or replaced objects, if a needed object is missing (in a partial clone, or
// because a borrowed repository is gone) or damaged, or if git was told to leave out or
// ignore files of the data folder (sparse checkout, git update-index). The content of
// each object, loose or packed, is checked against its hash. Files of git that are not
// regular or larger than git makes them are refused too, so that reading never blocks;
// and so is an unreadable branch, of which git may use an older state. A read error is
// never an event of the register. Line endings do not matter: a file equals that of the
// commit even if git has checked it out with CR LF.
//
// # Reading
//
// Read walks the history once and compares the trees of successive commits, looking only
// at what differs. Only the files of records and the settings count (source.IsRecord),
// and only their content: a change of permissions does not. If the data folder was moved,
// Read follows it to where it was, provided that its settings moved along unchanged. A
// shallow clone is read as far as it goes and is marked as Shallow.
//
// Decode reads all record versions. It requires no schema (source.Document), because an
// old file satisfied the schema of its time. A file that cannot be read even so (broken
// YAML, a symbolic link, an oversized file) becomes a record version with the reason,
// never an error.
//
// AddUncommitted adds uncommitted changes as a last revision without a commit.
//
// The first read of 10,000 commits should take at most twice as long as git log
// --first-parent --name-status. Therefore this package reads trees and packs itself and
// leaves only the storage format to go-git: the index, scanning, inflating and patching.
// For 10,000 commits with 10,000 listings, git log took 0.6 s of processor time and Read
// 1.1 s. With go-git's pack reader Read took 1.9 s, because its cache computes the SHA-1
// of every cached object with a function that also detects collisions; it took 1.6 s with
// a cache that is given the hashes. go-git alone, which turns each tree into strings and
// maps, took 28 s for 1,000 commits with 1,000 listings, where git log and Read took 0.24
// s each. BenchmarkRead compares the three.
//
// # Cache
//
// With CacheIn, Read and Decode keep what they read in a file, and read only new commits.
// The file can be deleted at any time. After the history was rewritten, the part that
// still exists is used. A cache that is damaged, or belongs to another version, another
// folder or a clone with another depth, is ignored. The cache is trusted without checking
// it against git, so its folder must belong to the user.
package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// ErrNone means that the folder has no history: it is not in a git repository, or no
// commit has it.
var ErrNone = errors.New("no git history")

// ErrUnreadable means that the repository does not reliably give the register's history:
// objects are missing or damaged, files were left out, git was told to show another
// history, or the repository's format is not supported. The error says how to fix it.
var ErrUnreadable = errors.New("the git repository is not whole or not plain")

// A Change is the metadata of one file.
type Change struct {
	Created time.Time // UTC; the first commit with the file since it was last absent
	Updated time.Time // UTC; the newest commit that changed the file
	Commit  string    // that commit, in hexadecimal
}

// A History is the history of one data folder up to a commit.
type History struct {
	Commit  string    // the newest commit, in hexadecimal
	Time    time.Time // its time, UTC
	Shallow bool      // the clone lacks older commits, so Created may be too late

	repository *repository
	commits    []commit                 // oldest first
	changes    map[string]Change        // by path in the folder, with forward slashes
	blobs      map[string]plumbing.Hash // the files of the commit, by the same paths

	cache *cacheFile // nil without a cache
	isNew bool       // the cache has other commits

	// CacheError is why Decode could not write the cache. The history is complete even
	// so.
	CacheError error
}

// An Option is an option of Read.
type Option func(*options)

type options struct {
	cache    string
	revision string
	now      time.Time
}

// CacheIn caches what is read in a file of that folder, which is created if necessary.
func CacheIn(folder string) Option { return func(o *options) { o.cache = folder } }

// At reads the history up to a commit other than the checked-out one, named as in git: a
// hash, a branch, a tag, main~3.
func At(revision string) Option { return func(o *options) { o.revision = revision } }

// Now sets the current time. If the newest commit is later, Read returns an error that
// wraps ErrFuture. Without Now no commit counts as future.
func Now(now time.Time) Option { return func(o *options) { o.now = now } }

// Read reads the history of the folder dir. The error wraps ErrNone if there is no
// history, and ErrUnreadable if it cannot be read.
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

// read reads the commits: from the cache if they are still part of the history, and
// otherwise from git.
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

// replay derives the metadata of the newest commit's files.
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

// Change returns the metadata of the file of a record or of the settings, given its path
// in the folder and its content. The result is zero if the content is not that of the
// commit.
func (h *History) Change(path string, content []byte) (Change, bool) {
	if !IsContent(h.blobs[path], content) {
		return Change{}, false
	}
	c, ok := h.changes[path]
	return c, ok
}

// IsClean reports whether the given files equal those of the commit. Files of the commit
// that are not given count only if relevant returns true.
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
