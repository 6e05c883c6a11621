package safefile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Write replaces the content of a file, or creates it with the permissions perm. A reader
// sees the old or the new content, and an error, such as that of a full disk, leaves the
// old: Write writes a temporary file next to it, syncs it and renames it.
func Write(name string, data []byte, perm fs.FileMode) error {
	folder, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(WriteIn(folder, filepath.Base(name), data, perm), folder.Close())
}

// WriteIn is Write for a name in a folder, which symbolic links cannot leave.
func WriteIn(folder *os.Root, name string, data []byte, perm fs.FileMode) error {
	beside := path.Join(path.Dir(name), "."+path.Base(name)+".tmp-"+rand.Text()[:8])
	err := writeNew(folder, beside, data, perm)
	if err == nil {
		err = folder.Rename(beside, name)
	}
	if err == nil {
		return nil
	}
	if left := folder.Remove(beside); !errors.Is(left, fs.ErrNotExist) {
		err = errors.Join(err, left)
	}
	return err
}

func writeNew(folder *os.Root, name string, data []byte, perm fs.FileMode) error {
	f, err := folder.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
