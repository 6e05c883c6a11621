package snapshot

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplaceInSteps(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	path := func(name string) string { return filepath.Join(parent, name) }
	fill := func(name string) {
		if err := os.Mkdir(path(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path(name), "is"), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(name, want string) {
		t.Helper()
		if got, err := os.ReadFile(filepath.Join(path(name), "is")); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, want)
		}
	}
	fill("old")
	fill("new")
	if err := replaceInSteps(path("new"), path("old"), path("aside")); err != nil {
		t.Fatal(err)
	}
	holds("old", "new")
	holds("aside", "old")
	if err := replaceInSteps(path("absent"), path("old"), path("aside2")); err == nil {
		t.Error("no error for a build that is not there")
	}
	holds("old", "new")
}
