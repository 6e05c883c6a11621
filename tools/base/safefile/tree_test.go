package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestTree(t *testing.T) {
	t.Parallel()
	earlier, dir := t.TempDir(), t.TempDir()
	first := NewTree(earlier, "")
	for name, content := range map[string]string{"same/a": "same", "same/b": "before", "c": "short"} {
		if err := first.Write(name, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(earlier, "c"), filepath.Join(earlier, "link")); err != nil {
		t.Fatal(err)
	}
	second := NewTree(dir, earlier)
	for _, test := range []struct {
		name, content string
		linked        bool
	}{
		{"same/a", "same", true}, {"same/b", "beside", false}, {"c", "longer", false}, {"link", "short", false}, {"deep/er/new", "new", false}, {"empty", "", false},
	} {
		if err := second.Write(test.name, []byte(test.content)); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		got, err := os.ReadFile(filepath.Join(dir, test.name))
		if err != nil || string(got) != test.content {
			t.Errorf("%s has %q (%v), want %q", test.name, got, err, test.content)
		}
		before, errBefore := os.Stat(filepath.Join(earlier, test.name))
		now, errNow := os.Lstat(filepath.Join(dir, test.name))
		if linked := errBefore == nil && errNow == nil && os.SameFile(before, now); linked != test.linked {
			t.Errorf("%s is a link to the earlier file: %t, want %t", test.name, linked, test.linked)
		}
	}
	for _, name := range []string{"same/a", "same/b"} {
		if err := second.Write(name, []byte("same")); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s again: %v, want fs.ErrExist", name, err)
		}
	}
	for _, name := range []string{"../out", "/etc/passwd", "", "a/../../b"} {
		if err := second.Write(name, []byte("x")); err == nil {
			t.Errorf("%q was written", name)
		}
	}
}
