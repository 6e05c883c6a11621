package importingtest

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"opencec/tools/testenv/golden"
)

// CompareGolden compares each txtar file of testdata with what run returns for it: the input of
// imports, with their results. Each file is a subtest, and the tests run in parallel.
func CompareGolden(t *testing.T, run func(*testing.T, *txtar.Archive) *txtar.Archive) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no txtar files in testdata", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			golden.Compare(t, name, txtar.Format(run(t, archive)))
		})
	}
}

// ErrBroken is the error of a BrokenWriter.
var ErrBroken = errors.New("broken")

// A BrokenWriter cannot be written to.
type BrokenWriter struct{}

func (BrokenWriter) Write([]byte) (int, error) { return 0, ErrBroken }
