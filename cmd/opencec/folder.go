package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"opencec/tools/history"
	"opencec/tools/register"
	"opencec/tools/source"
)

// A folder is a data folder that has been read and checked.
type folder struct {
	dir    string
	tree   *source.Tree
	on     register.Date
	report source.Report

	// git is the history up to the commit whose files were read, or, once it was needed,
	// to the newest one; nil where there is none.
	git *history.History
	at  bool // the files are those of a commit
}

// readFolder reads and checks the data folder of the command line, as the commit of
// --at had it if there is one. That it has problems is not an error.
func (env *environment) readFolder(ctx context.Context, c *cli.Context) (*folder, error) {
	dir := c.String("data")
	tree, h, err := env.readFiles(ctx, c)
	if err != nil {
		return nil, err
	}
	f, err := env.check(c, dir, tree)
	if err != nil {
		return nil, err
	}
	f.git, f.at = h, h != nil
	return f, nil
}

// check checks the files of a data folder that were read.
func (env *environment) check(c *cli.Context, dir string, tree *source.Tree) (*folder, error) {
	on, err := env.day(c, tree.Records.Settings.TimeZone)
	if err != nil {
		return nil, err
	}
	listings, certificates := tree.Counts()
	f := &folder{dir: dir, tree: tree, on: on}
	problems := tree.Check(on)
	f.inFolder(problems)
	f.report = source.NewReport(problems, listings, certificates)
	return f, nil
}

// readFiles reads the files of a data folder: those at hand, or those of a commit, with
// its history.
func (env *environment) readFiles(ctx context.Context, c *cli.Context) (*source.Tree, *history.History, error) {
	dir := c.String("data")
	if c.IsSet("at") { // also to nothing, as by a variable that is empty: that is no commit
		return env.loadAt(ctx, dir, c.String("at"))
	}
	tree, err := env.readTree(ctx, dir)
	return tree, nil, err
}

// readTree reads the files of a data folder, keeping what they were read as.
func (env *environment) readTree(ctx context.Context, dir string) (*source.Tree, error) {
	tree, err := source.Load(ctx, dir, append(env.keptRecords(), source.Tracked(history.Tracked(dir)))...)
	if errors.Is(err, fs.ErrNotExist) {
		if left := history.CheckFiles(dir); left != nil {
			return nil, left
		}
		return nil, hintAtRegister(dir, err)
	}
	if err != nil {
		return nil, err
	}
	if tree.KeepError != nil {
		env.warnRecordsNotKept(tree.KeepError)
	}
	return tree, nil
}

// otherFolderHint is what to do in a folder without a register.
const otherFolderHint = "run this in the folder of your register, or name its data folder with --data; opencec init begins a register"

// hintAtRegister adds to the error of reading a data folder what to do if there is none.
func hintAtRegister(dir string, err error) error {
	if _, statErr := os.Stat(dir); !errors.Is(statErr, fs.ErrNotExist) {
		return err
	}
	return fmt.Errorf("%w; %s", err, otherFolderHint)
}

// keptRecords says where what files were read as is kept for the next time.
func (env *environment) keptRecords() []source.Option {
	cache, err := cacheFolder("records")
	if err != nil {
		env.warnRecordsNotKept(err)
		return nil
	}
	return []source.Option{source.KeepIn(cache)}
}

func (env *environment) warnRecordsNotKept(err error) {
	fmt.Fprintf(env.stderr, "warning: what was read is not kept for the next time: %v\n", err)
}

// cacheFolder returns the folder of the user for what can be made again.
func cacheFolder(name string) (string, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the folder for caches: %w", err)
	}
	return filepath.Join(folder, "opencec", name), nil
}

// register builds the Register of a folder without errors, with what git knows of
// it. Problems are written to stderr: errors always, warnings only as a count.
func (env *environment) register(ctx context.Context, f *folder) (*register.Register, error) {
	if f.report.Errors > 0 {
		errorsOnly := f.report
		errorsOnly.Problems = slices.DeleteFunc(slices.Clone(f.report.Problems), func(p source.Problem) bool {
			return p.Severity != register.Error
		})
		if err := errorsOnly.Write(env.stderr, source.FormatText); err != nil {
			return nil, err
		}
		return nil, errProblems
	}
	version, err := env.annotate(ctx, f)
	if err != nil {
		return nil, err
	}
	return register.New(f.tree.Records, version)
}

