// Package importingtest writes, reads and checks the data folders of tests of imports.
package importingtest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// WriteFile writes a file of a folder, and creates the folders on the way.
func WriteFile(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, content, 0o644)); err != nil {
		t.Fatal(err)
	}
}

// ReadFolder returns the files of a folder by name, or only those in parts of it. A missing
// folder has none.
func ReadFolder(t testing.TB, folder fs.FS, parts ...string) map[string][]byte {
	t.Helper()
	if len(parts) == 0 {
		parts = []string{"."}
	}
	files := map[string][]byte{}
	for _, part := range parts {
		err := fs.WalkDir(folder, part, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files[name], err = fs.ReadFile(folder, name)
			return err
		})
		if err != nil && !(part == "." && errors.Is(err, fs.ErrNotExist)) {
			t.Fatal(err)
		}
	}
	return files
}

// CheckFolder loads a data folder, and fails the test for every error on the day.
func CheckFolder(t testing.TB, dir string, day register.Date, how ...source.Option) *source.Tree {
	t.Helper()
	tree, err := source.Load(context.Background(), dir, how...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tree.Check(day) {
		if p.Severity == register.Error {
			t.Errorf("after the import: %s", p)
		}
	}
	return tree
}
