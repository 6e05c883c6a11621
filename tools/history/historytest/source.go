package historytest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Source creates a repository with the current files of this project, committed or not,
// in one commit. Files that git ignores are left out.
func Source(t testing.TB) *Repository {
	t.Helper()
	goMod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Dir(strings.TrimSpace(string(goMod)))
	list, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate").Output()
	if err != nil {
		t.Fatalf("the files of this project: %v", err)
	}
	r := New(t)
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		from := filepath.Join(root, filepath.FromSlash(name))
		info, err := os.Stat(from)
		if os.IsNotExist(err) {
			continue // removed, but not committed
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		r.Write(name, string(content))
		if err := os.Chmod(r.Path(name), info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	r.Commit("", "Files")
	return r
}
