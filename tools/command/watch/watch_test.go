package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Saved files are noticed below a folder, in folders that are made later, through a symbolic link, and in a
// folder that was away for a while.
func TestRun(t *testing.T) {
	t.Parallel()
	dir, link := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "link")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	w, err := New(link)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	changed, ended := make(chan struct{}, 100), make(chan struct{})
	go func() {
		defer close(ended)
		w.Run(ctx, func() { changed <- struct{}{} }, func(err error) { t.Error(err) })
	}()
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"a new file", func() error { return os.WriteFile(filepath.Join(dir, "a"), nil, 0o600) }},
		{"a new folder", func() error { return os.Mkdir(filepath.Join(dir, "b"), 0o755) }},
		{"a file in it", func() error { return os.WriteFile(filepath.Join(dir, "b/c"), nil, 0o600) }},
		{"the folder is away", func() error { return os.Rename(dir, dir+".away") }},
		{"the folder is back", func() error { return os.Rename(dir+".away", dir) }},
		{"a file afterwards", func() error { return os.WriteFile(filepath.Join(dir, "b/d"), nil, 0o600) }},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-changed:
		case <-time.After(time.Minute):
			t.Fatalf("%s is not noticed", step.name)
		}
	}
	stop()
	<-ended
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

func TestNewNamesTheFolder(t *testing.T) {
	t.Parallel()
	_, err := New(filepath.Join(t.TempDir(), "none"))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "none") {
		t.Errorf("error is %v", err)
	}
}
