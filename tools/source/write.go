package source

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// WriteFile puts data at name under root so that a reader sees the old content or
// the new, and a full disk leaves the old: it is written to a file beside, synced
// and renamed. Folders on the way are made.
func WriteFile(root *os.Root, name string, data []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", name, err)
		}
	}()
	dir := path.Dir(name)
	if err := root.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	temp := path.Join(dir, "."+path.Base(name)+".tmp-"+rand.Text()[:8])
	if err := writeSynced(root, temp, data); err != nil {
		return errors.Join(err, removeIfThere(root, temp))
	}
	if err := root.Rename(temp, name); err != nil {
		return errors.Join(err, removeIfThere(root, temp))
	}
	return nil
}

func writeSynced(root *os.Root, name string, data []byte) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func removeIfThere(root *os.Root, name string) error {
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