// annotate fills in the records' times and commits, and names the version: the
// commit when the files are exactly those of a commit, else a digest of them.
func (env *environment) annotate(ctx context.Context, f *folder) (register.Version, error) {
	if err := env.readGit(ctx, f); err != nil {
		return register.Version{}, fmt.Errorf("read the history: %w", err)
	}
	h := f.git
	if h == nil {
		return workingVersion(f), nil
	}
	if h.Shallow {
		fmt.Fprintln(env.stderr, "warning: this clone lacks older commits, so that records seem younger than they are; git fetch --unshallow gets them")
	}
	for rec := range f.tree.Records.All() {
		meta := rec.RecordMeta()
		name := source.PathOf(rec.RecordKind(), meta.ID)
		if change, ok := h.Change(name, f.tree.File(name)); ok {
			meta.CreatedAt, meta.UpdatedAt, meta.Commit = change.Created, change.Updated, change.Commit
		}
	}
	isClean := h.IsClean(f.tree.Files(), f.tree.File, source.IsRecord)
	if f.at && !isClean {
		return register.Version{}, fmt.Errorf("the files that were read are not those of commit %s, and would be published as if they were", h.Commit)
	}
	if !isClean {
		return workingVersion(f), nil
	}
	return register.Version{ID: h.Commit, Commit: h.Commit, Time: h.Time}, nil
}

// missesCommit reports whether the register of a folder is of no commit, where there is one
// that it could be of.
func (f *folder) missesCommit(reg *register.Register) bool {
	return f.git != nil && reg.Version.Commit == ""
}

// warnNoCommit says so.
func (env *environment) warnNoCommit(f *folder, reg *register.Register) {
	if f.missesCommit(reg) {
		fmt.Fprintf(env.stderr, "warning: the files are not those of commit %.12s, so that this is of no commit; --at HEAD takes the files of the commit\n", f.git.Commit)
	}
}

// readGit reads the history of the folder's files, if that is not done. Without one
// there is none.
func (env *environment) readGit(ctx context.Context, f *folder) (err error) {
	if f.at {
		return nil
	}
	f.git, err = history.Read(ctx, f.dir, env.keptHistory()...)
	if errors.Is(err, history.ErrNone) {
		return nil
	}
	return err
}

// keptHistory says how the history is read: with the time of now, after which no commit
// can be, and where what was read is kept for the next time.
func (env *environment) keptHistory() []history.Option {
	how := []history.Option{history.Now(env.now())}
	cache, err := cacheFolder("history")
	if err != nil {
		env.warnHistoryNotKept(err)
		return how
	}
	return append(how, history.CacheIn(cache))
}

func (env *environment) warnHistoryNotKept(err error) {
	fmt.Fprintf(env.stderr, "warning: the history is not kept for the next time: %v\n", err)
}

// past returns all that the register of a folder ever said, up to the files that were
// read. What of them is not committed is said since the newest commit, or since the
// beginning of the day that is today, so that the same files give the same on that
// day.
func (env *environment) past(ctx context.Context, f *folder) (*register.History, error) {
	zone, _ := register.LoadZone(f.tree.Records.Settings.TimeZone) // the check says what is wrong with it
	since := register.StartOf(f.on, zone)
	if f.git == nil {
		return history.Uncommitted(f.tree, since), nil
	}
	past, err := f.git.Decode(ctx)
	if err != nil {
		return nil, err
	}
	if f.git.CacheError != nil {
		env.warnHistoryNotKept(f.git.CacheError)
	}
	if f.at {
		return past, nil
	}
	return f.git.AddUncommitted(past, f.tree, since), nil
}

// workingVersion names files that are no commit by their digest.
func workingVersion(f *folder) register.Version {
	return register.Version{ID: "files-" + f.tree.Digest()[:16]}
}

// within returns the path of file inside the folder dir, and whether it is there.
func within(dir, file string) (relative string, ok bool, err error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return "", false, err
	}
	absolute, err := filepath.Abs(file)
	if err != nil {
		return "", false, err
	}
	relative, err = filepath.Rel(root, absolute)
	return relative, err == nil && filepath.IsLocal(relative), nil
}

// atFlag is that of the commands that can read the files of a commit, to do what the usage
// says.
func atFlag(usage string) *cli.StringFlag {
	return &cli.StringFlag{Name: "at", Usage: usage + " the files of `COMMIT` and not those at hand: a hash, a tag, a branch, HEAD or main~3"}
}

// loadAt reads the data folder dir as a commit had it, with the history up to that
// commit. The files at hand are neither looked at nor touched.
func (env *environment) loadAt(ctx context.Context, dir, commit string) (*source.Tree, *history.History, error) {
	h, err := history.ReadAt(ctx, dir, commit, env.keptHistory()...)
	if err != nil {
		return nil, nil, wrongName("--at", err)
	}
	tree, err := history.ReadFiles(ctx, dir, h.Commit)
	return tree, h, err
}

// wrongName returns err as wrong use of a flag or an argument if it is about the name of a
// commit that was given there, and else as it is.
func wrongName(label string, err error) error {
	var name *history.NameError
	if errors.As(err, &name) {
		return usagef("%s: %w", label, err)
	}
	return err
}
