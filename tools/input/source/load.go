package source

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"opencec/tools/base/parallel"
	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// maxFiles bounds a data folder. It is ten times the hundred thousand listings,
// with their certificates, that the project is built for.
const maxFiles = 2_000_000

// A Tree is a data folder that has been read.
type Tree struct {
	// Records holds every record that could be read. It is register.New's to take
	// when Check finds no errors.
	Records register.Records

	// CacheError is why the folder of WithCache was of no use; it costs time only.
	CacheError error

	dir      string
	files    map[string][]byte // content by path, for positions and digests
	problems []Problem         // of files, syntax and schemas: see tell
	unread   map[string]string // why records that are there could not be read, by their paths
}

// An Option of Load and Reformat.
type Option func(*loadOptions)

type loadOptions struct {
	cacheDir string
	dots     dotFiles
}

func newLoadOptions(root *os.Root, options []Option) loadOptions {
	l := loadOptions{dots: dotFiles{top: hasRepository(root)}}
	for _, option := range options {
		option(&l)
	}
	return l
}

// WithCache keeps in a folder what files without a problem were read as, so that only
// files that changed go through syntax and schema the next time. The folder may be
// that of many data folders, and can be deleted at any time.
func WithCache(folder string) Option { return func(l *loadOptions) { l.cacheDir = folder } }

// Tracked tells which dot files git has, or of which folders it has files. Without it
// git is taken to have none.
func Tracked(tracked func(name string) bool) Option {
	return func(l *loadOptions) { l.dots.tracked = tracked }
}

// OfCommit says that the folder holds the files of a commit and nothing else, and whether
// they are from the top of its repository.
func OfCommit(top bool) Option {
	return func(l *loadOptions) { l.dots = dotFiles{func(string) bool { return true }, top} }
}

// Load reads the data folder dir. The error is about the folder as a whole: it is
// not there, or cannot be listed. What is wrong inside is for Check to tell.
func Load(ctx context.Context, dir string, options ...Option) (*Tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	l := newLoadOptions(root, options)
	t := &Tree{dir: dir, files: map[string][]byte{}, unread: map[string]string{}}
	names, err := t.list(root, l.dots)
	if err != nil {
		return nil, fmt.Errorf("list the data folder %s: %w", dir, err)
	}
	readable, err := t.readFiles(ctx, root, names)
	if err != nil {
		return nil, err
	}
	return t, t.decodeAll(ctx, readable, l.cacheDir)
}

// readFiles reads files, and returns the names of those that can be read.
func (t *Tree) readFiles(ctx context.Context, root *os.Root, names []string) (readable []string, err error) {
	contents := make([][]byte, len(names))
	reasons := make([]*Problem, len(names))
	runs := batchesOf(names)
	if err := parallel.Do(ctx, len(runs), func(i int) error {
		runs[i].read(root, names, contents, reasons)
		return nil
	}); err != nil {
		return nil, err
	}
	for i, name := range names {
		if reasons[i] != nil {
			t.reject(name, *reasons[i])
			continue
		}
		t.files[name] = contents[i]
		readable = append(readable, name)
	}
	return readable, nil
}

// A fileBatch is some files of one folder, which is opened for all of them: the way to a
// file takes longer than the file.
type fileBatch struct{ from, to int }

// maxBatch is how many files a run has at most, so that all processors have some to read.
const maxBatch = 256

func batchesOf(names []string) []fileBatch {
	var runs []fileBatch
	for i, name := range names {
		if last := len(runs) - 1; i > 0 && path.Dir(name) == path.Dir(names[i-1]) && i-runs[last].from < maxBatch {
			runs[last].to = i + 1
			continue
		}
		runs = append(runs, fileBatch{i, i + 1})
	}
	return runs
}

func (r fileBatch) read(root *os.Root, names []string, contents [][]byte, reasons []*Problem) {
	folder, err := root.OpenRoot(path.Dir(names[r.from]))
	if err != nil {
		p := fileProblem("cannot be read: %v", errors.Unwrap(err))
		for i := r.from; i < r.to; i++ {
			reasons[i] = &p
		}
		return
	}
	defer folder.Close()
	for i := r.from; i < r.to; i++ {
		contents[i], reasons[i] = readFile(folder, path.Base(names[i]))
	}
}

// list returns the paths of all records, and notes what should not be there.
func (t *Tree) list(root *os.Root, dots dotFiles) ([]string, error) {
	var names []string
	settings := false
	err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if len(names) > maxFiles {
			return fmt.Errorf("more than %d files", maxFiles)
		}
		if isIgnored(name, entry) {
			return nil
		}
		if isHidden(name) {
			if p := dots.check(name); p != nil {
				t.reject(name, *p)
			}
			return skip(entry)
		}
		if p := misplaced(name, entry); p != nil {
			t.reject(name, *p)
			return skip(entry)
		}
		if !entry.IsDir() {
			settings = settings || name == SettingsFile
			names = append(names, name)
		}
		return nil
	})
	if err == nil && !settings && !t.isUnread(SettingsFile) {
		t.reject(SettingsFile, fileProblem("the register's settings are missing: make a file %s with title, base_url, time_zone and licence", SettingsFile))
	}
	return names, err
}

