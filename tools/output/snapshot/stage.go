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

// MaxStagedSize is the most bytes of a file that Stage copies, so that a huge file cannot fill the
// disk.
const MaxStagedSize = 4 << 30

// ErrStage is the error if a copy cannot be written for reasons other than the snapshot: a full
// disk, or a folder that is not writable.
var ErrStage = errors.New("the copy of the snapshot cannot be written")

// Stage copies the files that Open reads from the snapshot at path to a new folder beside target,
// and checks the signature and the digests while it copies. Later changes at path do not affect the
// copy, which Open reads like any snapshot. Publish moves it to target, in place of the previous
// copy; Discard removes it.
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

// isStaged reports whether dir is a copy, even a damaged one.
func isStaged(dir string) bool {
	info, err := os.Lstat(filepath.Join(dir, ManifestName))
	return err == nil && info.Mode().IsRegular()
}

// copyFiles copies the files that Open reads. It empties the folder first, because it is called
// again if the snapshot was replaced meanwhile.
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
			continue // Open reports it if it is needed
		}
		if err := copyListed(ctx, from, to, entry); err != nil {
			return err
		}
	}
	if note, err := readNote(from); err == nil { // readTrusted has checked it if it is required
		if err := writeBytes(to, NoteName, note); err != nil {
			return fmt.Errorf("%w: %w", ErrStage, err)
		}
	}
	if err := writeBytes(to, ManifestName, encoded); err != nil {
		return fmt.Errorf("%w: %w", ErrStage, err)
	}
	return nil
}

// openEmptied removes everything in a folder and opens it.
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

// copyListed copies a file in the manifest, and checks its size and digest.
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

// A sourceReader keeps the error of reading, to distinguish it from an error of writing.
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

// LockFolder locks a folder until the result is closed or the process ends. It returns an error if
// another process holds the lock. On systems without locks it locks nothing.
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
