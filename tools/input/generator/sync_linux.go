package generator

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncFolder waits until the file system of the folder has written everything to disk.
func syncFolder(root *os.Root) error {
	f, err := root.Open(".")
	if err != nil {
		return err
	}
	defer f.Close() // only read from
	return os.NewSyscallError("syncfs", unix.Syncfs(int(f.Fd())))
}
