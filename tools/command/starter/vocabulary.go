package starter

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"opencec/data"
	"opencec/tools/input/source"
)

// FindVocabulary returns the data folder with the vocabulary for a new register: that of the
// working directory, if it is a register, or else a copy of the embedded vocabulary, which remove
// deletes.
func FindVocabulary() (dir string, remove func() error, err error) {
	_, err = os.Lstat(filepath.Join("data", source.SettingsFile))
	if err == nil {
		return "data", func() error { return nil }, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", nil, fmt.Errorf("look for a register here: %w", err)
	}
	return unpackVocabulary()
}

// unpackVocabulary writes the embedded vocabulary into a temporary data folder. It returns the
// folder and a function that removes it.
func unpackVocabulary() (dir string, remove func() error, err error) {
	dir, err = os.MkdirTemp("", "opencec-vocabulary-")
	if err != nil {
		return "", nil, fmt.Errorf("write the vocabulary to read it: %w", err)
	}
	remove = func() error { return os.RemoveAll(dir) }
	if err := os.CopyFS(dir, data.Vocabulary); err != nil {
		return "", nil, errors.Join(fmt.Errorf("write the vocabulary to read it: %w", err), remove())
	}
	return dir, remove, nil
}
