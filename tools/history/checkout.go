package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/input/source"
)

// ReadFiles reads the files of the data folder dir at a commit. It neither reads nor
// writes the working tree.
func ReadFiles(ctx context.Context, dir, commit string) (*source.Tree, error) {
	copied, top, err := CopyFiles(ctx, dir, commit)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(copied)
	return source.Load(ctx, copied, source.OfCommit(top))
}

// CopyFiles copies the files of the data folder dir at a commit to a new folder, which
// the caller removes. It reports whether dir is the top of the repository.
func CopyFiles(ctx context.Context, dir, commit string) (copied string, top bool, err error) {
	if copied, err = os.MkdirTemp("", "opencec-at-"); err != nil {
		return "", false, err
	}
	if top, err = checkOut(ctx, dir, commit, copied); err != nil {
		return "", false, errors.Join(fmt.Errorf("read the files of %s as commit %s had them: %w", dir, commit, err), os.RemoveAll(copied))
	}
	return copied, top, nil
}

// checkOut copies the files of the data folder dir at a commit to a folder, and reports
// whether dir is the top of the repository. The bytes are those of the commit: git's
// attributes and settings do not apply. Misplaced files are copied too, so that the check
// reports them.
func checkOut(ctx context.Context, dir, commit, to string) (top bool, err error) {
	repository, _, folder, err := Locate(dir)
	if err != nil {
		return false, err
	}
	tree, err := treeOf(repository, folder, commit)
	if err != nil {
		return false, err
	}
	root, err := os.OpenRoot(to) // no name in a tree leads out of it
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	return folder == "", EachFile(ctx, repository.Storer, tree, func(name string, entry object.TreeEntry) error {
		return copyEntry(root, repository, name, entry)
	})
}

// treeOf returns the tree of a folder of a repository at a commit.
func treeOf(repository *git.Repository, folder, commit string) (*object.Tree, error) {
	c, err := repository.CommitObject(plumbing.NewHash(commit))
	if err != nil {
		return nil, err
	}
	tree, err := FolderOf(repository.Storer, c, folder)
	if err == nil && tree == nil {
		err = fmt.Errorf("%s: %w", folder, object.ErrDirectoryNotFound)
	}
	return tree, err
}

// copyEntry copies one entry of a commit. The folders in its name are already copied.
func copyEntry(root *os.Root, repository *git.Repository, name string, entry object.TreeEntry) error {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." {
			return fmt.Errorf("%.200q is no name of a file: no checkout could have it", name)
		}
	}
	if entry.Mode == filemode.Submodule { // an empty folder, as in git; the check refuses it
		return createFile(root, name+"/.git", nil)
	}
	blob, err := repository.BlobObject(entry.Hash)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return copyFile(root, object.NewFile(name, entry.Mode, blob))
}

// copyFile copies one file of a commit. The copy of an oversized file is just large
// enough to be refused; a symbolic link stays one, and is refused as well.
func copyFile(root *os.Root, f *object.File) (err error) {
	from, err := f.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	content, err := io.ReadAll(io.LimitReader(from, source.MaxFileSize+1))
	if err != nil {
		return err
	}
	if f.Mode != filemode.Symlink {
		return createFile(root, f.Name, content)
	}
	if err := root.MkdirAll(path.Dir(f.Name), 0o755); err != nil {
		return err
	}
	return root.Symlink(string(content), f.Name)
}

// createFile writes a new file. If the file system does not distinguish two names of a
// commit, it fails rather than overwrite.
func createFile(root *os.Root, name string, content []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%.200q: the commit has this name twice, or another one that is the same for the file system", name)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
