package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"opencec/tools/register"
)

// Limits of a keys file. Every check compares with every key, so that their
// number bounds its cost too.
const (
	MaxFileSize = 1 << 20
	MaxKeys     = 1000
)

// fileForm is the form of a keys file.
type fileForm struct {
	Keys []Key `json:"keys"`
}

// ReadFile reads a keys file.
func ReadFile(path string) ([]Key, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxFileSize+1))
	if err != nil {
		return nil, fmt.Errorf("keys: reading %s: %w", path, err)
	}
	keys, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("keys: %s: %w", path, err)
	}
	return keys, nil
}

// Parse reads the text of a keys file, strictly.
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
	return form.Keys, check(form.Keys)
}

// check reports everything that is wrong with a set of keys.
func check(keys []Key) error {
	if len(keys) > MaxKeys {
		return fmt.Errorf("%d keys are more than %d", len(keys), MaxKeys)
	}
	var errs []error
	named, hashed := map[string]bool{}, map[string]bool{}
	for _, k := range keys {
		if err := k.check(); err != nil {
			errs = append(errs, err)
			continue
		}
		if named[k.Name] {
			errs = append(errs, fmt.Errorf("keys: two keys have the name %s", k.Name))
		}
		if hashed[k.Hash] {
			errs = append(errs, fmt.Errorf("keys: the key %s has the hash of another", k.Name))
		}
		named[k.Name], hashed[k.Hash] = true, true
	}
	return errors.Join(errs...)
}

// Add adds a key to a keys file, which is made if there is none.
func Add(path string, key Key) error {
	return update(path, func(keys []Key) ([]Key, error) { return append(keys, key), nil })
}

// Revoke marks the key of that name as revoked. Revoking it again changes
// nothing.
func Revoke(path, name string, now time.Time) error {
	return update(path, func(keys []Key) ([]Key, error) {
		var held []string
		for i, k := range keys {
			if k.Name == name {
				if k.Revoked.IsZero() {
					keys[i].Revoked = now.UTC().Truncate(time.Second)
				}
				return keys, nil
			}
			held = append(held, k.Name)
		}
		if near := register.Nearest(name, held); near != "" {
			return nil, fmt.Errorf("keys: %s has no key %q; did you mean %s?", path, name, near)
		}
		return nil, fmt.Errorf("keys: %s has no key %q", path, name)
	})
}

// update changes a keys file under a lock, so that no change of another process
// is lost.
func update(path string, change func([]Key) ([]Key, error)) error {
	unlock, err := lockedfile.MutexAt(path + ".lock").Lock()
	if err != nil {
		return fmt.Errorf("keys: locking %s: %w", path, err)
	}
	defer unlock()
	keys, err := ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if keys, err = change(keys); err != nil {
		return err
	}
	if err := check(keys); err != nil {
		return fmt.Errorf("keys: %s was left as it is: %w", path, err)
	}
	return write(path, keys)
}

// write puts a keys file in place whole: beside, synced, renamed.
func write(path string, keys []Key) (err error) {
	text, err := json.MarshalIndent(fileForm{keys}, "", "  ")
	if err != nil {
		return fmt.Errorf("keys: encoding: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // with mode 0600
	if err != nil {
		return fmt.Errorf("keys: writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
			err = fmt.Errorf("keys: writing %s: %w", path, err)
		}
	}()
	_, err = f.Write(append(text, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
