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
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/urfave/cli/v2"

	"opencec/tools/history"
	"opencec/tools/importer"
	"opencec/tools/register"
	"opencec/tools/source"
	"opencec/tools/terminal"
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
func (env *environment) newImportCommit(c *cli.Context, vocabulary string) (*importCommit, error) {
	date, err := listDate(c)
	if err != nil || !c.Bool("commit") {
		return nil, err
	}
	zone, err := zoneBefore(c.String("data"), vocabulary)
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
	newest, err := env.newestCommit(c, repo)
	if err != nil {
		return nil, err
	}
	when, err := commitTime(date, zone, env.now(), newest)
	if err != nil {
		return nil, err
	}
	i := &importCommit{repo: repo, folder: cmp.Or(folder, "."), date: date}
	if i.work, err = repo.Worktree(); err != nil {
		return nil, fmt.Errorf("open the checkout of %s: %w", c.String("data"), err)
	}
	if i.by, err = committer(repo, when); err != nil {
		return nil, err
	}
	return i, i.refuseChanges()
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

// A timedCommit is a commit, and since when the register says what it says.
type timedCommit struct {
	hash string
	time time.Time
}

// newestCommit returns the newest commit, on which an import goes on; the zero value where
// there is none. The whole history is read, so that an import goes on from none that is
// not whole.
func (env *environment) newestCommit(c *cli.Context, repo *git.Repository) (timedCommit, error) {
	past, err := history.Read(c.Context, c.String("data"), env.reader(c).HistoryOptions()...)
	if err == nil {
		_, err = past.Decode(c.Context)
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

// commitTime is when the register is held to have said what a list of a date says: noon of
// that day, which is the same day in most of the world, or now, if the day is today. Another
// list of the same date may have been committed later that day; then it is the same time. A
// commit of a later day is an error: what the register said then cannot be told before it.
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
	changed, staged, err := i.changes()
	if err != nil {
		return err
	}
	return errors.Join(
		refuse(changed, "the data folder has changes that are not committed: %s; commit them or take them back first"),
		refuse(staged, "other changes are staged: %s; commit them, or take them off with git restore --staged, first"))
}

// changes returns the names of files that differ from the newest commit: those in the
// data folder, and of others those that are staged.
func (i *importCommit) changes() (changed, staged []string, err error) {
	status, err := i.work.Status()
	if errors.Is(err, index.ErrUnknownExtension) {
		return nil, nil, errors.New("git's index leaves out whole folders (sparse index), which is not read here; mend it by: git sparse-checkout reapply --no-sparse-index")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("compare the files with those of the newest commit: %w", err)
	}
	known, err := i.known()
	if err != nil {
		return nil, nil, err
	}
	for name, s := range status {
		switch {
		case s.Staging == git.Unmodified && s.Worktree == git.Unmodified:
		case i.folder != "." && !strings.HasPrefix(name, i.folder+"/"):
			if s.Staging != git.Unmodified && s.Staging != git.Untracked {
				staged = append(staged, name)
			}
		case s.Staging == git.Unmodified && s.Worktree == git.Modified && i.hasContent(name, known[name]):
		default:
			changed = append(changed, name)
		}
	}
	return changed, staged, nil
}

// known returns the contents that git's index has, by the names of the files.
func (i *importCommit) known() (map[string]plumbing.Hash, error) {
	files, err := i.repo.Storer.Index()
	if err != nil {
		return nil, fmt.Errorf("read which files git knows: %w", err)
	}
	known := map[string]plumbing.Hash{}
	for _, e := range files.Entries {
		known[e.Name] = e.Hash
	}
	return known, nil
}

// hasContent reports whether a file of the checkout has a content, however its lines end:
// the library takes lines that git itself has written with CR LF for others.
func (i *importCommit) hasContent(name string, blob plumbing.Hash) bool {
	text, err := os.ReadFile(i.path(name))
	return err == nil && history.IsContent(blob, text)
}

// path returns where a file of the checkout is.
func (i *importCommit) path(name string) string {
	return filepath.Join(i.work.Filesystem.Root(), filepath.FromSlash(name))
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
	return fmt.Errorf(format, terminal.Escape(shown))
}

// commit commits the files of the data folder that were written, by their names in it,
// and returns the commit: "" if none of them has changed.
func (i *importCommit) commit(ctx context.Context, message string, written []string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	names := make([]string, len(written))
	for n, name := range written {
		names[n] = path.Join(i.folder, name)
	}
	if err := i.refuseOthers(names); err != nil {
		return "", err
	}
	if err := i.stage(names); err != nil {
		return "", fmt.Errorf("stage the imported files: %w", err)
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

// refuseOthers returns an error if other files differ than those that the import wrote.
// Others may have saved files while it ran; and a file that git ignores would be missing
// in the register's history.
func (i *importCommit) refuseOthers(names []string) error {
	changed, staged, err := i.changes()
	if err != nil {
		return err
	}
	known, err := i.known()
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
		refuse(others, "other files changed while the import ran: %s"),
		refuse(ignored, "git ignores files that were imported: %s; mend .gitignore"))
}

// stage puts files into git's index, those alone: the library's own way would take files
// of which git has folded the lines as well.
func (i *importCommit) stage(names []string) error {
	files, err := i.repo.Storer.Index()
	if err != nil {
		return err
	}
	entries := map[string]*index.Entry{}
	for _, e := range files.Entries {
		entries[e.Name] = e
	}
	for _, name := range names {
		e := entries[name]
		if e != nil && i.hasContent(name, e.Hash) {
			continue
		}
		text, err := os.ReadFile(i.path(name))
		if err != nil {
			return err
		}
		info, err := os.Stat(i.path(name))
		if err != nil {
			return err
		}
		if e == nil {
			e = files.Add(name)
			e.Mode = filemode.Regular
		}
		if e.Hash, err = i.store(history.UnixLines(text)); err != nil {
			return err
		}
		e.ModifiedAt, e.Size = info.ModTime(), uint32(info.Size())
	}
	return i.repo.Storer.SetIndex(files)
}

// store writes the content of a file as a git object.
func (i *importCommit) store(text []byte) (plumbing.Hash, error) {
	o := i.repo.Storer.NewEncodedObject()
	o.SetType(plumbing.BlobObject)
	w, err := o.Writer()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	_, err = w.Write(text)
	if err := errors.Join(err, w.Close()); err != nil {
		return plumbing.ZeroHash, err
	}
	return i.repo.Storer.SetEncodedObject(o)
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
	text += fmt.Sprintf(" of %s\n\n%s\n", date, terminal.EscapeLines(report.Summary()))
	for _, l := range lists {
		text += fmt.Sprintf("%s, SHA-256 %s\n", terminal.Escape(l.Name), l.SHA256)
	}
	return text
}
