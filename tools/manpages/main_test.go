package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man1")
	t.Chdir("../..")
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"opencec.1", "opencec-import-cec.1", "opencec-api.1"} {
		if info, err := os.Stat(filepath.Join(dir, page)); err != nil || info.Size() < 500 {
			t.Errorf("%s: %v", page, err)
		}
	}
}
