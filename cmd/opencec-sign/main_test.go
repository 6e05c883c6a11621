package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/output/signature"
)

const text = signature.SnapshotHead + "commit: 89abcdef0123456789abcdef0123456789abcdef\nmanifest.json: 5 bytes, SHA-256 00\n"

// It signs what it is given, and distinguishes wrong use from what cannot be signed. Its
// output never contains the secret.
func TestRun(t *testing.T) {
	secret, err := signature.NewSecret("register.example.org")
	if err != nil {
		t.Fatal(err)
	}
	const commit = "89abcdef0123456789abcdef0123456789abcdef"
	for _, test := range []struct {
		name, secret, text string
		args               []string
		code               int
		want               string
	}{
		{"good", string(secret.File()), text, nil, 0, "manifest.note is signed by " + secret.Key().ID()},
		{"of a commit", string(secret.File()), text, []string{"-commit", commit}, 0, "is signed by"},
		{"of another", string(secret.File()), text, []string{"-commit", strings.Repeat("0", 40)}, 1, "does not name the commit"},
		{"no commit", string(secret.File()), text, []string{"-commit="}, 2, `-commit: "" is not a commit`},
		{"no secret", "", text, nil, 2, "the variable OPENCEC_SIGNING_KEY: "},
		{"half a secret", string(secret.File())[:200], text, nil, 2, "the variable OPENCEC_SIGNING_KEY: "},
		{"two folders", string(secret.File()), text, []string{"."}, 2, "give one folder, or the checksums.txt of a release; 2 arguments"},
		{"a wrong flag", string(secret.File()), text, []string{"-key", "x"}, 2, "usage: opencec-sign"},
		{"another text", string(secret.File()), "x\n", nil, 1, "does not begin with"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, signature.SnapshotText), []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Setenv(variable, test.secret)
		var out bytes.Buffer
		code := run(append(test.args, dir), &out, &out)
		if code != test.code || !strings.Contains(out.String(), test.want) || strings.Contains(out.String(), "PRIVATE+KEY+register") {
			t.Errorf("%s: ends with %d, want %d and %q\n%s", test.name, code, test.code, test.want, &out)
		}
		if _, err := os.Stat(filepath.Join(dir, signature.SnapshotNote)); (err == nil) != (test.code == 0) {
			t.Errorf("%s: the note: %v", test.name, err)
		}
	}
}

// It signs the digests of a release, and says of which version and commit they are.
func TestRunRelease(t *testing.T) {
	secret, err := signature.NewSecret("register.example.org")
	if err != nil {
		t.Fatal(err)
	}
	const (
		commit = "89abcdef0123456789abcdef0123456789abcdef"
		lines  = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  opencec_1.2.0_amd64.deb\n"
	)
	for _, test := range []struct {
		name, text string
		args       []string
		code       int
		want       string
	}{
		{"good", lines, []string{"-release", "v1.2.0", "-commit", commit}, 0, "checksums.txt.note is signed by " + secret.Key().ID()},
		{"no commit", lines, []string{"-release", "v1.2.0"}, 2, "-commit is missing"},
		{"no version", lines, []string{"-release=", "-commit", commit}, 2, "-release is empty"},
		{"another version", lines, []string{"-release", "1.2", "-commit", commit}, 1, `"1.2" is not a version`},
		{"no digests", "x\n", []string{"-release", "v1.2.0", "-commit", commit}, 1, "is not a SHA-256 digest"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "checksums.txt"), []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Setenv(variable, string(secret.File()))
		var out bytes.Buffer
		code := run(append(test.args, filepath.Join(dir, "checksums.txt")), &out, &out)
		if code != test.code || !strings.Contains(out.String(), test.want) || strings.Contains(out.String(), "PRIVATE+KEY+register") {
			t.Errorf("%s: ends with %d, want %d and %q\n%s", test.name, code, test.code, test.want, &out)
		}
		r, _, err := signature.ReadRelease(dir, secret.Key())
		if (err == nil) != (test.code == 0) || err == nil && (r.Version != "v1.2.0" || r.Commit != commit || len(r.Digests) != 1) {
			t.Errorf("%s: the note: %+v, %v", test.name, r, err)
		}
	}
}

// Everything that is compiled in is near the secret, so each dependency is listed.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{.Standard}} {{.ImportPath}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{
		"opencec/cmd/opencec-sign": true, "opencec/tools/output/signature": true, "opencec/tools/register": true,
		"opencec/tools/base/safefile": true, "opencec/tools/base/spelling": true,
		"golang.org/x/net/idna": true, "golang.org/x/text/secure/bidirule": true, "golang.org/x/text/unicode/bidi": true,
		"golang.org/x/text/unicode/runenames": true, "golang.org/x/mod/sumdb/note": true, "github.com/agnivade/levenshtein": true,
		"golang.org/x/text/transform": true, "golang.org/x/text/unicode/norm": true, "golang.org/x/text/unicode/rangetable": true,
	}
	for name := range strings.Lines(string(out)) {
		standard, name, _ := strings.Cut(strings.TrimSpace(name), " ")
		if (standard == "false" || name == "os/exec" || name == "net" || name == "plugin") && !known[name] {
			t.Errorf("it has %s", name)
		}
	}
}
