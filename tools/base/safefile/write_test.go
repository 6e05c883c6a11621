package safefile

import (
	"os"
	"path/filepath"
	"testing"
)

// Write replaces the content, gives a new file its permissions, and leaves nothing beside it.
func TestWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	for _, content := range []string{"one", "two"} {
		if err := Write(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != content {
			t.Errorf("read %q, %v", got, err)
		}
	}
	if info, err := os.Stat(name); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

// If a file cannot be replaced, it stays, and no temporary file remains.
func TestWriteRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "folder", "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"folder", "missing/file"} {
		if err := Write(filepath.Join(dir, name), nil, 0o600); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	root, err := os.OpenRoot(filepath.Join(dir, "folder"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := WriteIn(root, "../file", nil, 0o600); err == nil {
		t.Error("a file was written outside the folder")
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}
