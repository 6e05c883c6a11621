package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/sync/errgroup"

	"opencec/schemas"
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

	dir      string
	files    map[string][]byte // content by path, for positions and digests
	problems []Problem         // of files, syntax and schemas
	unread   map[string]bool   // paths of records that are there but could not be read
}

// Load reads the data folder dir. The error is about the folder as a whole: it is
// not there, or cannot be listed. What is wrong inside is for Check to tell.
func Load(ctx context.Context, dir string) (*Tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	t := &Tree{dir: dir, files: map[string][]byte{}, unread: map[string]bool{}}
	names, err := t.list(root)
	if err != nil {
		return nil, fmt.Errorf("list the data folder %s: %w", dir, err)
	}
	contents := make([][]byte, len(names))
	reasons := make([]*Problem, len(names))
	if err := parallel(ctx, len(names), func(i int) {
		contents[i], reasons[i] = readFile(root, names[i])
	}); err != nil {
		return nil, err
	}
	var readable []string
	for i, name := range names {
		if reasons[i] != nil {
			t.reject(name, *reasons[i])
			continue
		}
		t.files[name] = contents[i]
		readable = append(readable, name)
	}
	return t, t.decodeAll(ctx, readable)
}

// list returns the paths of all records, and notes what should not be there.
func (t *Tree) list(root *os.Root) ([]string, error) {
	var names []string
	settings := false
	err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if len(names) > maxFiles {
			return fmt.Errorf("more than %d files", maxFiles)
		}
		if ignored(name) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if p := misplaced(name, entry); p != nil {
			t.reject(name, *p)
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.IsDir() {
			settings = settings || name == SettingsFile
			names = append(names, name)
		}
		return nil
	})
	if err == nil && !settings && !t.unread[SettingsFile] {
		t.reject(SettingsFile, fileProblem("the register's settings are missing: make a file %s with title, base_url, time_zone and licence", SettingsFile))
	}
	return names, err
}

// misplaced says why a file or folder does not belong in a data folder.
func misplaced(name string, entry fs.DirEntry) *Problem {
	problem := func(format string, args ...any) *Problem {
		p := fileProblem(format, args...)
		return &p
	}
	folder, rest, nested := strings.Cut(name, "/")
	var kind register.Kind
	var folders []string
	for _, k := range register.Kinds() {
		folders = append(folders, k.Folder)
		if k.Folder == folder {
			kind = k
		}
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
		p.Suggestion = register.Nearest(name, []string{SettingsFile})
		return p
	case kind.Folder == "":
		p := problem("there is no kind of record %q: the folders are %s", folder, strings.Join(folders, ", "))
		p.Suggestion = register.Nearest(folder, folders)
		return p
	case entry.IsDir():
		if nested && strings.Count(rest, "/") >= kind.Depth-1 {
			return problem("is a folder too deep: %s are files %s", kind.Folder, layoutOf(kind))
		}
		return nil
	}
	k, id, ok := RecordOf(name)
	if !ok {
		p := problem("is not a YAML file: records end in %s", extension)
		if ext := path.Ext(name); ext == ".yml" || strings.EqualFold(ext, extension) {
			p.Suggestion = strings.TrimSuffix(name, ext) + extension
		}
		return p
	}
	if err := register.CheckID(k, id); err != nil {
		p := problem("%v: %s are files %s", err, kind.Folder, layoutOf(kind))
		p.Suggestion = wellNamed(k, id)
		return p
	}
	return nil
}

func layoutOf(k register.Kind) string {
	switch k.Folder {
	case register.Listings.Folder:
		return PathOf(k, "MANUFACTURER/ID")
	case register.Certificates.Folder:
		return PathOf(k, "BODY/ID")
	}
	return PathOf(k, "ID")
}

