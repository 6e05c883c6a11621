//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package snapshot

import (
	"errors"
	"os"
)

// lockDir cannot lock directories here. So what killed builds left behind is not
// told from builds under way, and stays until a person removes it.
func lockDir(*os.File) error { return errors.ErrUnsupported }
