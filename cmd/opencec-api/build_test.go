package main

import (
	"os"
	"path/filepath"
	"testing"
)

// Programs that differ have different names, also without version control: the tags of
// their answers are made of them.
func TestFileDigest(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "program")
	digests := map[string]string{}
	for _, content := range []string{"one", "two"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		digest, err := fileDigest(path)
		if err != nil {
			t.Fatal(err)
		}
		digests[content] = digest
	}
	if digests["one"] != "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed" || digests["one"] == digests["two"] {
		t.Error(digests)
	}
	if name := build(); len(name) < len(digests["one"]) {
		t.Errorf("a test's program, which has no version control state, is named %q", name)
	}
}
