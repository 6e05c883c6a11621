package history

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// A repository is the git repository that a data folder is in.
type repository struct {
	git     *git.Repository
	objects *objects
	top     string // of the checkout
	folder  string // the data folder in it, with forward slashes; "" for the top
	shallow map[plumbing.Hash]bool
}

// openRepository finds the repository of the folder dir.
func openRepository(dir string) (*repository, error) {
	opened, top, folder, err := Locate(dir)
	if err != nil {
		return nil, err
	}
	storage, ok := opened.Storer.(*filesystem.Storage)
	if !ok {
		return nil, fmt.Errorf("open the git repository of %s: %w: not in files", dir, ErrUnreadable)
	}
	r := &repository{git: opened, top: top, folder: folder, shallow: map[plumbing.Hash]bool{}}
	if r.objects, err = openObjects(storage.Filesystem()); err != nil {
		return nil, fmt.Errorf("open the git objects of %s: %w", dir, err)
	}
	boundary, err := storage.Shallow()
	if err != nil {
		return nil, fmt.Errorf("read which commits the clone of %s lacks: %w", dir, err)
	}
	for _, hash := range boundary {
		r.shallow[hash] = true
	}
	return r, nil
}

// Locate returns the git repository of the folder dir, the top of its checkout, and
// dir's path in that, with forward slashes and "" for the top itself. The error wraps
// ErrNone or ErrUnreadable where there is no repository, or none that can be read.
func Locate(dir string) (repo *git.Repository, top, folder string, err error) {
	repo, err = git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, "", "", fmt.Errorf("%s: %w", dir, ErrNone)
	}
	if err != nil {
		return nil, "", "", fmt.Errorf("open the git repository of %s: %w: %w", dir, ErrUnreadable, err)
	}
	if top, folder, err = folderIn(repo, dir); err != nil {
		return nil, "", "", fmt.Errorf("find %s in its git repository: %w", dir, err)
	}
	return repo, top, folder, nil
}

// folderIn returns the top of the checkout, and dir's path in it.
func folderIn(repo *git.Repository, dir string) (top, folder string, err error) {
	work, err := repo.Worktree()
	if err != nil {
		return "", "", err
	}
	if top, err = filepath.EvalSymlinks(work.Filesystem.Root()); err != nil {
		return "", "", err
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	if absolute, err = filepath.EvalSymlinks(absolute); err != nil {
		return "", "", err
	}
	relative, err := filepath.Rel(top, absolute)
	if err != nil || relative == "." {
		return top, "", err
	}
	return top, filepath.ToSlash(relative), nil
}

// head returns the commit at which to begin: the checked-out one, or another that
// is named as git does.
func (r *repository) head(revision string) (plumbing.Hash, error) {
	if revision != "" {
		hash, err := r.git.ResolveRevision(plumbing.Revision(revision))
		if err != nil {
			return plumbing.ZeroHash, fmt.Errorf("there is no commit %.100q in %s: %w", revision, r.top, err)
		}
		return *hash, nil
	}
	head, err := r.git.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return plumbing.ZeroHash, fmt.Errorf("%s: no commit yet: %w", r.top, ErrNone)
	}
	if err != nil {
		return plumbing.ZeroHash, fmt.Errorf("read the checked-out commit of %s: %w", r.top, err)
	}
	return head.Hash(), nil
}
