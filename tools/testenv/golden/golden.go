// Package golden compares test output with golden files: files in the repository with the
// expected output, for people to read in a review.
//
// There is one way to update them. After an intended change, run the tests of the package
// with the variable OPENCEC_TEST_UPDATE set, and read the difference before committing
// it:
//
//	OPENCEC_TEST_UPDATE=1 go test ./tools/history/change
//	git diff
package golden

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// updateVariable is the environment variable that makes tests write golden files.
const updateVariable = "OPENCEC_TEST_UPDATE"

// Updating reports whether tests write their golden files instead of comparing with them.
// Most tests only need Compare.
func Updating() bool { return os.Getenv(updateVariable) != "" }

// Compare fails the test if the file's content differs from got, and shows the
// difference. While Updating, it writes got to the file instead, creating its folder if
// necessary.
func Compare(t testing.TB, file string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err == nil && bytes.Equal(want, got) {
		return
	}
	if Updating() {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, got, 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
		return
	}
	t.Errorf("%s is out of date; if the change is intended, %s (-want +got):\n%s", file, HowToUpdate(t), cmp.Diff(lines(want), lines(got)))
}

// HowToUpdate returns, for an error, how to update what the test compares.
func HowToUpdate(t testing.TB) string {
	test, _, _ := strings.Cut(t.Name(), "/")
	return "run in the test's folder: " + updateVariable + "=1 go test -run '^" + test + "$'"
}

func lines(text []byte) []string { return strings.SplitAfter(string(text), "\n") }
