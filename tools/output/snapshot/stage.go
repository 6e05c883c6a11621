package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"opencec/tools/output/signature"
)

// MaxStagedSize is the most bytes of a file that Stage copies, so that nobody fills the
// disk by a file of any size.
const MaxStagedSize = 4 << 30

// ErrStage is that of a copy that cannot be written, whatever the snapshot is: the disk
// is full, or the folder not writable.
var ErrStage = errors.New("the copy of the snapshot cannot be written")

// Stage copies the files that Open reads from the snapshot at path to a new folder beside
// target, and checks the signature and the digest of each while it copies. Nothing that happens at
// path later reaches the copy, which Open reads like any snapshot. Publish puts it at
// target, in place of the copy that was there, and Discard removes it.
func Stage(ctx context.Context, path, target string, keys ...signature.Key) (*Build, error) {
	b, err := prepare(target, isStaged)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStage, err)
	}
	_, err = withFolder(path, func(folder *os.Root) (any, error) { return nil, copyFiles(ctx, folder, b.Dir, keys) })
	if err != nil {
		return nil, errors.Join(fmt.Errorf("copy the snapshot %s: %w", path, err), b.Discard())
	}
	return b, nil
}

// isStaged reports whether dir is a copy, whole or damaged.
func isStaged(dir string) bool {
	info, err := os.Lstat(filepath.Join(dir, ManifestName))
	return err == nil && info.Mode().IsRegular()
}

// copyFiles copies the files that Open reads. It begins with an empty folder each time, as
// the snapshot may have been replaced meanwhile.
func copyFiles(ctx context.Context, from *os.Root, dir string, keys []signature.Key) error {
	to, err := openEmptied(dir)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStage, err)
	}
	defer to.Close() // nothing was written through the directory itself
	encoded, manifest, err := readTrusted(from, keys)
	if err != nil {
		return err
	}
	for _, name := range []string{RegisterName, ChangesName, RevisionsName} {
		entry := manifest.File(name)
		if entry == nil {
			continue // Open says whether it is needed
		}
		if err := copyListed(ctx, from, to, entry); err != nil {
			return err
		}
	}
	if note, err := readNote(from); err == nil { // checked above where it has to be there
		if err := writeBytes(to, NoteName, note); err != nil {
			return fmt.Errorf("%w: %w", ErrStage, err)
		}
	}
	if err := writeBytes(to, ManifestName, encoded); err != nil {
		return fmt.Errorf("%w: %w", ErrStage, err)
	}
	return nil
}

// openEmptied removes what is in a folder and opens it.
func openEmptied(dir string) (*os.Root, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if err := root.RemoveAll(entry.Name()); err != nil {
			return nil, errors.Join(err, root.Close())
		}
	}
	return root, nil
}

// copyListed copies a file that the manifest lists, if it is as the manifest says.
func copyListed(ctx context.Context, from, to *os.Root, entry *File) error {
	info, err := from.Stat(entry.Name)
	if err != nil {
		return missingFile(err)
	}
	f, err := entry.open(from, info)
	if err != nil {
		return err
	}
	defer f.Close() // only read from
	if entry.Size > MaxStagedSize {
		return fmt.Errorf("%s has %d bytes, and at most %d are copied", entry.Name, entry.Size, int64(MaxStagedSize))
	}
	hash := sha256.New()
	source := &sourceReader{r: io.TeeReader(io.LimitReader(&contextReader{ctx, f}, entry.Size), hash)}
	err = writeFile(to, entry.Name, func(w io.Writer) error {
		_, err := io.Copy(w, source)
		return err
	})
	switch {
	case source.err != nil:
		return fmt.Errorf("read %s: %w", entry.Name, source.err)
	case err != nil:
		return fmt.Errorf("%w: %w", ErrStage, err)
	}
	return entry.checkDigest(hex.EncodeToString(hash.Sum(nil)))
}

// A sourceReader remembers why reading failed, to distinguish that from a failure to
// write.
type sourceReader struct {
	r   io.Reader
	err error
}

func (s *sourceReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// LockFolder keeps every other process from locking a folder too, until the result is
// closed or the process ends. Where the system has no locks, nothing is kept from it.
func LockFolder(dir string) (io.Closer, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := lockDir(f); errors.Is(err, errLocked) {
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, err), f.Close())
	}
	return f, nil
}
