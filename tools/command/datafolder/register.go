package datafolder

import (
	"context"
	"errors"
	"fmt"

	"opencec/tools/history"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// ErrProblems is the error of a folder whose Report has errors.
var ErrProblems = errors.New("the files of the register have errors")

// Register returns the Register of a folder without errors, with the times and commits from git.
func (f *Folder) Register(ctx context.Context) (*register.Register, error) {
	if f.Report.Errors > 0 {
		return nil, ErrProblems
	}
	version, err := f.annotate(ctx)
	if err != nil {
		return nil, err
	}
	return register.New(f.Tree.Records, version)
}

// annotate sets the records' times and commits, and returns the version: the commit if the files
// are exactly those of a commit, and otherwise a digest of them.
func (f *Folder) annotate(ctx context.Context) (register.Version, error) {
	if err := f.readGit(ctx); err != nil {
		return register.Version{}, fmt.Errorf("read the history: %w", err)
	}
	h := f.git
	if h == nil {
		return FilesVersion(f.Tree), nil
	}
	if h.Shallow {
		f.reader.Warn("this clone lacks older commits, so that records seem younger than they are; git fetch --unshallow gets them")
	}
	for rec := range f.Tree.Records.All() {
		meta := rec.RecordMeta()
		name := source.PathOf(rec.RecordKind(), meta.ID)
		if change, ok := h.Change(name, f.Tree.File(name)); ok {
			meta.CreatedAt, meta.UpdatedAt, meta.Commit = change.Created, change.Updated, change.Commit
		}
	}
	isClean := h.IsClean(f.Tree.Files(), f.Tree.File, source.IsRecord)
	if f.ofCommit && !isClean {
		return register.Version{}, fmt.Errorf("the files that were read are not those of commit %s, and would be published as if they were", h.Commit)
	}
	if !isClean {
		return FilesVersion(f.Tree), nil
	}
	return register.Version{ID: h.Commit, Commit: h.Commit, Time: h.Time}, nil
}

// IsUncommitted reports whether the register has no commit although the folder has a history.
func (f *Folder) IsUncommitted(reg *register.Register) bool {
	return f.git != nil && reg.Version.Commit == ""
}

// Commit returns the commit of the folder's history, or "".
func (f *Folder) Commit() string {
	if f.git == nil {
		return ""
	}
	return f.git.Commit
}

// IsShallow reports whether the folder is in a shallow clone.
func (f *Folder) IsShallow() bool { return f.git != nil && f.git.Shallow }

// readGit reads the history of the folder's files, if there is one.
func (f *Folder) readGit(ctx context.Context) (err error) {
	if f.ofCommit {
		return nil
	}
	f.git, err = history.Read(ctx, f.Dir, f.reader.HistoryOptions()...)
	if errors.Is(err, history.ErrNone) {
		return nil
	}
	return err
}

// History returns every revision of the register, up to the files that were read. Call it after
// Register, which reads git. Uncommitted changes get the time of the newest commit or the start
// of the day On, so that the same files give the same history all day.
func (f *Folder) History(ctx context.Context) (*register.History, error) {
	zone, _ := register.LoadZone(f.Tree.Records.Settings.TimeZone) // the check says what is wrong with it
	since := register.StartOf(f.On, zone)
	if f.git == nil {
		return history.Uncommitted(f.Tree, since), nil
	}
	past, err := f.git.Decode(ctx)
	if err != nil {
		return nil, err
	}
	if f.git.CacheError != nil {
		f.reader.WarnHistoryNotCached(f.git.CacheError)
	}
	if f.ofCommit {
		return past, nil
	}
	return f.git.AddUncommitted(past, f.Tree, since), nil
}

// FilesVersion returns the version of files that are not those of a commit, by their digest.
func FilesVersion(tree *source.Tree) register.Version {
	return register.Version{ID: "files-" + tree.Digest()[:16]}
}
