package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every module of the programs has a licence that can be given on.
func TestPrograms(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	if code := run(t.Context(), []string{"../../../cmd/..."}, &stdout, &stderr); code != 0 {
		t.Fatalf("it ends with %d\n%s", code, stderr.String())
	}
	for _, want := range []string{
		"\nGo and its standard library, LICENSE\n",
		"\ngithub.com/gohugoio/hugo v",
		"\ngolang.org/x/mod v",
		"Redistributions in binary form must reproduce the above copyright", // BSD
		"The above copyright notice and this permission notice shall be",    // MIT
		"Apache License", "Mozilla Public License",
	} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(stdout.String(), "/pkg/mod/") || strings.Contains(stdout.String(), "testscript") {
		t.Error("it has a path of this machine, or a module that only tests use")
	}
}

// Files next to a package and above it count, up to its module, and no others.
func TestLicenceFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{
		"LICENSE", "module/LICENSE.md", "module/NOTICE", "module/licence.go", "module/README.md", "module/other/LICENSE",
		"module/a/COPYING", "module/a/b/unlicense", "module/a/b/licenses.txt", "module/bare/bare.go",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for folder, want := range map[string][]string{
		"module/a/b":  {"module/a/b/unlicense", "module/a/COPYING", "module/LICENSE.md", "module/NOTICE"},
		"module/bare": {"module/LICENSE.md", "module/NOTICE"},
	} {
		got, err := licenceFiles(filepath.Join(dir, folder), filepath.Join(dir, "module"))
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			got[i], _ = filepath.Rel(dir, got[i])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
	if _, err := licenceFiles(dir, filepath.Join(dir, "module")); err == nil {
		t.Error("a folder outside the module is searched")
	}
}

// Each module without a licence is reported, all at once.
func TestNoLicence(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.org/program\n\ngo 1.26\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.0.0\n\texample.org/c v1.0.0\n)\n\n" +
			"replace (\n\texample.org/a => ./a\n\texample.org/b => ./b\n\texample.org/c => ./c\n)\n",
		"main.go":   "package main\n\nimport (\n\t_ \"example.org/a\"\n\t_ \"example.org/b\"\n\t_ \"example.org/c\"\n)\n\nfunc main() {}\n",
		"a/go.mod":  "module example.org/a\n",
		"a/a.go":    "package a\n",
		"b/go.mod":  "module example.org/b\n",
		"b/b.go":    "package b\n",
		"b/LICENSE": "Take it.\n",
		"c/go.mod":  "module example.org/c\n",
		"c/c.go":    "package c\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{"."}, &stdout, &stderr)
	want := "licences: example.org/a v1.0.0 has no file with its licence\nexample.org/c v1.0.0 has no file with its licence\n"
	if code != 1 || stderr.String() != want || stdout.Len() > 0 {
		t.Errorf("it ends with %d and %q, want 1 and %q", code, stderr.String(), want)
	}
}
