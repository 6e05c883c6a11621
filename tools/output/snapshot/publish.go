package snapshot

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// A Build is a directory that is being filled, beside the place where it will be published.
type Build struct {
	Dir        string // fill this
	target     string
	isFinished func(dir string) bool // reports whether a directory is a finished build or copy
	lock       *os.File              // open while the build is under way; nil if the system has no locks
}

// Prepare makes an empty directory beside target, for the caller to fill and to publish there. The
// target must be absent, an empty folder or an earlier build, because publishing replaces it.
// Prepare removes leftovers of killed builds for the same target.
//
// The caller ends the build with Publish or Discard.
func Prepare(target string) (*Build, error) {
	b, err := prepare(target, isBuild)
	if err != nil {
		return nil, fmt.Errorf("prepare a build of %s: %w", target, err)
	}
	return b, nil
}

// prepare makes an empty directory beside target. whole reports whether a directory is finished.
func prepare(target string, whole func(dir string) bool) (*Build, error) {
	target, err := filepath.Abs(target)
	if err != nil {
		return nil, err
	}
	if err := checkTarget(target, whole); err != nil {
		return nil, err
	}
	if err := removeLeftovers(target); err != nil {
		return nil, err
	}
	// Another process may remove a new directory as a leftover before it is locked.
	for range 10 {
		b, err := makeBuild(target)
		if err == nil {
			b.isFinished = whole
		}
		if !errors.Is(err, errLocked) {
			return b, err
		}
	}
	return nil, errors.New("other builds of it are under way; try again when they are done")
}

// errLocked says that another process holds the lock of a directory.
var errLocked = errors.New("locked by another process")

// makeBuild makes a locked directory. The error is errLocked if another process has removed it.
func makeBuild(target string) (*Build, error) {
	b := &Build{Dir: tmpPrefix(target) + fmt.Sprint(rand.Uint32()), target: target}
	if err := os.Mkdir(b.Dir, dirMode); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil, errLocked
		}
		return nil, fmt.Errorf("%w: the folder %s must exist and be writable, because the build is made beside %s",
			err, filepath.Dir(target), filepath.Base(target))
	}
	lock, err := os.Open(b.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errLocked
	}
	if err != nil {
		return nil, errors.Join(err, os.Remove(b.Dir))
	}
	if err := lockDir(lock); err != nil {
		lock.Close() // nothing was written to it
		if errors.Is(err, errLocked) {
			return nil, errLocked
		}
		return b, nil // nobody else can lock it either, so nobody removes it
	}
	if _, err := os.Lstat(b.Dir); err != nil {
		lock.Close()
		return nil, errLocked
	}
	b.lock = lock
	return b, nil
}

// Publish moves the finished build to its target. It writes the build to disk first; readers see
// the previous build or this one. Then Publish removes the previous build. If only that fails, the
// error says so, and the new build is published.
func (b *Build) Publish() error {
	if err := b.publish(); err != nil {
		return fmt.Errorf("publish %s: %w", b.target, err)
	}
	return nil
}

func (b *Build) publish() error {
	if !b.isFinished(b.Dir) {
		return fmt.Errorf("%s is not a finished build: it has no %s/%s", b.Dir, DownloadsFolder, ManifestName)
	}
	// The target may have changed since Prepare.
	if err := checkTarget(b.target, b.isFinished); err != nil {
		return err
	}
	if err := syncTree(b.Dir); err != nil {
		return fmt.Errorf("write %s to the disk: %w", b.Dir, err)
	}
	old, err := b.moveIntoPlace()
	if err != nil {
		return err
	}
	b.unlock()
	if err := syncPath(filepath.Dir(b.target)); err != nil {
		return fmt.Errorf("write %s to the disk: %w", filepath.Dir(b.target), err)
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("the new build is in place, but removing the one before failed: %w", err)
	}
	return nil
}

