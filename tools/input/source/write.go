package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"opencec/tools/base/safefile"
)

// WriteFile writes data to name under root with safefile.WriteIn, and creates folders on
// the way.
func WriteFile(root *os.Root, name string, data []byte) error {
	err := root.MkdirAll(path.Dir(name), 0o755)
	if err == nil {
		err = safefile.WriteIn(root, name, data, 0o644)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func removeIfExists(root *os.Root, name string) error {
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
