package history

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// A repository is the git repository of a data folder.
type repository struct {
	place   *gitFolder
	git     *git.Repository
	objects *objects
	top     string // of the checkout
	folder  string // path of the data folder in the checkout, with forward slashes; "" for the top
	shallow map[plumbing.Hash]bool
}

// openRepository opens the repository of the folder dir.
func openRepository(dir string) (*repository, error) {
	r, err := open(dir)
	if err != nil && !errors.Is(err, ErrNone) {
		return nil, fmt.Errorf("open the git repository of %s: %w", dir, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return r, nil
}

func open(dir string) (*repository, error) {
	place, err := findGitFolder(dir)
	if err != nil {
		return nil, err
	}
	form, err := place.readRepoConfig()
	if err != nil {
		return nil, err
	}
	if err := place.check(form); err != nil {
		return nil, err
	}
	r := &repository{place: place, shallow: map[plumbing.Hash]bool{}}
	if r.top, r.folder, err = place.folderOf(dir); err != nil {
		return nil, fmt.Errorf("find the folder in it: %w", err)
	}
	files := filesystem.NewStorage(place.files(), cache.NewObjectLRU(0)) // the store has its own cache
	if r.objects, err = openObjects(files.Filesystem(), form.partialRemote()); err != nil {
		return nil, fmt.Errorf("%w: open its objects: %w", ErrUnreadable, err)
	}
	boundary, err := files.Shallow()
	if err != nil {
		return nil, fmt.Errorf("read which commits the clone lacks: %w", err)
	}
	for _, hash := range boundary {
		r.shallow[hash] = true
	}
	objects := &storage{Storage: files, shallow: len(boundary) > 0, store: r.objects.open()}
	r.git, err = git.Open(objects, osfs.New(place.top))
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, ErrNone // an empty .git
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return r, nil
}

// Locate returns the git repository of the folder dir, the top of its checkout, and dir's
// path in the checkout, with forward slashes and "" for the top. The error wraps ErrNone
// if there is no repository, and ErrUnreadable if it cannot be read. Objects read from
// the repository are checked.
func Locate(dir string) (repo *git.Repository, top, folder string, err error) {
	r, err := openRepository(dir)
	if err != nil {
		return nil, "", "", err
	}
	return r.git, r.top, r.folder, nil
}

// FindCheckout returns the top of the checkout of the folder dir, and dir's path in it,
// as Locate does, whatever the repository's format. If there is no repository, the error
// wraps ErrNone.
func FindCheckout(dir string) (top, folder string, err error) {
	place, err := findGitFolder(dir)
	if err != nil {
		return "", "", fmt.Errorf("%s: %w", dir, err)
	}
	return place.folderOf(dir)
}

// head returns the commit up to which to read: the checked-out one, or one named as in
// git.
func (r *repository) head(revision string) (plumbing.Hash, error) {
	if revision != "" {
		hash, err := Resolve(r.git, revision)
		if err != nil {
			return plumbing.ZeroHash, fmt.Errorf("there is no commit %.100q in %s: %w", revision, r.top, err)
		}
		return hash, nil
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

// Resolve returns the commit that revision names as in git. If the name exists and its
// commit cannot be read, the error wraps ErrUnreadable.
func Resolve(repo *git.Repository, revision string) (plumbing.Hash, error) {
	hash, err := repo.ResolveRevision(plumbing.Revision(revision))
	if err == nil {
		return *hash, nil
	}
	// go-git reports a branch whose commit is missing as an unknown branch.
	name := revision
	if end := strings.IndexAny(revision, "~^"); end >= 0 {
		name = revision[:end]
	}
	for _, rule := range plumbing.RefRevParseRules {
		ref, refErr := repo.Reference(plumbing.ReferenceName(fmt.Sprintf(rule, name)), true)
		if refErr != nil {
			continue
		}
		if _, readErr := repo.Object(plumbing.AnyObject, ref.Hash()); readErr != nil {
			return plumbing.ZeroHash, readErr
		}
	}
	return plumbing.ZeroHash, err
}
