package history

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// An objects is where the objects of a repository are: its own, and those that it
// borrows. What is in it may be used by many goroutines.
type objects struct {
	places  []place
	partial string   // the remote that has the rest; "" unless this is a partial clone
	gone    []string // folders that it borrows from and that are not there
}

// A place is one folder with objects.
type place struct {
	dot   billy.Filesystem // the folder around it, .git
	packs []pack
}

// openObjects reads the indexes of the packs below .git, which for a linked worktree
// is that with what it shares with the others.
func openObjects(dot billy.Filesystem, partial string) (*objects, error) {
	folder, err := dot.Chroot("objects")
	if err != nil {
		return nil, err
	}
	borrowed, err := alternates(folder.Root(), maxAlternates)
	if err != nil {
		return nil, fmt.Errorf("of the repositories that it borrows from: %w", err)
	}
	o := objects{partial: partial}
	for _, dot := range append([]billy.Filesystem{dot}, borrowed...) {
		if _, err := dot.Stat("objects"); errors.Is(err, os.ErrNotExist) {
			o.gone = append(o.gone, filepath.Join(dot.Root(), "objects"))
			continue
		}
		packs, err := openPacks(dotgit.New(dot))
		if err != nil {
			return nil, err
		}
		o.places = append(o.places, place{dot, packs})
	}
	return &o, nil
}

// missing is the error of an object that is nowhere, with what brings it back.
func (o *objects) missing(hash plumbing.Hash) error {
	text := "git fsck --full names all that is missing, and git fetch --refetch gets it from a remote"
	switch {
	case len(o.gone) > 0:
		text = fmt.Sprintf("it borrows objects from %s, which is not there: put it back, or get them from a remote by: rm .git/objects/info/alternates; git fetch --refetch", strings.Join(o.gone, " and "))
	case o.partial != "":
		remote := shellWord(o.partial)
		text = fmt.Sprintf("this is a partial clone, which leaves objects out; get all of them by: git config --unset-all remote.%s.partialclonefilter; git fetch --refetch %s", remote, remote)
	}
	return missingError{fmt.Sprintf("%v: the git object %s is missing: %s", ErrUnreadable, hash, text)}
}

// A missingError is that of an object which should be there. It is an ErrUnreadable, and
// for the library an object that is not found.
type missingError struct{ text string }

func (e missingError) Error() string { return e.text }

func (e missingError) Is(target error) bool {
	return target == ErrUnreadable || target == plumbing.ErrObjectNotFound
}

func openPacks(dot *dotgit.DotGit) ([]pack, error) {
	names, err := dot.ObjectPacks()
	if err != nil {
		return nil, err
	}
	packs := make([]pack, len(names))
	for i, name := range names {
		f, err := dot.ObjectPackIdx(name)
		if err != nil {
			return nil, err
		}
		packs[i] = pack{name, idxfile.NewMemoryIndex()}
		err = idxfile.NewDecoder(f).Decode(packs[i].index)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("index of the pack %s: %w", name, err)
		}
	}
	return packs, nil
}

// maxAlternates bounds how far repositories borrow from each other, as git does.
const maxAlternates = 5

// alternates returns the folders with objects that the folder objects borrows from
// (gitrepository-layout, objects/info/alternates). The library's own way opens them
// anew for every object.
func alternates(objects string, depth int) ([]billy.Filesystem, error) {
	list, err := os.Open(filepath.Join(objects, "info", "alternates"))
	if errors.Is(err, os.ErrNotExist) || depth == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer list.Close()
	var folders []billy.Filesystem
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		folder := lines.Text()
		if folder == "" || folder[0] == '#' {
			continue
		}
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(objects, folder)
		}
		more, err := alternates(folder, depth-1)
		if err != nil {
			return nil, err
		}
		folders = append(append(folders, osfs.New(filepath.Dir(folder))), more...)
	}
	return folders, lines.Err()
}
