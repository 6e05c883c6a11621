// Package datafolder reads and checks the data folder of a register together with its history
// in git.
//
//	reader := datafolder.Reader{Now: time.Now, Day: day, Warn: warn}
//	folder, err := reader.Read(ctx, "data")        // or ReadAt, as a commit had it
//	reg, err := folder.Register(ctx)               // with times and commits from git
//	past, err := folder.History(ctx)               // every revision, up to these files
//
// Files are named as on the command line: with the data folder in front (Path).
package datafolder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"opencec/tools/history"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A Reader reads data folders.
type Reader struct {
	Now func() time.Time

	// Day returns the day for which to check the register; by default, today in its time zone.
	Day func(zone string) (register.Date, error)

	// Warn is called with messages that are no errors.
	Warn func(message string)

	// Memory, if it is not nil, keeps records from one Read to the next; see source.Memory.
	Memory *source.Memory
}

// A Folder is a data folder that has been read and checked.
type Folder struct {
	Dir    string
	Tree   *source.Tree
	On     register.Date
	Report source.Report // of what is wrong with the files

	reader Reader

	// git is the history up to the commit whose files were read or, when needed, to the newest
	// commit. It is nil without a history.
	git      *history.History
	ofCommit bool // the files are those of a commit
}

// Read reads and checks the data folder dir. Problems in it are not an error.
func (r Reader) Read(ctx context.Context, dir string) (*Folder, error) {
	tree, err := r.ReadTree(ctx, dir)
	if err != nil {
		return nil, err
	}
	return r.check(dir, tree)
}

// ReadCommit reads and checks the data folder dir of a commit, without its history. The error
// is a *history.NameError if there is no such commit.
func (r Reader) ReadCommit(ctx context.Context, dir, commit string) (*Folder, error) {
	hash, err := history.FindCommit(dir, commit)
	if err != nil {
		return nil, err
	}
	tree, err := history.ReadFiles(ctx, dir, hash)
	if err != nil {
		return nil, err
	}
	return r.check(dir, tree)
}

// ReadAt is like ReadCommit, with the history up to that commit.
func (r Reader) ReadAt(ctx context.Context, dir, commit string) (*Folder, error) {
	h, err := history.ReadAt(ctx, dir, commit, r.HistoryOptions()...)
	if err != nil {
		return nil, err
	}
	tree, err := history.ReadFiles(ctx, dir, h.Commit)
	if err != nil {
		return nil, err
	}
	f, err := r.check(dir, tree)
	if err != nil {
		return nil, err
	}
	f.git, f.ofCommit = h, true
	return f, nil
}

// check checks the files of a data folder.
func (r Reader) check(dir string, tree *source.Tree) (*Folder, error) {
	on, err := r.Day(tree.Records.Settings.TimeZone)
	if err != nil {
		return nil, err
	}
	problems := tree.Check(on)
	for i := range problems {
		problems[i].File = Path(dir, problems[i].File)
	}
	listings, certificates := tree.Counts()
	return &Folder{Dir: dir, Tree: tree, On: on, Report: source.NewReport(problems, listings, certificates), reader: r}, nil
}

// ReadTree reads the files of a data folder, with a cache in the user's cache folder.
func (r Reader) ReadTree(ctx context.Context, dir string) (*source.Tree, error) {
	tree, err := source.Load(ctx, dir, append(r.SourceOptions(), source.Tracked(history.Tracked(dir)), source.WithMemory(r.Memory))...)
	if errors.Is(err, fs.ErrNotExist) {
		if left := history.CheckFiles(dir); left != nil {
			return nil, left
		}
		return nil, Hint(dir, err)
	}
	if err != nil {
		return nil, err
	}
	if tree.CacheError != nil {
		r.warnNotCached(tree.CacheError)
	}
	return tree, nil
}

// OtherFolderHint is advice for a person in a folder without a register.
const OtherFolderHint = "run this in the folder of your register, or name its data folder with --data; opencec init begins a register"

// Hint adds OtherFolderHint to the error of reading a data folder that does not exist.
func Hint(dir string, err error) error {
	if _, statErr := os.Stat(dir); !errors.Is(statErr, fs.ErrNotExist) {
		return err
	}
	return fmt.Errorf("%w; %s", err, OtherFolderHint)
}

// SourceOptions returns the options for reading files: with a cache in the user's cache folder.
func (r Reader) SourceOptions() []source.Option {
	cache, err := cacheFolder("records")
	if err != nil {
		r.warnNotCached(err)
		return nil
	}
	return []source.Option{source.WithCache(cache)}
}

func (r Reader) warnNotCached(err error) {
	r.Warn(fmt.Sprintf("the parsed files are not cached: %v", err))
}

// HistoryOptions returns the options for reading the history: with the current time, after which
// no commit can be, and with a cache in the user's cache folder.
func (r Reader) HistoryOptions() []history.Option {
	how := []history.Option{history.Now(r.Now())}
	cache, err := cacheFolder("history")
	if err != nil {
		r.WarnHistoryNotCached(err)
		return how
	}
	return append(how, history.CacheIn(cache))
}

// WarnHistoryNotCached warns that the history could not be cached.
func (r Reader) WarnHistoryNotCached(err error) {
	r.Warn(fmt.Sprintf("the history is not cached: %v", err))
}

// PagesCache returns the folder, below the user's cache folder, with the rendered pages of a site that
// is built into the folder output.
func (f *Folder) PagesCache(output string) (string, error) {
	output, err := filepath.Abs(output)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(output))
	return cacheFolder(filepath.Join("pages", hex.EncodeToString(sum[:16])))
}

// cacheFolder returns a folder below the user's cache folder.
func cacheFolder(name string) (string, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the folder for caches: %w", err)
	}
	return filepath.Join(folder, "opencec", name), nil
}