// wellNamed returns the path that a record with a wrong id has with its letters and
// digits; "" if these are not all that there is to it, or make no id.
func wellNamed(k register.Kind, id string) string {
	parts := strings.Split(id, "/")
	for i, part := range parts {
		parts[i] = register.Slug(part)
		if register.Fold(parts[i]) != register.Fold(part) {
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
	return data, nil
}

// ErrTooLarge is about a file beyond MaxFileSize.
var ErrTooLarge = fmt.Errorf("is larger than %d KiB, the most that a record may have", MaxFileSize>>10)

func (t *Tree) reject(name string, problems ...Problem) {
	t.unread[name] = true
	for _, p := range problems {
		p.File = name
		t.problems = append(t.problems, p)
	}
}

// parallel runs work(0) … work(n-1) on all processors.
func parallel(ctx context.Context, n int, work func(i int)) error {
	group, ctx := errgroup.WithContext(ctx)
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		group.Go(func() error {
			for i := w; i < n; i += workers {
				if err := ctx.Err(); err != nil {
					return err
				}
				work(i)
			}
			return nil
		})
	}
	return group.Wait()
}

// decodeAll reads the device classes first, since the schema of listings is made
// of them, and then everything else.
func (t *Tree) decodeAll(ctx context.Context, names []string) error {
	plain, err := newChecker(nil)
	if err != nil {
		return err
	}
	var first, rest []string
	for _, name := range names {
		if strings.HasPrefix(name, register.DeviceClasses.Folder+"/") {
			first = append(first, name)
		} else {
			rest = append(rest, name)
		}
	}
	if err := t.decode(ctx, plain, first); err != nil {
		return err
	}
	full, err := newChecker(t.usableClasses())
	if err != nil {
		return err
	}
	return t.decode(ctx, full, rest)
}

// usableClasses sets aside the device classes that no schema can be made of.
func (t *Tree) usableClasses() []*register.DeviceClass {
	usable := t.Records.DeviceClasses[:0]
	for _, class := range t.Records.DeviceClasses {
		if _, err := schemas.Attributes([]*register.DeviceClass{class}); err != nil {
			p := fileProblem("no schema can be made of this class: %v", err)
			p.Rule = register.RuleVocabulary
			t.reject(PathOf(register.DeviceClasses, class.ID), p)
			continue
		}
		usable = append(usable, class)
	}
	t.Records.DeviceClasses = usable
	return usable
}

func (t *Tree) decode(ctx context.Context, c *checker, names []string) error {
	records := make([]register.Record, len(names))
	problems := make([][]Problem, len(names))
	settings := make([]*register.Settings, len(names))
	err := parallel(ctx, len(names), func(i int) {
		if names[i] == SettingsFile {
			settings[i] = new(register.Settings)
			problems[i] = c.decodeFile(t.files[names[i]], settingsSchema, settings[i])
			return
		}
		kind, id, _ := RecordOf(names[i])
		records[i] = register.NewRecord(kind)
		problems[i] = c.decodeFile(t.files[names[i]], kind.Schema, records[i])
		records[i].RecordMeta().ID = id
	})
	if err != nil {
		return err
	}
	for i, name := range names {
		switch {
		case len(problems[i]) > 0:
			t.reject(name, t.withoutUnreadClasses(problems[i])...)
		case settings[i] != nil:
			t.Records.Settings = *settings[i]
		default:
			t.Records.Add(records[i])
		}
	}
	return nil
}

const settingsSchema = "register.schema.json"

// decodeFile takes one file through syntax, schema and decoding into record.
func (c *checker) decodeFile(data []byte, schema string, record any) []Problem {
	root, problems := parse(data)
	if len(problems) > 0 {
		return problems
	}
	var text bytes.Buffer
	if err := toJSON(&text, root); err != nil {
		return []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	dec := json.NewDecoder(bytes.NewReader(text.Bytes()))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		return []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	if found := c.check(schema, doc); len(found) > 0 {
		return placeAll(root, found)
	}
	if err := json.Unmarshal(text.Bytes(), record); err != nil {
		return []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	return nil
}

func placeAll(root *yaml.Node, found []violation) []Problem {
	problems := make([]Problem, len(found))
	for i, v := range found {
		at := locate(root, v.path)
		if v.atName {
			at = locateName(root, v.path)
		}
		problems[i] = Problem{
			Line: at.Line, Column: at.Column, Severity: register.Error, Rule: ruleSchema,
			Path: formatPath(v.path), Message: v.message, Suggestion: v.suggestion,
		}
	}
	return problems
}

// withoutUnreadClasses drops complaints about device classes whose own file could
// not be read: the mistake is there, not in the listings.
func (t *Tree) withoutUnreadClasses(problems []Problem) []Problem {
	var kept []Problem
	for _, p := range problems {
		path := parsePath(p.Path)
		if len(path) > 1 && path[0] == "device_classes" && t.unread[PathOf(register.DeviceClasses, path[1])] {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
