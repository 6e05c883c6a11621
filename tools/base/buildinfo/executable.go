package buildinfo

import (
	"fmt"
	"os"
)

// Executable identifies the file of the running program by its name, size and time, for caches of
// what another build may make differently. It is "" if the file is not known.
func Executable() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	return fmt.Sprint(name, info.Size(), info.ModTime().UnixNano())
}
