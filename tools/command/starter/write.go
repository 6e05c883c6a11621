package starter

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// CheckFolder refuses a folder that is not empty: a register begins in a new or empty one. A .git
// folder alone, as in an empty clone, is allowed and stays.
func CheckFolder(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(dir); err == nil {
			return fmt.Errorf("%s is a symbolic link to nothing: remove it, or name a folder that is new or empty", dir)
		}
		return nil
	}
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is no folder: name one that is new or empty", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look into the folder of the new register: %w", err)
	}
	for _, e := range entries {
		if e.Name() != ".git" {
			return fmt.Errorf("%s is not empty: it has %s, and nothing of yours is overwritten; name a folder that is new or empty", dir, e.Name())
		}
	}
	return nil
}

// Write writes files into the folder dir, which CheckFolder must accept, and creates it if needed.
// It overwrites no file. If something fails, it removes what it wrote.
func Write(dir string, files []File) (err error) {
	if err := CheckFolder(dir); err != nil {
		return err
	}
	_, statErr := os.Stat(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of the new register: %w; name one where you may write", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the folder of the new register: %w", err)
	}
	var written []string
	defer func() {
		err = errors.Join(err, root.Close())
		if err == nil {
			return
		}
		for _, name := range written {
			err = errors.Join(err, os.Remove(filepath.Join(dir, filepath.FromSlash(name))))
			for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
				_ = os.Remove(filepath.Join(dir, filepath.FromSlash(folder))) // if it is empty by now
			}
		}
		if errors.Is(statErr, fs.ErrNotExist) {
			_ = os.Remove(dir)
		}
	}()
	for _, f := range files {
		if err := root.MkdirAll(path.Dir(f.Name), 0o755); err != nil {
			return fmt.Errorf("make the folder of %s: %w", f.Name, err)
		}
		if err := create(root, f); err != nil {
			return fmt.Errorf("write %s: %w", f.Name, err)
		}
		written = append(written, f.Name)
	}
	return nil
}

func create(root *os.Root, f File) error {
	mode := fs.FileMode(0o644)
	if f.Executable {
		mode = 0o755
	}
	file, err := root.OpenFile(f.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(f.Content)
	return errors.Join(err, file.Close())
}
