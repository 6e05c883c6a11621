package history_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"

	"opencec/tools/history"
)

// storeTree keeps a tree of entries, which are written as mode, name and hash.
func storeTree(t *testing.T, objects *memory.Storage, entries ...object.TreeEntry) plumbing.Hash {
	t.Helper()
	o := objects.NewEncodedObject()
	o.SetType(plumbing.TreeObject)
	w, err := o.Writer()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, err := fmt.Fprintf(w, "%o %s\x00%s", e.Mode, e.Name, e.Hash[:]); err != nil {
			t.Fatal(err)
		}
	}
	hash, err := objects.SetEncodedObject(o)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func folder(name string, hash plumbing.Hash) object.TreeEntry {
	return object.TreeEntry{Name: name, Mode: filemode.Dir, Hash: hash}
}

func TestEachFile(t *testing.T) {
	t.Parallel()
	objects := memory.NewStorage()
	missing := plumbing.NewHash("0123456789012345678901234567890123456789")
	file := func(name string) object.TreeEntry {
		return object.TreeEntry{Name: name, Mode: filemode.Regular, Hash: missing}
	}
	inner := storeTree(t, objects, file("a.yaml"), file("b"))
	deep := inner
	for range 1100 {
		deep = storeTree(t, objects, folder("d", deep))
	}
	for name, test := range map[string]struct {
		top  plumbing.Hash
		want string // the files, or the error
	}{
		"files":         {storeTree(t, objects, folder("in", inner), file("z")), "in/a.yaml in/b z"},
		"not in order":  {storeTree(t, objects, file("z"), folder("in", inner)), "z in/a.yaml in/b"},
		"empty":         {storeTree(t, objects, folder("in", storeTree(t, objects))), ""},
		"missing":       {storeTree(t, objects, folder("in", inner), folder("gone", missing), file("z")), `the folder "gone": object not found`},
		"missing below": {storeTree(t, objects, folder("in", storeTree(t, objects, folder("gone", missing))), file("z")), `the folder "in/gone": object not found`},
		"deep":          {deep, "more than 1000 deep"},
	} {
		tree, err := object.GetTree(objects, test.top)
		if err != nil {
			t.Fatal(err)
		}
		var files []string
		err = history.EachFile(t.Context(), objects, tree, func(name string, _ object.TreeEntry) error {
			files = append(files, name)
			return nil
		})
		if got := strings.Join(files, " "); err == nil && got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
		if err != nil && (test.want == "" || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

func TestFolderOf(t *testing.T) {
	t.Parallel()
	objects := memory.NewStorage()
	missing := plumbing.NewHash("0123456789012345678901234567890123456789")
	data := storeTree(t, objects, object.TreeEntry{Name: "f", Mode: filemode.Regular, Hash: missing})
	register := storeTree(t, objects, folder("data", data), folder("gone", missing))
	c := &object.Commit{TreeHash: storeTree(t, objects, folder("gone", missing), folder("register", register))}
	for folder, want := range map[string]plumbing.Hash{
		"":                c.TreeHash,
		"register":        register,
		"register/data":   data,
		"data":            {}, // is not there
		"register/data/f": {}, // is no folder
		"register/data/x": {},
	} {
		tree, err := history.FolderOf(objects, c, folder)
		if err != nil || (tree == nil) != want.IsZero() || tree != nil && tree.Hash != want {
			t.Errorf("%q is %v, %v", folder, tree, err)
		}
	}
	for _, folder := range []string{"gone", "gone/data", "register/gone"} {
		if tree, err := history.FolderOf(objects, c, folder); tree != nil || !errors.Is(err, plumbing.ErrObjectNotFound) || !slices.Contains(strings.Split(err.Error(), `"`), "gone") {
			t.Errorf("%q is %v, %v", folder, tree, err)
		}
	}
}
