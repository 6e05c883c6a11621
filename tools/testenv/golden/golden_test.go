package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A recorder is a test that keeps its failure to itself.
type recorder struct {
	testing.TB
	failure string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.failure = fmt.Sprintf(format, args...) }

func (r *recorder) Fatal(args ...any) { r.failure = fmt.Sprint(args...) }

func TestCompare(t *testing.T) {
	const howTo = updateVariable + "=1 go test -run '^TestCompare$'"
	for _, test := range []struct {
		name, update  string
		content, got  string // no content: there is no file
		left          string // in the file
		failure, diff string
	}{
		{name: "equal", content: "a\nb\n", got: "a\nb\n", left: "a\nb\n"},
		{name: "different", content: "a\nb\n", got: "a\nc\n", left: "a\nb\n", failure: howTo, diff: `"c\n"`},
		{name: "line end", content: "a\n", got: "a", left: "a\n", failure: howTo, diff: `"a"`},
		{name: "missing", got: "a\n", failure: howTo, diff: `"a\n"`},
		{name: "update", update: "1", content: "a\n", got: "b\n", left: "b\n"},
		{name: "update of equal", update: "1", content: "a\n", got: "a\n", left: "a\n"},
		{name: "update of missing", update: "1", got: "a\n", left: "a\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(updateVariable, test.update)
			if Updating() != (test.update != "") {
				t.Errorf("Updating() = %v", Updating())
			}
			file := filepath.Join(t.TempDir(), "testdata", "file.txt")
			if test.content != "" {
				write(t, file, test.content)
			}
			r := &recorder{TB: t}
			Compare(r, file, []byte(test.got))
			if (r.failure == "") != (test.failure == "") || !strings.Contains(r.failure, test.failure) || !strings.Contains(r.failure, test.diff) {
				t.Errorf("the test fails with %q, want %q and %q in it", r.failure, test.failure, test.diff)
			}
			if left, _ := os.ReadFile(file); string(left) != test.left {
				t.Errorf("the file holds %q, want %q", left, test.left)
			}
		})
	}
}

// What cannot be read or written fails the test and does not count as missing.
func TestCompareWithFolder(t *testing.T) {
	for _, update := range []string{"", "1"} {
		t.Setenv(updateVariable, update)
		r := &recorder{TB: t}
		if Compare(r, t.TempDir(), []byte("a")); !strings.Contains(r.failure, "is a directory") {
			t.Errorf("%s=%q: the test fails with %q", updateVariable, update, r.failure)
		}
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
