package keys

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"

	"opencec/tools/base/safefile"
)

// MaxFileSize is the maximum size of a keys file: several times what MaxKeys keys need.
const MaxFileSize = 1 << 20

// fileForm is the JSON of a keys file.
type fileForm struct {
	Keys []Key `json:"keys"`
}

// A File is the path of a keys file. Adding a key creates it.
type File string

// Keys reads the file.
func (f File) Keys(ctx context.Context) ([]Key, error) {
	text, err := safefile.ReadWithin(ctx, string(f), MaxFileSize, f.checkOthersCannotWrite)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	keys, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("keys: %s: %w", f, err)
	}
	return keys, nil
}

// Parse parses the text of a keys file strictly.
func Parse(text []byte) ([]Key, error) {
	if len(text) > MaxFileSize {
		return nil, fmt.Errorf("the file is larger than %d bytes", MaxFileSize)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var form fileForm
	if err := dec.Decode(&form); err != nil {
		return nil, fmt.Errorf("not a keys file: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not a keys file: there is more after the end")
	}
	return form.Keys, Check(form.Keys)
}

// Change changes the file under a lock, so that no change of another process is lost.
func (f File) Change(ctx context.Context, change func([]Key) ([]Key, error)) error {
	unlock, err := lockedfile.MutexAt(string(f) + ".lock").Lock()
	if err != nil {
		return fmt.Errorf("keys: locking %s: %w", f, err)
	}
	defer unlock()
	keys, err := f.Keys(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		err = checkFolder(filepath.Dir(string(f)))
	}
	if err != nil {
		return err
	}
	if keys, err = change(keys); err != nil {
		return fmt.Errorf("keys: %s was left as it is: %w", f, err)
	}
	return write(string(f), keys)
}

// write replaces a keys file. Only its owner can read it.
func write(path string, keys []Key) error {
	text, err := json.MarshalIndent(fileForm{keys}, "", "  ")
	if err != nil {
		return fmt.Errorf("keys: encoding: %w", err)
	}
	if err := safefile.Write(path, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("keys: writing %s: %w", path, err)
	}
	return nil
}
