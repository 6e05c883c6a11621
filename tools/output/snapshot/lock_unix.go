//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package snapshot

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockDir takes the lock of an open directory: errLocked when another process
// has it, another error where directories cannot be locked. The system releases
// it when the directory is closed, also when the process is killed.
func lockDir(dir *os.File) error {
	err := unix.Flock(int(dir.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return os.NewSyscallError("flock", err)
}
