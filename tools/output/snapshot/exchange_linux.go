package snapshot

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two directories in one step: whoever opens either path sees one
// or the other. File systems that cannot do it return an error and change
// nothing.
func exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if err != nil {
		return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
	}
	return nil
}

// syncTree waits until all files under dir are on the disk. One call for the
// file system is quicker than one for each of ten thousand files.
func syncTree(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close() // only read from
	return os.NewSyscallError("syncfs", unix.Syncfs(int(f.Fd())))
}
