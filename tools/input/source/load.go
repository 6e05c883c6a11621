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

// maxFiles bounds a data folder. It is ten times the hundred thousand listings, with their
// certificates, that the project is designed for.
const maxFiles = 2_000_000

// A Tree is a data folder that has been read.
type Tree struct {
	// Records holds every record that could be read. register.New accepts them if Check
	// finds no errors.
	Records register.Records

	// CacheError is why the folder of WithCache could not be used. It costs only time.
	CacheError error

	dir      string
	files    map[string][]byte // content by path, for positions and digests
	problems []Problem         // in files, syntax and schemas: see addProblems
	unread   map[string]string // why records that are there could not be read, by their paths
}

// An Option of Load and Reformat.
type Option func(*loadOptions)

type loadOptions struct {
	cacheDir string
	memory   *Memory
	dots     dotFiles
}

func newLoadOptions(root *os.Root, options []Option) loadOptions {
	l := loadOptions{dots: dotFiles{top: hasRepository(root)}}
	for _, option := range options {
		option(&l)
	}
	return l
}

// WithCache stores the parsed content of files without problems in a folder, so that the
// next Load parses only changed files. Many data folders can share the folder, and it can
// be deleted at any time.
func WithCache(folder string) Option { return func(l *loadOptions) { l.cacheDir = folder } }

// Tracked sets the function that reports whether git tracks a dot file, or files of a
// folder. Without it, Load assumes that git tracks none.
func Tracked(tracked func(name string) bool) Option {
	return func(l *loadOptions) { l.dots.tracked = tracked }
}

// OfCommit declares that the folder holds exactly the files of a commit, and whether they
// are from the top of its repository.
func OfCommit(top bool) Option {
	return func(l *loadOptions) { l.dots = dotFiles{func(string) bool { return true }, top} }
}

// Load reads the data folder dir. The error is about the folder as a whole: it is missing
// or cannot be listed. Check reports the problems inside it.
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
	return t, t.decodeAll(ctx, readable, l)
}

// readFiles reads files, and returns the names of those that could be read.
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

// A fileBatch is some files of one folder, which is opened once for all of them, since
// walking to a file takes longer than reading it.
type fileBatch struct{ from, to int }

// maxBatch bounds a batch, so that all processors have files to read.
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

// list returns the paths of all records, and reports files that do not belong in the folder.
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

// skip makes a walk continue after a file, or after a folder and its content.
func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// misplaced returns why a file or folder does not belong in a data folder, or nil.
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

// correctedPath returns the path of a record with a valid id made of its letters and
// digits, or name if there is none.
func correctedPath(name string) string {
	k, id, _ := RecordOf(name)
	return cmp.Or(pathWithValidID(k, id), name)
}

// pathWithValidID returns the path of a record with a valid id made of the letters and
// digits of a wrong id. It is "" if these make no id or are not all of the old one.
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
	return bytes.Clone(data), nil // drop the spare capacity
}

// ErrTooLarge reports a file beyond MaxFileSize.
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

// maxTreeProblems bounds the problems that a Tree stores. Beyond it, problems of files are
// only counted.
const maxTreeProblems = 10 * MaxReported

// addProblems adds the problems of a file, all of which are errors.
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
