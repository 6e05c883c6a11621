package datafolder

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"opencec/tools/base/parallel"
	"opencec/tools/input/source"
)

// Path is the path of a file of the data folder dir as people are shown it.
func Path(dir, name string) string {
	return filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(name)))
}

// fileName is the reverse of Path: the name of a file in the folder.
func (f *Folder) fileName(path string) string {
	name, _ := filepath.Rel(f.Dir, filepath.FromSlash(path)) // it begins with f.Dir
	return filepath.ToSlash(name)
}

// DataFlag is the flag that names a data folder, where a command line needs one.
func DataFlag(dir string) string {
	if dir == "data" {
		return ""
	}
	return " --data " + dir
}

// Within returns the path of file inside the folder dir, and whether it is there.
func Within(dir, file string) (relative string, ok bool, err error) {
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

// IsWithinAny reports whether a file is one of paths or below one of them.
func IsWithinAny(file string, paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return file == p || strings.HasPrefix(file, strings.TrimSuffix(p, "/")+"/") })
}

// writersAtOnce is how many files are written at the same time: each waits for the
// disk most of its time.
const writersAtOnce = 32

// WriteFiles writes files of the data folder dir. Those that are being written when ctx is
// done are finished.
func WriteFiles(ctx context.Context, dir string, files []source.Rewrite) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	return parallel.DoAtMost(ctx, writersAtOnce, len(files), func(i int) error {
		return source.WriteFile(root, files[i].Name, files[i].Content)
	})
}
