package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"opencec/tools/snapshot"
)

// copyName is the name, in the state folder, of the copy of the last good snapshot.
const copyName = "snapshot"

// A stateFolder is where the server keeps what it needs to know after a restart. It
// belongs to one server alone.
type stateFolder struct {
	dir  string
	lock io.Closer
}

// openState opens the state folder, and makes it if it is not there.
func openState(dir string) (*stateFolder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("--%s: make the state folder: %w", settingState, err)
	}
	lock, err := snapshot.LockFolder(dir)
	if err != nil {
		return nil, fmt.Errorf("--%s: %w: each server needs a state folder of its own", settingState, err)
	}
	return &stateFolder{dir: dir, lock: lock}, nil
}

// copy returns the path of the copy of the last good snapshot.
func (s *stateFolder) copy() string { return filepath.Join(s.dir, copyName) }
