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

// Path returns the path of a file of the data folder dir for people.
func Path(dir, name string) string {
	return filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(name)))
}

// fileName is the inverse of Path: it returns the name of a file in the folder.
func (f *Folder) fileName(path string) string {
	name, _ := filepath.Rel(f.Dir, filepath.FromSlash(path)) // it begins with f.Dir
	return filepath.ToSlash(name)
}

// DataFlag returns the flag that names a data folder, if a command line needs it.
func DataFlag(dir string) string {
	if dir == "data" {
		return ""
	}
	return " --data " + dir
}

// Within returns the path of file inside the folder dir, and whether it is inside.
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

// writersAtOnce is the number of files that are written at the same time. Each waits mostly for
// the disk.
const writersAtOnce = 32

// WriteFiles writes files of the data folder dir. When ctx is done, it finishes the files that
// it has begun.
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
