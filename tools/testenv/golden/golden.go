// Package golden compares what tests make with golden files: files of the repository that
// hold the expected output, for people to read in a review.
//
// There is one way to update them. After a change that is meant, run the tests of the
// package with the variable OPENCEC_TEST_UPDATE set, and read the difference before you
// commit it:
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
// Most tests need Compare alone.
func Updating() bool { return os.Getenv(updateVariable) != "" }

// Compare fails the test if the file does not hold got, and shows the difference. While
// Updating, it writes got to the file instead, and makes the file's folder if need be.
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
	t.Errorf("%s is out of date; if the change is meant, %s (-want +got):\n%s", file, HowToUpdate(t), cmp.Diff(lines(want), lines(got)))
}

// HowToUpdate returns how to update what the test compares, as words for an error.
func HowToUpdate(t testing.TB) string {
	test, _, _ := strings.Cut(t.Name(), "/")
	return "run in the test's folder: " + updateVariable + "=1 go test -run '^" + test + "$'"
}

func lines(text []byte) []string { return strings.SplitAfter(string(text), "\n") }
