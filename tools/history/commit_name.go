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

// NameUsage says how a person names a commit.
const NameUsage = "a commit, a tag, a branch or main~3"

// A NameError reports that a text does not name a commit.
type NameError struct{ Err error }

func (e *NameError) Error() string { return e.Err.Error() }
func (e *NameError) Unwrap() error { return e.Err }

// Labelled puts the flag or argument that a name is from before a *NameError. Other errors
// stay as they are.
func Labelled(label string, err error) error {
	var name *NameError
	if errors.As(err, &name) {
		return &NameError{fmt.Errorf("%s: %w", label, err)}
	}
	return err
}

// FindCommit returns the hash of the commit that a person names, in the repository of the
// folder dir. The error is a *NameError if there is no such commit.
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

// CommitNamed returns the commit of a repository that a person names. The error is a
// *NameError if there is none.
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

// ReadAt is Read for the history up to the commit that a person names. The error is a
// *NameError if there is no such commit.
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

// IsHash reports whether text is the whole hash of a commit. A shorter form could be that
// of several.
func IsHash(text string) bool { return plumbing.IsHash(text) }

// checkName refuses what the library takes for another commit than git does: main@{1},
// main^{/text} and main:data would be main. It also refuses spaces and control characters,
// which no name has and the library's error repeats as they are.
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

// references returns the names of the branches and tags; none if they cannot be read, since
// they only help with a spelling mistake.
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
