package history

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// A gitFolder is the location of a repository. go-git's own search also opens the
// repository, and refuses extensions of git that do not matter here.
type gitFolder struct {
	top    string // of the checkout
	own    string // .git, or the folder that a .git file of a linked worktree or submodule names
	shared string // the folder shared by all worktrees; the same as own without linked worktrees
}

// findGitFolder searches for the repository of the folder dir, in dir and its parents.
func findGitFolder(dir string) (*gitFolder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for at := dir; ; at = filepath.Dir(at) {
		info, err := os.Stat(filepath.Join(at, ".git"))
		switch {
		case err == nil:
			return openGitFolder(at, info)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		case isBare(at):
			return nil, fmt.Errorf("%w: %s is a bare repository, which has no files: git clone %s makes a copy with files", ErrUnreadable, at, at)
		case at == filepath.Dir(at):
			return nil, ErrNone
		}
	}
}

// isBare reports whether a folder is itself a repository, without a .git.
func isBare(dir string) bool {
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

func openGitFolder(top string, info fs.FileInfo) (*gitFolder, error) {
	own := filepath.Join(top, ".git")
	if !info.IsDir() {
		place, err := readPlace(own, "gitdir:")
		if err != nil {
			return nil, err
		}
		own = place
	}
	if _, err := os.Stat(own); err != nil {
		return nil, fmt.Errorf("%w: %s leads to %s, which is not there: git worktree repair, or git submodule update --init, fixes it", ErrUnreadable, filepath.Join(top, ".git"), own)
	}
	shared := own
	if place, err := readPlace(filepath.Join(own, "commondir"), ""); err == nil {
		shared = place
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return &gitFolder{top, own, shared}, nil
}

// readPlace reads a file that names a folder after a prefix, relative to the file.
func readPlace(file, word string) (string, error) {
	text, err := readGitFile(file, maxSettings)
	if err != nil {
		return "", err
	}
	place, ok := strings.CutPrefix(string(text), word)
	if place = strings.TrimSpace(place); !ok || place == "" {
		return "", fmt.Errorf("%w: %s does not say where the repository is", ErrUnreadable, file)
	}
	if !filepath.IsAbs(place) {
		place = filepath.Join(filepath.Dir(file), place)
	}
	return place, nil
}

// files returns the repository's own and shared files.
func (g *gitFolder) files() billy.Filesystem {
	if g.shared == g.own {
		return filesIn(g.own)
	}
	return dotgit.NewRepositoryFilesystem(filesIn(g.own), filesIn(g.shared))
}

// folderOf returns dir's path in the checkout, with forward slashes; "" for the top.
func (g *gitFolder) folderOf(dir string) (top, folder string, err error) {
	if top, err = filepath.EvalSymlinks(g.top); err != nil {
		return "", "", err
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	real, err := filepath.EvalSymlinks(absolute)
	if errors.Is(err, fs.ErrNotExist) { // a sparse checkout may lack the folder
		real, err = filepath.EvalSymlinks(filepath.Dir(absolute))
		real = filepath.Join(real, filepath.Base(absolute))
	}
	if err != nil {
		return "", "", err
	}
	relative, err := filepath.Rel(top, real)
	if err != nil || relative == "." {
		return top, "", err
	}
	return top, filepath.ToSlash(relative), nil
}
