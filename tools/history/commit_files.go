package history

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// Limits of the files and folders of one commit. A commit can contain the same folder
// many times at no cost.
const (
	maxEntries = 4_000_000
	maxDepth   = 1000
)

// FolderOf returns the tree of a folder at a commit, given its path with forward slashes;
// nil if the commit does not have it. An unreadable folder is an error, whereas go-git
// treats it as missing.
func FolderOf(objects storer.EncodedObjectStorer, c *object.Commit, folder string) (*object.Tree, error) {
	tree, err := object.GetTree(objects, c.TreeHash)
	if err != nil || folder == "" {
		return tree, err
	}
	for part := range strings.SplitSeq(folder, "/") {
		i := slices.IndexFunc(tree.Entries, func(e object.TreeEntry) bool { return e.Name == part })
		if i < 0 || tree.Entries[i].Mode != filemode.Dir {
			return nil, nil
		}
		if tree, err = object.GetTree(objects, tree.Entries[i].Hash); err != nil {
			return nil, fmt.Errorf("the folder %.200q: %w", part, err)
		}
	}
	return tree, nil
}

// EachFile calls visit for every entry below a tree that is not a folder, with its path.
// An unreadable folder is an error, whereas go-git's walker stops there without one.
func EachFile(ctx context.Context, objects storer.EncodedObjectStorer, tree *object.Tree, visit func(name string, entry object.TreeEntry) error) error {
	w := fileWalk{objects: objects, visit: visit}
	return w.folder(ctx, "", tree, 0)
}

type fileWalk struct {
	objects storer.EncodedObjectStorer
	visit   func(name string, entry object.TreeEntry) error
	entries int
}

func (w *fileWalk) folder(ctx context.Context, folder string, tree *object.Tree, depth int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if depth > maxDepth {
		return fmt.Errorf("folders are in each other more than %d deep", maxDepth)
	}
	for _, entry := range tree.Entries {
		if w.entries++; w.entries > maxEntries {
			return fmt.Errorf("there are more than %d files and folders", maxEntries)
		}
		name := entry.Name
		if folder != "" {
			name = folder + "/" + name
		}
		if entry.Mode != filemode.Dir {
			if err := w.visit(name, entry); err != nil {
				return err
			}
			continue
		}
		inner, err := object.GetTree(w.objects, entry.Hash)
		if err != nil {
			return fmt.Errorf("the folder %.200q: %w", name, err)
		}
		if err := w.folder(ctx, name, inner, depth+1); err != nil {
			return err
		}
	}
	return nil
}
