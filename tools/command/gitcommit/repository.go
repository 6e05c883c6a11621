package gitcommit

import (
	"errors"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"

	"opencec/tools/history"
)

// A Repository is a repository for the first commit of a register.
type Repository struct {
	dir   string
	isNew bool             // it is to be made
	by    object.Signature // whose When Commit sets

	// Notes say what git itself would have done differently. They are complete after Commit.
	Notes []string
}

// NewRepository prepares the first commit of a register in dir. It finds all errors before a file
// is written.
func NewRepository(dir, author string) (*Repository, error) {
	r := &Repository{dir: dir}
	repo, err := git.PlainOpen(dir)
	switch {
	case errors.Is(err, git.ErrRepositoryNotExists):
		if err := outsideRepository(dir); err != nil {
			return nil, err
		}
		r.isNew = true
		if repo, err = git.Init(memory.NewStorage(), nil); err != nil { // to ask for git's configuration
			return nil, err
		}
	case err != nil:
		return nil, fmt.Errorf("the git repository %s cannot be read: %w; begin the register in a new folder", dir, err)
	default:
		if _, err := repo.Head(); !errors.Is(err, plumbing.ErrReferenceNotFound) {
			return nil, fmt.Errorf("the git repository %s has commits: begin the register in one without any, or in a new folder", dir)
		}
	}
	if r.by, err = authorOf(repo, author); err != nil {
		return nil, err
	}
	return r, r.noteSigning(repo)
}

// noteSigning notes that the commit is not signed although git is configured to sign. The key is
// in a program that may have to ask for it.
func (r *Repository) noteSigning(repo *git.Repository) error {
	c, err := repo.ConfigScoped(config.SystemScope)
	if err != nil {
		return fmt.Errorf("read git's configuration: %w", err)
	}
	switch strings.ToLower(c.Raw.Section("commit").Option("gpgsign")) {
	case "true", "yes", "on", "1":
		r.Notes = append(r.Notes, "the commit is not signed, though commit.gpgsign is set; sign it before you push: git commit --amend --no-edit --gpg-sign")
	}
	return nil
}

// outsideRepository refuses a folder inside a repository, which would not see the new one.
func outsideRepository(dir string) error {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	for there := absolute; ; there = filepath.Dir(there) {
		if info, err := os.Stat(there); err == nil && info.IsDir() {
			top, _, err := history.FindCheckout(there)
			if errors.Is(err, history.ErrNone) {
				return nil
			}
			if err != nil {
				return err
			}
			return fmt.Errorf("%s is in the git repository %s: a register has a repository of its own, so name a folder outside", dir, top)
		}
		if there == filepath.Dir(there) {
			return nil
		}
	}
}

// An AuthorError reports a text that does not name an author.
type AuthorError struct{ Text string }

func (e *AuthorError) Error() string {
	return fmt.Sprintf("%q is not of the form \"Ann Example <ann@example.org>\"", e.Text)
}

// authorOf returns who makes the first commit: author, or else the one of git's environment and
// configuration, as git does.
func authorOf(repo *git.Repository, author string) (object.Signature, error) {
	if author != "" {
		address, err := mail.ParseAddress(author)
		if err != nil || address.Name == "" {
			return object.Signature{}, &AuthorError{author}
		}
		return object.Signature{Name: withoutDelimiters.Replace(address.Name), Email: withoutDelimiters.Replace(address.Address)}, nil
	}
	if name, email := os.Getenv("GIT_AUTHOR_NAME"), os.Getenv("GIT_AUTHOR_EMAIL"); name != "" && email != "" {
		return object.Signature{Name: withoutDelimiters.Replace(name), Email: withoutDelimiters.Replace(email)}, nil
	}
	by, err := committer(repo, time.Time{})
	if err != nil {
		return by, fmt.Errorf("%w, or give --author \"Ann Example <ann@example.org>\"", err)
	}
	return by, nil
}

// Commit makes the repository, if there is none yet, and commits all files of the folder that are
// not ignored.
func (r *Repository) Commit(when time.Time) (hash string, err error) {
	r.by.When = when
	fail := func(err error) (string, error) {
		return "", fmt.Errorf("the files of the new register are in %s, but are not committed: %w; fix that, and commit them with git", r.dir, err)
	}
	repo, err := r.open()
	if err != nil {
		return fail(err)
	}
	work, err := repo.Worktree()
	if err != nil {
		return fail(err)
	}
	if err := work.AddWithOptions(&git.AddOptions{All: true}); err != nil {
		return fail(err)
	}
	commit, err := work.Commit("Begin the register\n", &git.CommitOptions{Author: &r.by})
	if err != nil {
		return fail(err)
	}
	return commit.String(), nil
}

// open opens the repository, with main as the branch of its first commit: the workflows and the
// links of the site use that name.
func (r *Repository) open() (*git.Repository, error) {
	if r.isNew {
		return git.PlainInitWithOptions(r.dir, &git.PlainInitOptions{InitOptions: git.InitOptions{DefaultBranch: plumbing.Main}})
	}
	repo, err := git.PlainOpen(r.dir)
	if err != nil {
		return nil, err
	}
	head, err := repo.Reference(plumbing.HEAD, false)
	if err != nil || head.Target() == plumbing.Main {
		return repo, err
	}
	r.Notes = append(r.Notes, fmt.Sprintf("the branch is main, and not %s: the workflows and the site's links are for main", head.Target().Short()))
	return repo, repo.Storer.SetReference(plumbing.NewSymbolicReference(plumbing.HEAD, plumbing.Main))
}
