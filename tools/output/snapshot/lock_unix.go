//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package snapshot

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockDir locks an open directory. The error is errLocked if another process holds the lock, and
// another one if directories cannot be locked. The system releases the lock when the directory is
// closed, also if the process is killed.
func lockDir(dir *os.File) error {
	err := unix.Flock(int(dir.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return os.NewSyscallError("flock", err)
}
