package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"opencec/tools/output/snapshot"
)

// copyName is the name, in the state folder, of the copy of the last good snapshot.
const copyName = "snapshot"

// A stateFolder is where the server keeps what it needs to know after a restart. It
// belongs to one server alone.
type stateFolder struct {
	dir  string
	lock io.Closer
	mark *highWaterMark // as the file has it; nil when nothing was served yet
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
	mark, err := readMark(dir)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("--%s: %w", settingState, err), lock.Close())
	}
	return &stateFolder{dir, lock, mark}, nil
}

// save writes the mark, unless the file has it already.
func (s *stateFolder) save(mark highWaterMark) error {
	if s.mark != nil && s.mark.same(mark) {
		return nil
	}
	if err := writeMark(s.dir, mark); err != nil {
		return err
	}
	s.mark = &mark
	return nil
}

// copy returns the path of the copy of the last good snapshot.
func (s *stateFolder) copy() string { return filepath.Join(s.dir, copyName) }
