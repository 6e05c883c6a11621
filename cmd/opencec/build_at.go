package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/history"
	"opencec/tools/source"
)

// loadAt reads the data folder dir as a commit had it, with the history up to that
// commit. The files at hand are neither looked at nor touched.
func loadAt(ctx context.Context, dir, commit string) (*source.Tree, *history.History, error) {
	h, err := readAt(ctx, dir, "--at", commit)
	if err != nil {
		return nil, nil, err
	}
	tree, err := readCommit(ctx, dir, h.Commit)
	return tree, h, err
}

// readCommit reads the files of the data folder dir as a commit had them.
func readCommit(ctx context.Context, dir, commit string) (*source.Tree, error) {
	copied, err := os.MkdirTemp("", "opencec-at-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(copied)
	if err := checkOut(ctx, dir, commit, copied); err != nil {
		return nil, fmt.Errorf("read the files of %s as commit %s had them: %w", dir, commit, err)
	}
	return source.Load(ctx, copied)
}

// checkOut copies the files of the data folder dir, as a commit had them, to a
// folder.
func checkOut(ctx context.Context, dir, commit, to string) (err error) {
	tree, err := treeOf(dir, commit)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(to) // no name in a tree leads out of it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	return tree.Files().ForEach(func(f *object.File) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return copyFile(root, f)
	})
}

// treeOf returns the tree of the data folder dir at a commit.
func treeOf(dir, commit string) (*object.Tree, error) {
	repository, _, folder, err := history.Locate(dir)
	if err != nil {
		return nil, err
	}
	c, err := repository.CommitObject(plumbing.NewHash(commit))
	if err != nil {
		return nil, err
	}
	tree, err := c.Tree()
	if err != nil || folder == "" {
		return tree, err
	}
	if tree, err = tree.Tree(folder); err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	return tree, nil
}

// copyFile copies one file of a commit. Of one that is too large as much is copied as
// it takes to be refused; a symbolic link stays one, to be refused as well.
func copyFile(root *os.Root, f *object.File) (err error) {
	if err := root.MkdirAll(path.Dir(f.Name), 0o755); err != nil {
		return err
	}
	from, err := f.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	content, err := io.ReadAll(io.LimitReader(from, source.MaxFileSize+1))
	if err != nil {
		return err
	}
	if f.Mode == filemode.Symlink {
		return root.Symlink(string(content), f.Name)
	}
	return root.WriteFile(f.Name, content, 0o644)
}
