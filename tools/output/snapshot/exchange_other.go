//go:build !linux

package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// exchange always fails: these systems cannot swap directories on every file system.
func exchange(a, b string) error {
	return &os.LinkError{Op: "exchange", Old: a, New: b, Err: errors.ErrUnsupported}
}

// syncTree waits until all files under dir are on disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() && !entry.Type().IsRegular() {
			return nil
		}
		return syncPath(path)
	})
}
