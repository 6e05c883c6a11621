package publish

import (
	"fmt"
	"io/fs"
	"syscall"
)

// stampOf returns what identifies the content of a file for as long as nobody touches it: its inode,
// and the time of its last change, which no program can set.
func stampOf(info fs.FileInfo) string {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprint(s.Dev, s.Ino, s.Ctim.Sec, s.Ctim.Nsec)
}
