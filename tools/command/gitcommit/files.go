// Package gitcommit commits the files of a register to git without the program git: those that
// an import wrote, dated by its lists, and those of a new register.
//
//	c, err := gitcommit.Prepare(ctx, gitcommit.Options{Dir: "data", Date: date, …})
//	…                                       // write the files
//	hash, err := c.Commit(ctx, message, written)
//
//	r, err := gitcommit.NewRepository("my-register", author)
//	…
//	hash, err := r.Commit(when)
//
// Prepare and NewRepository find all errors before a file is written. No hook is run, and nothing
// is signed.
package gitcommit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/base/terminal"
	"opencec/tools/history"
	"opencec/tools/register"
)

// Options say where files are committed, and with which date.
type Options struct {
	Dir     string // the data folder
	Date    register.Date
	Zone    *time.Location
	Now     time.Time
	History []history.Option // how the history is read
}

// A Commit is a prepared commit of files of a data folder. The folder has no other changes, and
// nothing else is staged.
type Commit struct {
	repo   *git.Repository
	work   *git.Worktree
	folder string // the data folder in the checkout, with forward slashes; "." for the top
	by     object.Signature
}

// Prepare prepares a commit of files of a data folder, and creates the folder if needed. It finds
// all errors before a file is written.
func Prepare(ctx context.Context, o Options) (*Commit, error) {
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	repo, _, folder, err := history.Locate(o.Dir)
	if errors.Is(err, history.ErrNone) {
		return nil, fmt.Errorf("%s is in no git repository to commit to: run git init there, or in a folder above it, first", o.Dir)
	}
	if err != nil {
		return nil, err
	}
	newest, err := newestCommit(ctx, o, repo)
	if err != nil {
		return nil, err
	}
	when, err := commitTime(o.Date, o.Zone, o.Now, newest)
	if err != nil {
		return nil, err
	}
	c := &Commit{repo: repo, folder: cmp.Or(folder, ".")}
	if c.work, err = repo.Worktree(); err != nil {
		return nil, fmt.Errorf("open the checkout of %s: %w", o.Dir, err)
	}
	if c.by, err = committer(repo, when); err != nil {
		return nil, err
	}
	return c, c.refuseChanges()
}

// Time returns the time of the commit: noon of the date, or now if the date is today.
func (c *Commit) Time() time.Time { return c.by.When }

// A timedCommit is a commit and the time from which it counts in the register.
type timedCommit struct {
	hash string
	time time.Time
}

// newestCommit returns the newest commit, or the zero value if there is none. It reads the whole
// history, so that an import does not continue a damaged one.
func newestCommit(ctx context.Context, o Options, repo *git.Repository) (timedCommit, error) {
	past, err := history.Read(ctx, o.Dir, o.History...)
	if err == nil {
		_, err = past.Decode(ctx)
	}
	switch {
	case err == nil:
		return timedCommit{past.Commit, past.Time}, nil
	case !errors.Is(err, history.ErrNone):
		return timedCommit{}, err
	}
	head, err := repo.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return timedCommit{}, nil // no commit yet
	}
	if err != nil {
		return timedCommit{}, fmt.Errorf("read the newest commit: %w", err)
	}
	newest, err := repo.CommitObject(head.Hash())
	if err != nil {
		return timedCommit{}, fmt.Errorf("read the newest commit: %w", err)
	}
	return timedCommit{newest.Hash.String(), newest.Committer.When}, nil
}

// commitTime returns the time of a commit for a list of a date: noon of that day, which is the
// same day in most of the world, or now if the day is today. If another list of the same date was
// committed later that day, it returns the same time. It is an error if a commit of a later day
// exists: the past of the register cannot be changed.
func commitTime(date register.Date, zone *time.Location, now time.Time, newest timedCommit) (time.Time, error) {
	y, m, d := date.Time().Date()
	when := time.Date(y, m, d, 12, 0, 0, 0, zone)
	if date == register.DateIn(now, zone) {
		when = now.In(zone).Truncate(time.Second)
	}
	switch {
	case !newest.time.After(when):
		return when, nil
	case !register.DateIn(newest.time, zone).After(date):
		return newest.time.In(zone), nil
	}
	return when, fmt.Errorf("the newest commit, %.12s, is of %s, which is later than noon of %s, the date of the list: import lists in the order of their dates, the oldest first, into a history that has nothing later; opencec init --date begins a register on an earlier day",
		newest.hash, newest.time.In(zone).Format(time.RFC3339), date)
}

// committer returns the user of git's configuration, who commits.
func committer(repo *git.Repository, when time.Time) (object.Signature, error) {
	c, err := repo.ConfigScoped(config.SystemScope)
	if err != nil {
		return object.Signature{}, fmt.Errorf("read git's configuration: %w", err)
	}
	if c.User.Name == "" || c.User.Email == "" {
		return object.Signature{}, errors.New("git's configuration does not say who commits: set user.name and user.email with git config")
	}
	return object.Signature{Name: withoutDelimiters.Replace(c.User.Name), Email: withoutDelimiters.Replace(c.User.Email), When: when}, nil
}

// withoutDelimiters removes characters from a name or an address that would end it in a commit,
// as git does.
var withoutDelimiters = strings.NewReplacer("<", "", ">", "", "\n", "", "\x00", "")

// refuseChanges returns an error if the data folder has uncommitted changes or other changes are
// staged: the commit must contain only those of the import.
func (c *Commit) refuseChanges() error {
	ignored, err := gitignore.LoadGlobalPatterns(osfs.New("/"))
	if err != nil {
		return fmt.Errorf("read which files git ignores: %w", err)
	}
	c.work.Excludes = append(c.work.Excludes, ignored...)
	changed, staged, err := c.changes()
	if err != nil {
		return err
	}
	return errors.Join(
		refuseFiles(changed, "the data folder has changes that are not committed: %s; commit them or take them back first"),
		refuseFiles(staged, "other changes are staged: %s; commit them, or take them off with git restore --staged, first"))
}

