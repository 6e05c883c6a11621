package history

import (
	"context"
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"golang.org/x/sync/errgroup"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// maxWalkers limits the number of goroutines that walk the history: each has its own
// object cache.
const maxWalkers = 4

// errMoved means that the data folder was not where a cache says it was.
var errMoved = errors.New("the data folder has moved")

// walk finds the changes of successive commits; before is the commit before the first, or
// nil.
//
// It follows a data folder that was moved. The folder's path is known for the newest
// commit. If the settings appear in a commit and disappear from another folder in the
// same commit, the data folder was there before.
func (r *repository) walk(ctx context.Context, before *commit, commits []commit) error {
	folder := r.folder
	for end := len(commits); end > 0; {
		for i := range commits[:end] {
			commits[i].folder = folder
		}
		if err := r.diffAll(ctx, before, commits[:min(end+1, len(commits))]); err != nil {
			return err
		}
		at, from, err := r.newestMove(before, commits[:end])
		if err != nil {
			return err
		}
		if from == nil {
			break
		}
		folder, end = *from, at
	}
	if before != nil && before.folder != folder {
		return errMoved
	}
	return nil
}

// diffAll compares each commit with the one before it, in parallel.
func (r *repository) diffAll(ctx context.Context, before *commit, commits []commit) error {
	workers := min(runtime.GOMAXPROCS(0), maxWalkers, len(commits))
	previous := []*commit{before}
	for w := 1; w < workers; w++ {
		last := commits[w*len(commits)/workers-1] // a copy: another goroutine fills in the original
		previous = append(previous, &last)
	}
	group, ctx := errgroup.WithContext(ctx)
	for w := range workers {
		part := commits[w*len(commits)/workers : (w+1)*len(commits)/workers]
		group.Go(func() error { return r.diffRange(ctx, previous[w], part) })
	}
	return group.Wait()
}

func (r *repository) diffRange(ctx context.Context, before *commit, commits []commit) (err error) {
	s := r.objects.open()
	defer func() { err = errors.Join(err, s.Close()) }()
	w := &walker{store: s, trees: map[string]cachedTree{}}
	var old plumbing.Hash
	if before != nil {
		if old, err = w.treeOf(before, before.folder); err != nil {
			return fmt.Errorf("commit %s: %w", before.hash, err)
		}
	}
	for i := range commits {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := &commits[i]
		now, err := w.treeOf(c, c.folder)
		if err == nil {
			w.changes = nil
			err = w.diff(c.folder, "", old, now)
		}
		if err != nil {
			return fmt.Errorf("commit %s: %w", c.hash, err)
		}
		c.changes, old = w.changes, now
	}
	return nil
}

// A walker compares the trees of successive commits. It holds the newest tree of each
// folder, so that it reads only what the next commit changed.
type walker struct {
	store   *store
	trees   map[string]cachedTree // by path in the repository
	changes []change
}

// A cachedTree is a tree as git stores it.
type cachedTree struct {
	hash    plumbing.Hash
	content []byte
}

// tree returns the tree with that hash, which belongs to the folder path.
func (w *walker) tree(path string, hash plumbing.Hash) ([]byte, error) {
	if held := w.trees[path]; held.hash == hash {
		return held.content, nil
	}
	content, err := w.store.tree(hash)
	if err == nil {
		w.trees[path] = cachedTree{hash, content}
	}
	return content, err
}

// treeOf returns the tree of a folder at a commit; the zero hash if it does not exist.
func (w *walker) treeOf(c *commit, folder string) (plumbing.Hash, error) {
	if c.tree.IsZero() { // the commit came from the cache
		read, err := w.store.commit(c.hash)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		c.tree = read.TreeHash
	}
	if folder == "" {
		return c.tree, nil
	}
	hash, at := c.tree, ""
	for part := range strings.SplitSeq(folder, "/") {
		content, err := w.tree(at, hash)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		e, err := find(content, part)
		if err != nil || !e.isFolder() {
			return plumbing.ZeroHash, err
		}
		hash, at = e.hash(), path.Join(at, part)
	}
	return hash, nil
}

// diff adds the differences between two trees of a folder; top is the path of the data
// folder, and name that of the folder in it. It skips folders that cannot contain
// records.
func (w *walker) diff(top, name string, old, now plumbing.Hash) error {
	if old == now {
		return nil
	}
	at := path.Join(top, name)
	before, err := w.tree(at, old)
	if err != nil {
		return err
	}
	after, err := w.tree(at, now)
	if err != nil {
		return err
	}
	return eachDifference(before, after, func(old, now entry) error {
		changed := now
		if now == nil {
			changed = old
		}
		child := path.Join(name, string(changed.name()))
		switch {
		case changed.isFolder():
			if !holdsRecords(child) {
				return nil
			}
			return w.diff(top, child, old.hash(), now.hash())
		case !source.IsRecord(child):
		case now == nil:
			w.changes = append(w.changes, change{path: child})
		case old == nil || old.hash() != now.hash() || old.mode() != now.mode():
			w.changes = append(w.changes, change{child, now.mode(), now.hash()})
		}
		return nil
	})
}

// holdsRecords reports whether the path in a data folder is a folder of records, or of an
// owner's records.
func holdsRecords(name string) bool {
	folder, owner, nested := strings.Cut(name, "/")
	k, ok := register.KindOf(folder)
	return ok && (!nested || k.Depth() == 2 && !strings.Contains(owner, "/"))
}
