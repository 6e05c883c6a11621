// Package safefile opens files that somebody else may have created. Opening or reading
// never blocks: a named pipe, a socket, a device or a folder is an error that says so.
// Write replaces a file atomically.
package safefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// ErrNotRegular means that a file is not a regular file.
var ErrNotRegular = errors.New("not a regular file")

// ErrTooLarge means that a file exceeds the limit.
var ErrTooLarge = errors.New("file too large")

// Open opens a regular file for reading. It follows symbolic links.
func Open(name string) (*os.File, error) { return open(name, os.Stat, os.OpenFile) }

// OpenIn is Open for a name in a folder, which symbolic links cannot leave.
func OpenIn(folder *os.Root, name string) (*os.File, error) {
	return open(name, folder.Stat, folder.OpenFile)
}

func open(name string, stat func(string) (fs.FileInfo, error), openFile func(string, int, fs.FileMode) (*os.File, error)) (*os.File, error) {
	// Check before opening: opening a device can have effects, and the error for a socket
	// is unhelpful. Check again afterwards: it may be another file by now.
	info, err := stat(name)
	if err != nil {
		return nil, err
	}
	if err := checkRegular(name, info); err != nil {
		return nil, err
	}
	f, err := openFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // does not block on a pipe
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = checkRegular(name, info)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// OpenFolder opens a folder. Anything else is an error.
func OpenFolder(name string) (*os.Root, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("not a folder")}
	}
	return os.OpenRoot(name)
}

func checkRegular(name string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("%w, but %s", ErrNotRegular, typeOf(info.Mode()))}
}

func typeOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// Read returns the content of a regular file of at most limit bytes.
func Read(name string, limit int64) ([]byte, error) {
	f, err := Open(name)
	return readAll(f, err, name, limit)
}

// ReadIn is Read for a name in a folder, which symbolic links cannot leave.
func ReadIn(folder *os.Root, name string, limit int64) ([]byte, error) {
	f, err := OpenIn(folder, name)
	return readAll(f, err, name, limit)
}

// readAll reads and closes a file from Open or OpenIn.
func readAll(f *os.File, err error, name string, limit int64) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > limit {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("%w: it has more than %d bytes", ErrTooLarge, limit)}
	}
	return content, nil
}
