package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/base/spelling"
	"opencec/tools/base/terminal"
)

// NameUsage describes how to name a commit.
const NameUsage = "a commit, a tag, a branch or main~3"

// A NameError reports that a text does not name a commit.
type NameError struct{ Err error }

func (e *NameError) Error() string { return e.Err.Error() }
func (e *NameError) Unwrap() error { return e.Err }

// Labelled prefixes a *NameError with the flag or argument that the name comes from. It
// returns other errors unchanged.
func Labelled(label string, err error) error {
	var name *NameError
	if errors.As(err, &name) {
		return &NameError{fmt.Errorf("%s: %w", label, err)}
	}
	return err
}

// FindCommit returns the hash of the named commit in the repository of the folder dir. If
// there is none, the error is a *NameError.
func FindCommit(dir, name string) (hash string, err error) {
	repository, _, _, err := Locate(dir)
	if err != nil {
		return "", err
	}
	c, err := CommitNamed(repository, name)
	if err != nil {
		return "", err
	}
	return c.Hash.String(), nil
}

// CommitNamed returns the named commit of a repository. If there is none, the error is a
// *NameError.
func CommitNamed(repository *git.Repository, name string) (*object.Commit, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	hash, err := Resolve(repository, name)
	if errors.Is(err, ErrUnreadable) {
		return nil, err
	}
	if err != nil {
		return nil, noSuchCommit(repository, name, err)
	}
	return repository.CommitObject(hash)
}

// ReadAt is Read up to the named commit. If there is none, the error is a *NameError.
func ReadAt(ctx context.Context, dir, name string, options ...Option) (*History, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	h, err := Read(ctx, dir, slices.Concat(options, []Option{At(name)})...)
	if err == nil || ctx.Err() != nil {
		return h, err
	}
	for _, known := range []error{ErrNone, ErrUnreadable, ErrFuture} {
		if errors.Is(err, known) {
			return nil, err
		}
	}
	repository, _, _, locateErr := Locate(dir)
	if locateErr != nil {
		return nil, locateErr
	}
	return nil, noSuchCommit(repository, name, err)
}

// IsHash reports whether text is a full commit hash. A prefix may be ambiguous.
func IsHash(text string) bool { return plumbing.IsHash(text) }

// checkName refuses names that go-git resolves differently from git: it would read
// main@{1}, main^{/text} and main:data as main. It also refuses spaces and control
// characters, which no name has and which go-git's error would repeat.
func checkName(name string) error {
	if name == "" || strings.ContainsAny(name, ":{") || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return &NameError{fmt.Errorf("%.100q does not name a commit in a way that is understood here: give %s", name, NameUsage)}
	}
	return nil
}

func noSuchCommit(repository *git.Repository, name string, err error) error {
	if !errors.Is(err, plumbing.ErrReferenceNotFound) && !errors.Is(err, io.EOF) {
		return &NameError{fmt.Errorf("%w; give %s", err, NameUsage)}
	}
	near := terminal.Escape(spelling.DidYouMean(name, references(repository)))
	return &NameError{fmt.Errorf("there is no commit, tag or branch %.100q%s; give %s, and no older one than the clone has", name, near, NameUsage)}
}

// references returns the names of the branches and tags, for suggestions; nil if they
// cannot be read.
func references(repository *git.Repository) []string {
	all, err := repository.References()
	if err != nil {
		return nil
	}
	var names []string
	_ = all.ForEach(func(r *plumbing.Reference) error {
		if r.Name().IsBranch() || r.Name().IsTag() || r.Name().IsRemote() {
			names = append(names, r.Name().Short())
		}
		return nil
	})
	return names
}
