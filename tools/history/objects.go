package history

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"

	"opencec/tools/base/terminal"
)

// objects are the locations of a repository's objects: its own, and those that it
// borrows. They are safe for concurrent use.
type objects struct {
	dirs        []objectDir
	partial     string   // the remote with the other objects of a partial clone; otherwise ""
	missingDirs []string // borrowed folders that do not exist
}

// An objectDir is one folder with objects.
type objectDir struct {
	dot   billy.Filesystem // the parent folder, usually .git
	packs []pack
}

// openObjects reads the indexes of the packs in .git; for a linked worktree, dot also
// includes the shared files.
func openObjects(dot billy.Filesystem, partial string) (*objects, error) {
	folder, err := dot.Chroot("objects")
	if err != nil {
		return nil, err
	}
	borrowed, err := alternates(folder.Root())
	if err != nil {
		return nil, fmt.Errorf("of the repositories that it borrows from: %w", err)
	}
	o := objects{partial: partial}
	dots := []billy.Filesystem{dot}
	for _, folder := range borrowed {
		dots = append(dots, filesIn(filepath.Dir(folder)))
	}
	for _, dot := range dots {
		if _, err := dot.Stat("objects"); errors.Is(err, os.ErrNotExist) {
			o.missingDirs = append(o.missingDirs, filepath.Join(dot.Root(), "objects"))
			continue
		}
		packs, err := openPacks(dotgit.New(dot))
		if err != nil {
			return nil, err
		}
		o.dirs = append(o.dirs, objectDir{dot, packs})
	}
	return &o, nil
}

// missing returns the error for an object that is nowhere, with how to get it.
func (o *objects) missing(hash plumbing.Hash) error {
	text := "git fsck --full names all that is missing, and git fetch --refetch gets it from a remote"
	switch {
	case len(o.missingDirs) > 0:
		text = fmt.Sprintf("it borrows objects from %s, which is not there: put it back, or get them from a remote by: rm .git/objects/info/alternates; git fetch --refetch", strings.Join(o.missingDirs, " and "))
	case o.partial != "":
		remote := terminal.ShellWord(o.partial)
		text = fmt.Sprintf("this is a partial clone, which leaves objects out; get all of them by: git config --unset-all remote.%s.partialclonefilter; git fetch --refetch %s", remote, remote)
	}
	return missingError{fmt.Sprintf("%v: the git object %s is missing: %s", ErrUnreadable, hash, text)}
}

// A missingError reports an object that should exist. It is an ErrUnreadable, and go-git
// sees it as "object not found".
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

// Limits of borrowing: the number of repositories and the depth, as in git.
const (
	maxAlternates     = 100
	maxAlternateDepth = 5
)

// alternates returns the folders from which the folder objects borrows
// (gitrepository-layout, objects/info/alternates), each once, though they may borrow from
// each other. go-git would open them again for every object.
func alternates(objects string) ([]string, error) {
	all := []string{filepath.Clean(objects)}
	nearest := all
	for range maxAlternateDepth {
		var next []string
		for _, folder := range nearest {
			lent, err := lenders(folder)
			if err != nil {
				return nil, err
			}
			for _, lender := range lent {
				if slices.Contains(all, lender) {
					continue
				}
				if len(all) > maxAlternates {
					return nil, fmt.Errorf("%s: there are more than %d of them: git repack -ad puts all objects into one", objects, maxAlternates)
				}
				all, next = append(all, lender), append(next, lender)
			}
		}
		nearest = next
	}
	return all[1:], nil
}

// lenders returns the folders named in a folder's info/alternates.
func lenders(objects string) ([]string, error) {
	list, err := readGitFile(filepath.Join(objects, "info", "alternates"), maxSettings)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var folders []string
	for folder := range strings.Lines(string(list)) {
		folder = strings.TrimRight(folder, "\r\n")
		if folder == "" || folder[0] == '#' {
			continue
		}
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(objects, folder)
		}
		folders = append(folders, filepath.Clean(folder))
	}
	return folders, nil
}
