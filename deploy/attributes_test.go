package deploy

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestAttributes checks that a checkout has the lines of the commit even if git converts line ends.
func TestAttributes(t *testing.T) {
	t.Parallel()
	dir := newRegister(t)
	write(t, dir, ".gitattributes", readFile(t, "../.gitattributes"))
	commit(t, dir, "Attributes")
	git(t, dir, "config", "core.autocrlf", "true")
	if err := os.RemoveAll(filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "checkout", "--quiet", "--", "data")
	text, err := os.ReadFile(filepath.Join(dir, "data/register.yaml"))
	if err != nil || len(text) == 0 || bytes.ContainsRune(text, '\r') {
		t.Errorf("register.yaml is %q, %v", text, err)
	}
}
