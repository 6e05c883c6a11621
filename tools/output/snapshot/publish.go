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

// A Build is a directory that is being filled, beside the place where it will
// be published.
type Build struct {
	Dir        string // fill this
	target     string
	isFinished func(dir string) bool // whether a directory is what is made here
	lock       *os.File              // open while the build is under way; nil where there are no locks
}

// Prepare makes an empty directory beside target, to be filled and published
// there. It refuses a target that publishing would lose: anything that is not
// absent, an empty folder or an earlier build. What killed builds for the same
// target left behind is removed.
//
// The caller ends the build with Publish or Discard.
func Prepare(target string) (*Build, error) {
	b, err := prepare(target, isBuild)
	if err != nil {
		return nil, fmt.Errorf("prepare a build of %s: %w", target, err)
	}
	return b, nil
}

// prepare makes an empty directory beside target, of which whole tells a finished one.
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
	// A directory can be taken for a leftover between its making and its lock.
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

// makeBuild makes a locked directory. The error is errLocked when another
// process cleared it away.
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
		return b, nil // nobody else can lock it either, so nobody clears it away
	}
	if _, err := os.Lstat(b.Dir); err != nil {
		lock.Close()
		return nil, errLocked
	}
	b.lock = lock
	return b, nil
}

// Publish puts the finished build into its place. Readers see the build before
// or this one. It is on the disk before it is seen. Afterwards the build before
// is removed; an error that speaks of removing comes from a build that is
// published.
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
	// The target may have changed while the build was made.
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

// moveIntoPlace renames the build to its target, and returns where the build
// before is now.
func (b *Build) moveIntoPlace() (old string, err error) {
	if _, err := os.Lstat(b.target); errors.Is(err, fs.ErrNotExist) {
		return b.Dir, os.Rename(b.Dir, b.target)
	}
	if err := exchange(b.Dir, b.target); err == nil {
		return b.Dir, nil
	}
	aside := b.Dir + "0" // still the name of a leftover
	return aside, replaceInSteps(b.Dir, b.target, aside)
}

// replaceInSteps puts dir at target, and what was there at aside, where two
// directories cannot be swapped in one step: target is absent for an instant.
// When it fails, target is as it was.
func replaceInSteps(dir, target, aside string) error {
	if err := os.Rename(target, aside); err != nil {
		return err
	}
	if err := os.Rename(dir, target); err != nil {
		return errors.Join(err, os.Rename(aside, target))
	}
	return nil
}

// Discard removes an unfinished build. After Publish it does nothing, so that it
// can be deferred.
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

// checkTarget refuses a target that must not be replaced.
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

// checkOutside refuses the folder that the process is in: it would find itself
// in a removed one.
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

// isBuild reports whether dir is a build: its manifest can be read, and beside
// it stands the API's index. One alone would not do, since people download
// manifests into a folder called downloads too.
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

// tmpPrefix returns the beginning of the paths of builds under way.
func tmpPrefix(target string) string {
	return filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".tmp-")
}

var tmpSuffix = regexp.MustCompile(`^[0-9]+$`)

// removeLeftovers removes the directories of builds of target that were killed:
// those whose lock nobody holds.
func removeLeftovers(target string) error {
	prefix := tmpPrefix(target)
	entries, err := os.ReadDir(filepath.Dir(target))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // makeBuild says so better
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

// removeUnlocked removes a directory that no process has locked.
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

// syncPath waits until a file or a directory's entries are on the disk. Windows
// does that only for files that are open for writing.
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
