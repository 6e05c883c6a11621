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

// A Folder is a data folder that records are brought into.
type Folder struct {
	dir     string
	root    *os.Root
	written []string // the files that were written, in any order
}

// OpenFolder opens the data folder dir, which is made if it is not there.
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

// Close gives the folder up.
func (f *Folder) Close() error { return f.root.Close() }

// AddMissing copies the files of those names that the folder does not have from
// vocabulary, a data folder that has them, byte for byte. Files that are there are
// left alone.
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

// Written returns the files that AddMissing and Write have written, sorted, each once,
// by their names in the folder.
func (f *Folder) Written() []string { return slices.Compact(slices.Sorted(slices.Values(f.written))) }

// Read returns the records of the folder. One with errors is refused: what cannot
// be read would be made a second time. The day decides nothing but what is warned
// of, which is passed over.
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

// refuseErrors returns an error that names the first of the errors.
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
	return fmt.Errorf("the data folder has %s, mend them first: %s", Count(errors, "error"), first)
}
