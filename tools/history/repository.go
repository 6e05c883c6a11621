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

// A repository is the git repository that a data folder is in.
type repository struct {
	place   *gitFolder
	git     *git.Repository
	objects *objects
	top     string // of the checkout
	folder  string // the data folder in it, with forward slashes; "" for the top
	shallow map[plumbing.Hash]bool
}

// openRepository finds the repository of the folder dir.
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

// Locate returns the git repository of the folder dir, the top of its checkout, and
// dir's path in that, with forward slashes and "" for the top itself. The error wraps
// ErrNone or ErrUnreadable where there is no repository, or none that can be read.
// Objects that are read from it are checked.
func Locate(dir string) (repo *git.Repository, top, folder string, err error) {
	r, err := openRepository(dir)
	if err != nil {
		return nil, "", "", err
	}
	return r.git, r.top, r.folder, nil
}

// FindCheckout returns the top of the checkout that the folder dir is in, and dir's path in
// that, as Locate does; the form of the repository does not matter. The error wraps
// ErrNone where there is no repository.
func FindCheckout(dir string) (top, folder string, err error) {
	place, err := findGitFolder(dir)
	if err != nil {
		return "", "", fmt.Errorf("%s: %w", dir, err)
	}
	return place.folderOf(dir)
}

// head returns the commit at which to begin: the checked-out one, or another that
// is named as git does.
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

// Resolve returns the commit that is named as git does. The error wraps ErrUnreadable
// where there is such a name and its commit cannot be read.
func Resolve(repo *git.Repository, revision string) (plumbing.Hash, error) {
	hash, err := repo.ResolveRevision(plumbing.Revision(revision))
	if err == nil {
		return *hash, nil
	}
	// The library says of a branch without its commit that there is no such branch.
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
