package importing

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A Folder is a data folder to import into.
type Folder struct {
	dir     string
	root    *os.Root
	written []string // the files that were written, in any order
}

// OpenFolder opens the data folder dir, and creates it if needed.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	return &Folder{dir: dir, root: root}, nil
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// AddMissing copies the named files that the folder lacks from vocabulary, another data
// folder, byte for byte. Existing files stay as they are.
func (f *Folder) AddMissing(vocabulary fs.FS, names ...string) error {
	for _, name := range names {
		if _, err := f.root.Lstat(name); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("look for %s: %w", name, err)
		}
		content, err := fs.ReadFile(vocabulary, name)
		if err != nil {
			return fmt.Errorf("the data folder has no %s, and there is none to copy: %w", name, err)
		}
		if err := source.WriteFile(f.root, name, content); err != nil {
			return err
		}
		f.written = append(f.written, name)
	}
	return nil
}

// Written returns the names of the files that AddMissing and Write have written, sorted,
// each once.
func (f *Folder) Written() []string { return slices.Compact(slices.Sorted(slices.Values(f.written))) }

// Read returns the records of the folder. It refuses a folder with errors, because an import
// would make unreadable records a second time. The day matters only for warnings, which Read
// ignores.
func (f *Folder) Read(ctx context.Context, on register.Date, how ...source.Option) (*register.Records, error) {
	tree, err := source.Load(ctx, f.dir, how...)
	if err != nil {
		return nil, err
	}
	if err := refuseErrors(tree.Check(on)); err != nil {
		return nil, err
	}
	return &tree.Records, nil
}

// refuseErrors returns an error with the number of errors and the first of them.
func refuseErrors(problems []source.Problem) error {
	var first string
	errors := 0
	for _, p := range problems {
		if p.Severity != register.Error {
			continue
		}
		if errors++; errors == 1 {
			first = p.String()
		}
	}
	if errors == 0 {
		return nil
	}
	return fmt.Errorf("the data folder has %s, fix them first: %s", register.CountOf(errors, "error"), first)
}
