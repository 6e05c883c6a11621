package signature

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"opencec/tools/base/safefile"
)

var errSecretAsFileName = errors.New("this is a secret and not the name of a file: others on the machine can see what is on the command line, so make another key, and keep its secret in a file")

// ReadSecrets reads a file of secrets.
func ReadSecrets(path string) ([]Secret, error) {
	if IsSecret(path) {
		return nil, errSecretAsFileName
	}
	text, err := readFile(path, checkNotOpenToAll)
	if err != nil {
		return nil, err
	}
	secrets, err := ParseSecrets(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return secrets, nil
}

// ReadKeys reads public keys: named is a key itself or the name of a file of keys.
func ReadKeys(named string) ([]Key, error) {
	key, err := ParseKey(named)
	switch {
	case err == nil:
		return []Key{key}, nil
	case IsSecret(named):
		return nil, err
	}
	text, err := readFile(named)
	if errors.Is(err, fs.ErrNotExist) { // do not show named: it may be a part of a secret
		return nil, fmt.Errorf("neither a file of public keys nor one of them: %w", errNotKey)
	}
	if err != nil {
		return nil, err
	}
	keys, err := ParseKeys(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", named, err)
	}
	return keys, nil
}

// checkNotOpenToAll returns an error if everybody on the machine can read or replace the file. A
// group may: that is how services get their files. Windows has no such permissions.
func checkNotOpenToAll(info fs.FileInfo) error {
	if runtime.GOOS == "windows" || !info.Mode().IsRegular() || info.Mode()&0o006 == 0 {
		return nil
	}
	return fmt.Errorf("everybody on this machine can read or replace the secret in %s (mode %04o): run chmod o-rwx on it, and make another key if somebody may have seen this", info.Name(), info.Mode().Perm())
}

func readFile(path string, checks ...func(fs.FileInfo) error) ([]byte, error) {
	text, err := safefile.ReadWithin(context.Background(), path, MaxFileSize, checks...)
	if errors.Is(err, safefile.ErrTooLarge) {
		return nil, fmt.Errorf("%s: larger than %d bytes, the most that a file of keys may have", path, MaxFileSize)
	}
	return text, err
}

// WriteFile writes the secret to a new file that only its owner can read. It does not replace
// a file, which may hold a secret in use.
func (s Secret) WriteFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: it may have a key that is in use; name another file", err)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(s.File())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
