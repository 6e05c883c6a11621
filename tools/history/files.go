package history

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"

	"opencec/tools/base/safefile"
)

// Limits of the files of a repository. Packs have none, since only single objects are
// read from them.
const (
	maxSettings = 1 << 20   // a branch, a configuration, a link to a folder
	maxList     = 256 << 20 // the index of a checkout, packed references, a loose object
	maxPackList = 1 << 30   // the index of a pack
)

// readGitFile reads a file of a repository. A pipe, a device or an oversized file is
// ErrUnreadable, so that no file can block the program or exhaust its memory.
func readGitFile(name string, limit int64) ([]byte, error) {
	text, err := safefile.Read(name, limit)
	return text, unreadableFile(err)
}

func unreadableFile(err error) error {
	if errors.Is(err, safefile.ErrNotRegular) || errors.Is(err, safefile.ErrTooLarge) {
		return fmt.Errorf("%w: %w: put the file of git back, or make another copy by git clone", ErrUnreadable, err)
	}
	return err
}

// gitFiles is a file system for go-git that reads files as readGitFile does.
type gitFiles struct{ billy.Filesystem }

func filesIn(folder string) billy.Filesystem { return gitFiles{osfs.New(folder)} }

// Open opens a file for reading.
func (f gitFiles) Open(name string) (billy.File, error) {
	name = filepath.Join(f.Root(), name)
	file, err := safefile.Open(name)
	if err != nil {
		return nil, unreadableFile(err)
	}
	info, err := file.Stat()
	if err == nil && info.Size() > limitOf(name) {
		err = unreadableFile(&fs.PathError{Op: "open", Path: name, Err: safefile.ErrTooLarge})
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return openedFile{file}, nil
}

func limitOf(name string) int64 {
	switch filepath.Ext(name) {
	case ".pack":
		return math.MaxInt64
	case ".idx":
		return maxPackList
	}
	return maxList
}

// Chroot returns a file system for a subfolder.
func (f gitFiles) Chroot(folder string) (billy.Filesystem, error) {
	inner, err := f.Filesystem.Chroot(folder)
	return gitFiles{inner}, err
}

// An openedFile is a read-only file; locking it does nothing.
type openedFile struct{ *os.File }

func (openedFile) Lock() error   { return nil }
func (openedFile) Unlock() error { return nil }

// checkRefs refuses unreadable branches and other references. go-git would use an older
// packed value instead, or report that there is none.
func (g *gitFolder) checkRefs() error {
	err := checkRef(filepath.Join(g.own, "HEAD"))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // go-git will report that there is no repository
	}
	if _, packed := readGitFile(filepath.Join(g.shared, "packed-refs"), maxList); !errors.Is(packed, fs.ErrNotExist) {
		err = errors.Join(err, packed)
	}
	return errors.Join(err, filepath.WalkDir(filepath.Join(g.shared, "refs"), func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // packed or deleted just now
			return nil
		case err != nil || entry.IsDir():
			return err
		case !isRefName(entry.Name()):
			return nil
		}
		if err := checkRef(name); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}))
}

// isRefName reports whether a file can be a reference (git-check-ref-format), unlike
// git's lock files and files left by desktops.
func isRefName(name string) bool {
	return !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".lock")
}

// checkRef refuses a file that contains neither a hash nor the name of another reference.
func checkRef(name string) error {
	text, err := readGitFile(name, maxSettings)
	if err != nil {
		return err
	}
	text = bytes.TrimSpace(text)
	if bytes.HasPrefix(text, []byte("ref: ")) || plumbing.IsHash(string(text)) {
		return nil
	}
	return fmt.Errorf("%w: %s has neither the name of a commit nor that of a branch; fix it with: git fsck, which names what is wrong, or with another git clone", ErrUnreadable, name)
}
