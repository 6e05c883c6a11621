package safefile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// A Tree writes the files of a new folder. A file that an earlier folder has under the same name with
// the same bytes becomes a hard link to that one, which takes a fraction of the time. Methods may be
// called by many goroutines.
type Tree struct {
	dir, earlier string
	made         sync.Map // folders below dir that exist
}

// Modes of what a Tree makes.
const (
	treeFileMode   = 0o644
	treeFolderMode = 0o755
)

// NewTree returns a Tree that writes into dir, which exists. Earlier is the folder to link to, or "".
func NewTree(dir, earlier string) *Tree { return &Tree{dir: dir, earlier: earlier} }

// Write writes a file by its path below the folder, with slashes. It returns an error if the path
// leads out of the folder, and fs.ErrExist if the file exists, also by a name that is the same to the file
// system.
func (t *Tree) Write(name string, content []byte) error {
	local := filepath.FromSlash(name)
	if !filepath.IsLocal(local) {
		return fmt.Errorf("%q is not the path of a file below the folder", name)
	}
	if err := t.makeFolder(filepath.Dir(local)); err != nil {
		return err
	}
	file := filepath.Join(t.dir, local)
	linked, err := t.link(local, file, content)
	if linked || err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, treeFileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

func (t *Tree) makeFolder(folder string) error {
	if _, made := t.made.Load(folder); made {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(t.dir, folder), treeFolderMode); err != nil {
		return err
	}
	t.made.Store(folder, true)
	return nil
}

// link reports whether it has made a link to the earlier file, because that has these bytes. If not,
// the file has to be written, unless the error is fs.ErrExist.
func (t *Tree) link(local, file string, content []byte) (linked bool, err error) {
	if t.earlier == "" {
		return false, nil
	}
	before := filepath.Join(t.earlier, local)
	info, err := os.Lstat(before)
	if err != nil || info.Mode() != treeFileMode || info.Size() != int64(len(content)) {
		return false, nil
	}
	old, err := os.ReadFile(before)
	if err != nil || !bytes.Equal(old, content) {
		return false, nil
	}
	err = os.Link(before, file)
	if errors.Is(err, fs.ErrExist) {
		return false, err
	}
	return err == nil, nil
}