// changes returns the names of files that differ from the newest commit: those in the data
// folder, and other files that are staged.
func (c *Commit) changes() (changed, staged []string, err error) {
	status, err := c.work.Status()
	if errors.Is(err, index.ErrUnknownExtension) {
		return nil, nil, errors.New("git's index leaves out whole folders (sparse index), which is not read here; fix it by: git sparse-checkout reapply --no-sparse-index")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("compare the files with those of the newest commit: %w", err)
	}
	known, err := c.indexed()
	if err != nil {
		return nil, nil, err
	}
	for name, s := range status {
		switch {
		case s.Staging == git.Unmodified && s.Worktree == git.Unmodified:
		case c.folder != "." && !strings.HasPrefix(name, c.folder+"/"):
			if s.Staging != git.Unmodified && s.Staging != git.Untracked {
				staged = append(staged, name)
			}
		case s.Staging == git.Unmodified && s.Worktree == git.Modified && c.hasContent(name, known[name]):
		default:
			changed = append(changed, name)
		}
	}
	return changed, staged, nil
}

// indexed returns the content hashes in git's index by file name.
func (c *Commit) indexed() (map[string]plumbing.Hash, error) {
	files, err := c.repo.Storer.Index()
	if err != nil {
		return nil, fmt.Errorf("read which files git knows: %w", err)
	}
	known := map[string]plumbing.Hash{}
	for _, e := range files.Entries {
		known[e.Name] = e.Hash
	}
	return known, nil
}

// hasContent reports whether a file of the checkout has a content, regardless of its line ends.
// The library considers files changed that git itself has written with CR LF.
func (c *Commit) hasContent(name string, blob plumbing.Hash) bool {
	text, err := os.ReadFile(c.path(name))
	return err == nil && history.IsContent(blob, text)
}

// path returns the path of a file of the checkout.
func (c *Commit) path(name string) string {
	return filepath.Join(c.work.Filesystem.Root(), filepath.FromSlash(name))
}

// refuseFiles returns an error that names the first of the files, if there are any.
func refuseFiles(names []string, format string) error {
	const few = 3
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	shown := strings.Join(names[:min(few, len(names))], ", ")
	if len(names) > few {
		shown += fmt.Sprintf(" and %d more", len(names)-few)
	}
	return fmt.Errorf(format, terminal.Escape(shown))
}

// Commit commits the written files, named as in the data folder, and returns the commit, or "" if
// none of them has changed.
func (c *Commit) Commit(ctx context.Context, message string, written []string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	names := make([]string, len(written))
	for n, name := range written {
		names[n] = path.Join(c.folder, name)
	}
	if err := c.refuseOthers(names); err != nil {
		return "", err
	}
	if err := c.stage(names); err != nil {
		return "", fmt.Errorf("stage the imported files: %w", err)
	}
	hash, err := c.work.Commit(message, &git.CommitOptions{Author: &c.by, Committer: &c.by})
	if errors.Is(err, git.ErrEmptyCommit) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("commit the imported files: %w", err)
	}
	return hash.String(), nil
}

// refuseOthers returns an error if files differ that the import did not write. Others may have
// saved files while it ran; and a file that git ignores would be missing in the history.
func (c *Commit) refuseOthers(names []string) error {
	changed, staged, err := c.changes()
	if err != nil {
		return err
	}
	known, err := c.indexed()
	if err != nil {
		return err
	}
	own, seen := map[string]bool{}, map[string]bool{}
	for _, name := range names {
		own[name] = true
	}
	others := staged
	for _, name := range changed {
		seen[name] = true
		if !own[name] {
			others = append(others, name)
		}
	}
	var ignored []string
	for _, name := range names {
		if _, ok := known[name]; !ok && !seen[name] {
			ignored = append(ignored, name)
		}
	}
	return errors.Join(
		refuseFiles(others, "other files changed while the import ran: %s"),
		refuseFiles(ignored, "git ignores files that were imported: %s; fix .gitignore"))
}

// stage adds only these files to git's index. The library's own method would also add files whose
// line ends git has converted.
func (c *Commit) stage(names []string) error {
	files, err := c.repo.Storer.Index()
	if err != nil {
		return err
	}
	entries := map[string]*index.Entry{}
	for _, e := range files.Entries {
		entries[e.Name] = e
	}
	for _, name := range names {
		e := entries[name]
		if e != nil && c.hasContent(name, e.Hash) {
			continue
		}
		text, err := os.ReadFile(c.path(name))
		if err != nil {
			return err
		}
		info, err := os.Stat(c.path(name))
		if err != nil {
			return err
		}
		if e == nil {
			e = files.Add(name)
			e.Mode = filemode.Regular
		}
		if e.Hash, err = c.store(history.UnixLines(text)); err != nil {
			return err
		}
		e.ModifiedAt, e.Size = info.ModTime(), uint32(info.Size())
	}
	return c.repo.Storer.SetIndex(files)
}

// store writes the content of a file as a git object.
func (c *Commit) store(text []byte) (plumbing.Hash, error) {
	o := c.repo.Storer.NewEncodedObject()
	o.SetType(plumbing.BlobObject)
	w, err := o.Writer()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	_, err = w.Write(text)
	if err := errors.Join(err, w.Close()); err != nil {
		return plumbing.ZeroHash, err
	}
	return c.repo.Storer.SetEncodedObject(o)
}
