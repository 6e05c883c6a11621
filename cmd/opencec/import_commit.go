package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/urfave/cli/v2"

	"opencec/tools/history"
	"opencec/tools/importer"
	"opencec/tools/register"
	"opencec/tools/source"
)

// An importCommit is where the files of an import are committed, and as what. The
// data folder has no other changes, and nothing else is about to be committed.
type importCommit struct {
	repo   *git.Repository
	work   *git.Worktree
	folder string // the data folder in the checkout, with forward slashes; "." for the top
	date   register.Date
	by     object.Signature
}

// newImportCommit returns where to commit, and nil without --commit. All that can be
// wrong is found here, before a file is written.
func (env *environment) newImportCommit(c *cli.Context) (*importCommit, error) {
	date, err := listDate(c)
	if err != nil || !c.Bool("commit") {
		return nil, err
	}
	zone, err := zoneBefore(c.String("data"), c.String("vocabulary"))
	if err != nil {
		return nil, err
	}
	if today := register.DateIn(env.now(), zone); date.After(today) {
		return nil, usagef("--date: %s is to come; it is %s", date, today)
	}
	if err := os.MkdirAll(c.String("data"), 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	repo, _, folder, err := history.Locate(c.String("data"))
	if errors.Is(err, history.ErrNone) {
		return nil, fmt.Errorf("%s is in no git repository to commit to: run git init there, or in a folder above it, first", c.String("data"))
	}
	if err != nil {
		return nil, err
	}
	i := &importCommit{repo: repo, folder: cmp.Or(folder, "."), date: date}
	if i.work, err = repo.Worktree(); err != nil {
		return nil, fmt.Errorf("open the checkout of %s: %w", c.String("data"), err)
	}
	if i.by, err = committer(repo, noon(date, zone)); err != nil {
		return nil, err
	}
	return i, errors.Join(i.refuseChanges(), refuseOlder(repo, date, i.by.When))
}

// listDate returns the date of --date, and no date where it is not given.
func listDate(c *cli.Context) (register.Date, error) {
	text := c.String("date")
	switch {
	case c.Bool("commit") && text == "":
		return register.Date{}, usagef("--commit needs the date of the lists: --date 2026-07-01")
	case text == "":
		return register.Date{}, nil
	}
	date, err := register.ParseDate(text)
	if err != nil {
		return date, usagef("--date: %v", err)
	}
	return date, nil
}

// zoneBefore returns the time zone of the register that an import begins or goes on
// with.
func zoneBefore(data, vocabulary string) (*time.Location, error) {
	for _, dir := range []string{data, vocabulary} {
		content, err := fs.ReadFile(os.DirFS(dir), source.SettingsFile)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the register's settings: %w", err)
		}
		document, err := source.ReadSettings(content)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, source.SettingsFile), err)
		}
		settings, err := document.Settings()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, source.SettingsFile), err)
		}
		return register.LoadZone(settings.TimeZone)
	}
	return nil, fmt.Errorf("neither %s nor %s has a %s, which says in which time zone a date is", data, vocabulary, source.SettingsFile)
}

// noon is when the register is held to have said what a list of that date says. It is
// of the same day in most of the world.
func noon(date register.Date, zone *time.Location) time.Time {
	y, m, d := date.Time().Date()
	return time.Date(y, m, d, 12, 0, 0, 0, zone)
}

// committer returns who commits: the user of git's configuration.
func committer(repo *git.Repository, when time.Time) (object.Signature, error) {
	c, err := repo.ConfigScoped(config.SystemScope)
	if err != nil {
		return object.Signature{}, fmt.Errorf("read git's configuration: %w", err)
	}
	if c.User.Name == "" || c.User.Email == "" {
		return object.Signature{}, errors.New("git's configuration does not say who commits: set user.name and user.email with git config")
	}
	return object.Signature{Name: signed.Replace(c.User.Name), Email: signed.Replace(c.User.Email), When: when}, nil
}

// signed leaves out of a name and an address what would end them in a commit, as git
// does.
var signed = strings.NewReplacer("<", "", ">", "", "\n", "", "\x00", "")

// refuseChanges returns an error if the data folder has changes that are not
// committed, or others are staged: the commit is to have those of the import alone.
func (i *importCommit) refuseChanges() error {
	ignored, err := gitignore.LoadGlobalPatterns(osfs.New("/"))
	if err != nil {
		return fmt.Errorf("read which files git ignores: %w", err)
	}
	i.work.Excludes = append(i.work.Excludes, ignored...)
	status, err := i.work.Status()
	if err != nil {
		return fmt.Errorf("compare the files with those of the newest commit: %w", err)
	}
	var changed, staged []string
	for name, s := range status {
		switch {
		case s.Staging == git.Unmodified && s.Worktree == git.Unmodified:
		case i.folder == "." || strings.HasPrefix(name, i.folder+"/"):
			changed = append(changed, name)
		case s.Staging != git.Unmodified && s.Staging != git.Untracked:
			staged = append(staged, name)
		}
	}
	return errors.Join(
		refuse(changed, "the data folder has changes that are not committed: %s; commit them or take them back first"),
		refuse(staged, "other changes are staged: %s; commit them, or take them off with git restore --staged, first"))
}

