// Package history reads what git knows of a data folder: which commit it is, and
// when each record was first and last changed.
//
// Time is the first-parent history of the checked-out branch: what the main branch
// said, and when. Commit times are made monotone, since a clock that was wrong must
// not make the register say two things at once: a commit is never earlier than its
// parent.
//
// Only files count whose content is that of the commit. A folder with changes that
// are not committed has no commit of its own (see History.IsClean).
package history

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// ErrNone means that the folder has no history: it is in no git repository, or in
// one without a commit that has the folder.
var ErrNone = errors.New("no git history")

// ErrUnreadable means that there is a repository, and it uses an extension of git
// that is not known here, as partial clones and sparse checkouts do.
var ErrUnreadable = errors.New("git repository of a form that is not supported")

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

	changes map[string]Change        // by path in the folder, with forward slashes
	blobs   map[string]plumbing.Hash // content of the files of the commit
}

// Read reads the history of the folder dir. The error is ErrNone or
// ErrUnreadable, wrapped, when there is none, or none that can be read.
func Read(ctx context.Context, dir string) (*History, error) {
	repo, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, fmt.Errorf("%s: %w", dir, ErrNone)
	}
	if err != nil {
		return nil, fmt.Errorf("open the git repository of %s: %w: %w", dir, ErrUnreadable, err)
	}
	folder, err := folderIn(repo, dir)
	if err != nil {
		return nil, err
	}
	head, err := repo.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil, fmt.Errorf("%s: no commit yet: %w", dir, ErrNone)
	}
	if err != nil {
		return nil, fmt.Errorf("read the checked-out commit of %s: %w", dir, err)
	}
	commits, shallow, err := firstParents(ctx, repo, head.Hash())
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", dir, err)
	}
	h := &History{Commit: head.Hash().String(), Shallow: shallow, changes: map[string]Change{}, blobs: map[string]plumbing.Hash{}}
	if err := h.replay(ctx, commits, folder); err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", dir, err)
	}
	if len(h.blobs) == 0 {
		return nil, fmt.Errorf("%s: no commit has it: %w", dir, ErrNone)
	}
	return h, nil
}

// folderIn returns dir's path inside the repository, "" for its top.
func folderIn(repo *git.Repository, dir string) (string, error) {
	work, err := repo.Worktree()
	if err != nil {
		return "", fmt.Errorf("find the checkout of %s: %w", dir, err)
	}
	top, err := filepath.EvalSymlinks(work.Filesystem.Root())
	if err != nil {
		return "", err
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if absolute, err = filepath.EvalSymlinks(absolute); err != nil {
		return "", err
	}
	relative, err := filepath.Rel(top, absolute)
	if err != nil {
		return "", err
	}
	if relative == "." {
		return "", nil
	}
	return filepath.ToSlash(relative), nil
}

// firstParents returns the commits from the oldest to head, along first parents.
func firstParents(ctx context.Context, repo *git.Repository, head plumbing.Hash) (commits []*object.Commit, shallow bool, err error) {
	for hash := head; ; {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		commit, err := repo.CommitObject(hash)
		if errors.Is(err, plumbing.ErrObjectNotFound) && len(commits) > 0 {
			shallow = true
			break
		}
		if err != nil {
			return nil, false, fmt.Errorf("commit %s: %w", hash, err)
		}
		commits = append(commits, commit)
		if commit.NumParents() == 0 {
			break
		}
		hash = commit.ParentHashes[0]
	}
	for i, j := 0, len(commits)-1; i < j; i, j = i+1, j-1 {
		commits[i], commits[j] = commits[j], commits[i]
	}
	return commits, shallow, nil
}

// replay goes through the commits from the oldest and notes what each changed.
func (h *History) replay(ctx context.Context, commits []*object.Commit, folder string) error {
	before := &object.Tree{}
	for _, commit := range commits {
		if when := commit.Committer.When.UTC().Truncate(time.Second); when.After(h.Time) {
			h.Time = when
		}
		after, err := subtree(commit, folder)
		if err != nil {
			return fmt.Errorf("commit %s: %w", commit.Hash, err)
		}
		if after.Hash == before.Hash {
			continue
		}
		changes, err := object.DiffTreeWithOptions(ctx, before, after, nil)
		if err != nil {
			return fmt.Errorf("commit %s: %w", commit.Hash, err)
		}
		for _, change := range changes {
			h.note(change, commit)
		}
		before = after
	}
	return nil
}

func subtree(commit *object.Commit, folder string) (*object.Tree, error) {
	tree, err := commit.Tree()
	if err != nil || folder == "" {
		return tree, err
	}
	sub, err := tree.Tree(folder)
	if errors.Is(err, object.ErrDirectoryNotFound) {
		return &object.Tree{}, nil
	}
	return sub, err
}

func (h *History) note(change *object.Change, commit *object.Commit) {
	if change.To.Name == "" {
		delete(h.changes, change.From.Name)
		delete(h.blobs, change.From.Name)
		return
	}
	created := h.Time
	if old, ok := h.changes[change.To.Name]; ok {
		created = old.Created
	}
	h.changes[change.To.Name] = Change{created, h.Time, commit.Hash.String()}
	h.blobs[change.To.Name] = change.To.TreeEntry.Hash
}

// Change returns what is known of a file, by its path in the folder and its
// content. Of a file that is not as the commit has it, nothing is.
func (h *History) Change(path string, content []byte) (Change, bool) {
	if h.blobs[path] != plumbing.ComputeHash(plumbing.BlobObject, content) {
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
		if h.blobs[name] != plumbing.ComputeHash(plumbing.BlobObject, content(name)) {
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