// skip makes a walk go on behind a file, or a folder and all that is in it.
func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// misplaced says why a file or folder does not belong in a data folder.
func misplaced(name string, entry fs.DirEntry) *Problem {
	problem := func(format string, args ...any) *Problem {
		p := fileProblem(format, args...)
		return &p
	}
	folder, rest, nested := strings.Cut(name, "/")
	kind, known := register.KindOf(folder)
	var folders []string
	for _, k := range register.Kinds() {
		folders = append(folders, k.Folder())
	}
	switch {
	case name == "." || name == SettingsFile && entry.Type().IsRegular():
		return nil
	case entry.Type()&fs.ModeSymlink != 0:
		return problem("is a symbolic link: put the file itself here")
	case !entry.IsDir() && !entry.Type().IsRegular():
		return problem("is not a regular file")
	case !nested && !entry.IsDir():
		p := problem("does not belong here: records are in the folders %s", strings.Join(folders, ", "))
		p.Suggestion = spelling.Nearest(name, []string{SettingsFile})
		return p
	case !known:
		p := problem("there is no kind of record %q: the folders are %s", folder, strings.Join(folders, ", "))
		p.Suggestion = spelling.Nearest(folder, folders)
		p.Unknown = p.Suggestion == ""
		return p
	case entry.IsDir():
		if nested && strings.Count(rest, "/") >= kind.Depth()-1 {
			return problem("is a folder too deep: %s are files %s", kind.Folder(), layoutOf(kind))
		}
		return nil
	}
	k, id, ok := RecordOf(name)
	if !ok {
		p := problem("is not a YAML file: records end in %s", extension)
		if ext := path.Ext(name); ext == ".yml" || strings.EqualFold(ext, extension) {
			p.Suggestion = correctedPath(strings.TrimSuffix(name, ext) + extension)
		}
		return p
	}
	if err := register.CheckID(k, id); err != nil {
		p := problem("%v: %s are files %s", err, kind.Folder(), layoutOf(kind))
		p.Suggestion = pathWithValidID(k, id)
		return p
	}
	return nil
}

func layoutOf(k register.Kind) string {
	switch k {
	case register.Listings:
		return PathOf(k, "MANUFACTURER/ID")
	case register.Certificates:
		return PathOf(k, "BODY/ID")
	}
	return PathOf(k, "ID")
}

// correctedPath returns the path of a record with an id that can be one, if its letters
// and digits make one, and otherwise as it is.
func correctedPath(name string) string {
	k, id, _ := RecordOf(name)
	return cmp.Or(pathWithValidID(k, id), name)
}

// pathWithValidID returns the path that a record with a wrong id has with its letters and
// digits; "" if these are not all that there is to it, or make no id.
func pathWithValidID(k register.Kind, id string) string {
	parts := strings.Split(id, "/")
	for i, part := range parts {
		parts[i] = spelling.Slug(part)
		if spelling.Fold(parts[i]) != spelling.Fold(part) {
			return ""
		}
	}
	named := strings.Join(parts, "/")
	if named == id || register.CheckID(k, named) != nil {
		return ""
	}
	return PathOf(k, named)
}

func fileProblem(format string, args ...any) Problem {
	return Problem{Line: 1, Column: 1, Severity: register.Error, Rule: ruleFile, Message: fmt.Sprintf(format, args...)}
}

func readFile(root *os.Root, name string) ([]byte, *Problem) {
	f, err := root.Open(name)
	if err != nil {
		p := fileProblem("cannot be read: %v", errors.Unwrap(err))
		return nil, &p
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxFileSize+1))
	switch {
	case err != nil:
		p := fileProblem("cannot be read: %v", err)
		return nil, &p
	case len(data) > MaxFileSize:
		p := fileProblem("%v", ErrTooLarge)
		return nil, &p
	}
	return bytes.Clone(data), nil // without the room that was made for more
}

// ErrTooLarge is about a file beyond MaxFileSize.
var ErrTooLarge = fmt.Errorf("is larger than %d KiB, the most that a record may have", MaxFileSize>>10)

func (t *Tree) reject(name string, problems ...Problem) {
	t.unread[name] = ""
	if len(problems) > 0 {
		t.unread[name] = problems[0].Message
	}
	t.addProblems(name, problems)
}

func (t *Tree) isUnread(name string) bool {
	_, unread := t.unread[name]
	return unread
}

// maxTreeProblems bounds how many problems of files are kept, over all files. Of the files
// beyond it only the numbers of their problems are.
const maxTreeProblems = 10 * MaxReported

// addProblems notes problems of a file, all of them errors.
func (t *Tree) addProblems(name string, problems []Problem) {
	if len(t.problems) >= maxTreeProblems && len(problems) > 0 {
		n := 0
		for _, p := range problems {
			n += max(1, p.Omitted)
		}
		problems = []Problem{omitted(register.Error, n)}
	}
	for _, p := range problems {
		p.File = name
		t.problems = append(t.problems, p)
	}
}