// refuse returns an error that names the first of the files, if there are any.
func refuse(names []string, format string) error {
	const few = 3
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	shown := strings.Join(names[:min(few, len(names))], ", ")
	if len(names) > few {
		shown += fmt.Sprintf(" and %d more", len(names)-few)
	}
	return fmt.Errorf(format, printable(shown))
}

// refuseOlder returns an error if the newest commit is later: what the register said
// then cannot be told before it.
func refuseOlder(repo *git.Repository, date register.Date, when time.Time) error {
	head, err := repo.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil // no commit yet
	}
	if err != nil {
		return fmt.Errorf("read the newest commit: %w", err)
	}
	newest, err := repo.CommitObject(head.Hash())
	if err != nil {
		return fmt.Errorf("read the newest commit: %w", err)
	}
	if !newest.Committer.When.After(when) {
		return nil
	}
	return fmt.Errorf("the newest commit, %.12s, is of %s, which is later than noon of %s, the date of the list: import lists in the order of their dates, the oldest first, into a history that has nothing later",
		newest.Hash, newest.Committer.When.Format(time.RFC3339), date)
}

// commit commits the files of the data folder that were written, by their names in it,
// and returns the commit: "" if none of them has changed.
func (i *importCommit) commit(ctx context.Context, message string, written []string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := i.work.AddWithOptions(&git.AddOptions{Path: i.folder}); err != nil {
		return "", fmt.Errorf("stage the imported files: %w", err)
	}
	if err := i.refuseOthers(written); err != nil {
		return "", err
	}
	hash, err := i.work.Commit(message, &git.CommitOptions{Author: &i.by, Committer: &i.by})
	if errors.Is(err, git.ErrEmptyCommit) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("commit the imported files: %w", err)
	}
	return hash.String(), nil
}

// refuseOthers returns an error if what is staged is not what the import wrote. Others
// may have saved files while it ran; and a file that git ignores would be missing in
// the register's history.
func (i *importCommit) refuseOthers(written []string) error {
	status, err := i.work.Status()
	if err != nil {
		return fmt.Errorf("compare the files with those of the newest commit: %w", err)
	}
	own := map[string]bool{}
	for _, name := range written {
		own[path.Join(i.folder, name)] = true
	}
	var others []string
	for name, s := range status {
		if !own[name] && s.Staging != git.Unmodified && s.Staging != git.Untracked {
			others = append(others, name)
		}
	}
	ignored, err := i.untracked(own)
	if err != nil {
		return err
	}
	return errors.Join(
		refuse(others, "other files changed while the import ran: %s"),
		refuse(ignored, "git ignores files that were imported: %s; mend .gitignore"))
}

// untracked returns the names of files that are not staged.
func (i *importCommit) untracked(names map[string]bool) ([]string, error) {
	index, err := i.repo.Storer.Index()
	if err != nil {
		return nil, fmt.Errorf("read which files git knows: %w", err)
	}
	known := map[string]bool{}
	for _, e := range index.Entries {
		known[e.Name] = true
	}
	var untracked []string
	for name := range names {
		if !known[name] {
			untracked = append(untracked, name)
		}
	}
	return untracked, nil
}

// commitImport commits what was imported and says so.
func (env *environment) commitImport(ctx context.Context, i *importCommit, lists []*importer.List, report *importer.Report) error {
	hash, err := i.commit(ctx, importMessage(lists, i.date, report), report.Files)
	if err != nil {
		return fmt.Errorf("%w; the files are written, and git add and git commit commit them", err)
	}
	if hash == "" {
		fmt.Fprintln(env.stderr, "nothing to commit: the import changed no file")
		return nil
	}
	fmt.Fprintf(env.stderr, "committed as %.12s of %s\n", hash, i.by.When.Format(time.RFC3339))
	return nil
}

// importMessage is that of the commit: which lists, of which date, from which files,
// and what they changed.
func importMessage(lists []*importer.List, date register.Date, report *importer.Report) string {
	var kinds []string
	for _, l := range lists {
		kinds = append(kinds, string(l.Kind))
	}
	text := "Import the list of " + kinds[0]
	if last := len(kinds) - 1; last > 0 {
		text = "Import the lists of " + strings.Join(kinds[:last], ", ") + " and " + kinds[last]
	}
	text += fmt.Sprintf(" of %s\n\n%s\n", date, printableLines(report.Summary()))
	for _, l := range lists {
		text += fmt.Sprintf("%s, SHA-256 %s\n", printable(l.Name), l.SHA256)
	}
	return text
}