// moveIntoPlace renames the build to its target, and returns the path of the previous build.
func (b *Build) moveIntoPlace() (old string, err error) {
	if _, err := os.Lstat(b.target); errors.Is(err, fs.ErrNotExist) {
		return b.Dir, os.Rename(b.Dir, b.target)
	}
	if err := exchange(b.Dir, b.target); err == nil {
		return b.Dir, nil
	}
	aside := b.Dir + "0" // removeLeftovers finds this name too
	return aside, replaceInSteps(b.Dir, b.target, aside)
}

// replaceInSteps moves target to aside and dir to target, for systems that cannot swap two
// directories. The target is absent for an instant. If it fails, target is as it was.
func replaceInSteps(dir, target, aside string) error {
	if err := os.Rename(target, aside); err != nil {
		return err
	}
	if err := os.Rename(dir, target); err != nil {
		return errors.Join(err, os.Rename(aside, target))
	}
	return nil
}

// Discard removes an unfinished build. It does nothing after Publish, so it can be deferred.
func (b *Build) Discard() error {
	if err := os.RemoveAll(b.Dir); err != nil {
		return fmt.Errorf("discard a build: %w", err)
	}
	b.unlock()
	return nil
}

func (b *Build) unlock() {
	if b.lock != nil {
		b.lock.Close() // nothing was written to it
		b.lock = nil
	}
}

// checkTarget returns an error if target must not be replaced.
func checkTarget(target string, whole func(dir string) bool) error {
	info, err := os.Lstat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a symbolic link: name the folder that it leads to", target)
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder: name another output, or remove it", target)
	}
	if err := checkOutside(target); err != nil {
		return err
	}
	entries, err := os.ReadDir(target)
	if err != nil {
		return err
	}
	if len(entries) > 0 && !whole(target) {
		return fmt.Errorf("%s is neither empty nor an earlier build, and would be lost: name another output, or empty it yourself", target)
	}
	return nil
}

// checkOutside returns an error if target contains the working directory, which would be removed.
func checkOutside(target string) error {
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	if here, err = filepath.EvalSymlinks(here); err != nil {
		return err
	}
	resolved, err := filepath.EvalSymlinks(target)
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(resolved, here); err == nil && filepath.IsLocal(rel) {
		return fmt.Errorf("%s holds the folder that you are in: change to another, or name a folder in this one", target)
	}
	return nil
}

// isBuild reports whether dir is a build: it has a readable manifest and the API's index. A
// manifest alone is not enough, because people download manifests into folders called downloads.
func isBuild(dir string) bool {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer root.Close() // only read from
	if _, err := root.Stat(APIFolder + "/" + IndexName); err != nil {
		return false
	}
	folder, err := root.OpenRoot(DownloadsFolder)
	if err != nil {
		return false
	}
	defer folder.Close() // only read from
	encoded, err := readManifest(folder)
	if err != nil {
		return false
	}
	_, err = decodeManifest(encoded)
	return err == nil || errors.As(err, new(newerError))
}

// tmpPrefix returns the prefix of the paths of builds under way.
func tmpPrefix(target string) string {
	return filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".tmp-")
}

var tmpSuffix = regexp.MustCompile(`^[0-9]+$`)

// removeLeftovers removes the directories of killed builds of target: those that nobody has locked.
func removeLeftovers(target string) error {
	prefix := tmpPrefix(target)
	entries, err := os.ReadDir(filepath.Dir(target))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // makeBuild returns a better error
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(filepath.Dir(target), entry.Name())
		suffix, ours := strings.CutPrefix(path, prefix)
		if !ours || !tmpSuffix.MatchString(suffix) || !entry.IsDir() {
			continue
		}
		if err := removeUnlocked(path); err != nil {
			return fmt.Errorf("remove what a killed build left: %w", err)
		}
	}
	return nil
}

// removeUnlocked removes a directory unless a process has locked it.
func removeUnlocked(path string) error {
	dir, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer dir.Close() // nothing was written to it
	if lockDir(dir) != nil {
		return nil
	}
	return os.RemoveAll(path)
}

// syncPath waits until a file or a directory's entries are on disk. It does nothing on Windows,
// which syncs only files that are open for writing.
func syncPath(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
