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

// Limits on the files and folders of one commit. Its folders can be copies of each other, at
// no cost to whoever made them.
const (
	maxEntries = 4_000_000
	maxDepth   = 1000
)

// FolderOf returns the tree of a folder at a commit, by its path with forward slashes; nil if
// the commit has none there. A folder that cannot be read is an error. (For the library it is
// one that is not there.)
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

// EachFile calls visit for everything in a tree and in the folders below it that is no
// folder itself, by its path in the tree. A folder that cannot be read is an error. (The
// library's own walker ends there as if it had seen everything.)
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
