package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"

	"opencec/tools/history/historytest"
	"opencec/tools/testenv"
)

// hosted is where the tests put the module.
const hosted = "example.org/group/register"

func TestText(t *testing.T) {
	t.Parallel()
	files := []string{"top.go", "cmd/program/main.go", "tools/a/a.go", "site/page.html"}
	for _, test := range []struct{ from, to, text, want string }{
		{"example.net/old", "example.org/new", `"example.net/old/tools/a"`, `"example.org/new/tools/a"`},
		{"example.net/old", "example.org/new", "-X example.net/old/tools/a.version=1", "-X example.org/new/tools/a.version=1"},
		{"example.net/old", "example.org/new", "-X=example.net/old/tools/a.version=1", "-X=example.org/new/tools/a.version=1"},
		{"example.net/old", "example.org/new", "example.net/old/cmd/program@v1 example.net/old/tools", "example.org/new/cmd/program@v1 example.org/new/tools"},
		{"example.net/old", "example.org/new", "see https://example.net/old/tools/a", "see https://example.net/old/tools/a"},
		{"example.net/old", "example.org/new", "exampleXnet/old/tools/a", "exampleXnet/old/tools/a"},
		{"example.net/old", "example.org/new", "example.net/old/site example.net/old/toolset example.net/older/tools", "example.net/old/site example.net/old/toolset example.net/older/tools"},
		{"example.net/old", "example.org/$1", "example.net/old/tools", "example.org/$1/tools"},
		{"example.net/old", localPath, "[example.net/old/tools/a]", "[" + localPath + "/tools/a]"},
		{localPath, "example.org/new", localPath + "/tools/a\n" + localPath + "/cmd", "example.org/new/tools/a\nexample.org/new/cmd"},
		{localPath, "example.org/new", "bin/" + localPath + "/tools $" + localPath + "/tools my-" + localPath + "/tools", "bin/" + localPath + "/tools $" + localPath + "/tools my-" + localPath + "/tools"},
		{localPath, "example.org/new", "- {pkg: " + localPath + ", desc: a}\n- pkg: \"" + localPath + "\"\n- pkg: " + localPath + "-x\n", "- {pkg: example.org/new, desc: a}\n- pkg: \"example.org/new\"\n- pkg: " + localPath + "-x\n"},
		{localPath, "example.org/new", localPath + " build; " + localPath + "/site", localPath + " build; " + localPath + "/site"},
	} {
		if got := string(newRewriter(test.from, test.to, files).text([]byte(test.text))); got != test.want {
			t.Errorf("from %s to %s: %q became %q, want %q", test.from, test.to, test.text, got, test.want)
		}
	}
}

func TestGoFile(t *testing.T) {
	t.Parallel()
	r := newRewriter("example.net/old", "example.org/longer/new", []string{"tools/a/a.go"})
	const before = `package a

import (
	"fmt"

	top "example.net/old" // the top
	"example.net/old/tools/a" // a
)

var names = map[string]string{
	"example.net/old/tools/a": "one",
	"other":                   "example.net/old",
}
`
	const after = `package a

import (
	"fmt"

	top "example.org/longer/new"     // the top
	"example.org/longer/new/tools/a" // a
)

var names = map[string]string{
	"example.org/longer/new/tools/a": "one",
	"other":                          "example.net/old",
}
`
	if got, err := r.goFile("a.go", []byte(before)); err != nil || string(got) != after {
		t.Errorf("%v\n%s", err, got)
	}
	const unformatted = "package a\nvar  a = `example.net/old`\n"
	if got, err := r.goFile("a.go", []byte(unformatted)); err != nil || string(got) != unformatted {
		t.Errorf("a file without the path changed: %v\n%s", err, got)
	}
	if _, err := r.goFile("tools/a/a.go", []byte("package a\nimport example.net/old/tools/a\n")); err == nil || !strings.HasPrefix(err.Error(), "tools/a/a.go:2:15: ") {
		t.Errorf("a file that is no Go: %v", err)
	}
}

// small makes a module in a repository, which is the working directory, and returns it.
func small(t *testing.T) *historytest.Repository {
	t.Helper()
	r := historytest.New(t)
	r.Write("go.mod", "module "+localPath+"\n\ngo 1.26.0\n\nrequire github.com/google/go-cmp v0.7.0\n")
	r.Write("tools/a/a.go", "package a\n")
	r.Write("cmd/b/main.go", "package main\n\nimport _ \""+localPath+"/tools/a\"\n\nfunc main() {}\n")
	r.Write("cmd/b/testdata/broken.go", "import \""+localPath+"/tools/a\" {\n")
	r.Write("notes.txt", "ldflags: -X "+localPath+"/tools/a.version=1\r\n")
	r.Write("picture.png", "\xff "+localPath+"/tools/a")
	r.Write("script", "#!/bin/sh\nexec go test "+localPath+"/tools/a\n")
	r.Write(".gitignore", "/bin/\n")
	r.Write("bin/note", localPath+"/tools/a")
	if err := errors.Join(os.Chmod(r.Path("script"), 0o755), os.Symlink("notes.txt", r.Path("link"))); err != nil {
		t.Fatal(err)
	}
	r.Commit("", "Module")
	t.Chdir(filepath.Join(r.Dir, "tools")) // works in any folder of it
	return r
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// set runs the command, which must end with the exit code, and returns what it wrote.
func set(t *testing.T, code int, args ...string) string {
	t.Helper()
	var out strings.Builder
	if got := run(args, &out, &out); got != code {
		t.Fatalf("modulepath %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, &out)
	}
	return out.String()
}

func TestSetPath(t *testing.T) {
	r := small(t)
	set(t, exitGood, hosted)
	for name, want := range map[string]string{
		"go.mod":                   "module " + hosted + "\n\ngo 1.26.0\n\nrequire github.com/google/go-cmp v0.7.0\n",
		"cmd/b/main.go":            "package main\n\nimport _ \"" + hosted + "/tools/a\"\n\nfunc main() {}\n",
		"cmd/b/testdata/broken.go": "import \"" + hosted + "/tools/a\" {\n",
		"notes.txt":                "ldflags: -X " + hosted + "/tools/a.version=1\r\n",
		"script":                   "#!/bin/sh\nexec go test " + hosted + "/tools/a\n",
		"picture.png":              "\xff " + localPath + "/tools/a",
		"bin/note":                 localPath + "/tools/a",
	} {
		if got := read(t, r.Path(name)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if info, err := os.Stat(r.Path("script")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("script: %v %v", info.Mode(), err)
	}
	if got := set(t, exitGood, hosted); !strings.Contains(got, "already") {
		t.Errorf("the second time: %s", got)
	}
	r.Write("tools/a/merged.go", "package a\n\nimport _ \""+localPath+"/tools/b\"\n")
	set(t, exitGood, "-allow-dirty", hosted)
	if got, want := read(t, r.Path("tools/a/merged.go")), "package a\n\nimport _ \""+hosted+"/tools/b\"\n"; got != want {
		t.Errorf("a file that was merged: %s, want %s", got, want)
	}
	r.Remove("tools/a/merged.go")
	if got := set(t, exitProblems, localPath); !strings.Contains(got, "not committed") || !strings.Contains(got, " M go.mod\n") {
		t.Errorf("with changes: %s", got)
	}
	for i := range 20 {
		r.Write(fmt.Sprintf("new%d", i), "")
	}
	if got := set(t, exitProblems, localPath); strings.Count(got, "\n") != 12 || !strings.Contains(got, "\nand 15 more\n") {
		t.Errorf("with many changes: %s", got)
	}
	for i := range 20 {
		r.Remove(fmt.Sprintf("new%d", i))
	}
	set(t, exitGood, "-allow-dirty", localPath)
	if got := r.Git("status", "--porcelain"); got != "" {
		t.Errorf("going back left changes:\n%s", got)
	}
}

// A run that was killed is completed by the next one.
func TestSetPathAfterKill(t *testing.T) {
	r := small(t)
	r.Write("notes.txt", "ldflags: -X "+hosted+"/tools/a.version=1\r\n")
	set(t, exitGood, "-allow-dirty", hosted)
	if got := read(t, r.Path("notes.txt")) + read(t, r.Path("script")); strings.Contains(got, localPath) || strings.Contains(got, hosted+hosted) {
		t.Errorf("%s", got)
	}
}

func TestRefuses(t *testing.T) {
	r := small(t)
	for _, test := range []struct {
		args, want string
		code       int
	}{
		{"", "give one module path; 0 arguments", exitUsage},
		{"example.org/a example.org/b", "give one module path; 2 arguments", exitUsage},
		{"-allow example.org/a", "flag provided but not defined", exitUsage},
		{"register", "missing dot in first path element", exitUsage},
		{"https://example.org/register", "without https://", exitUsage},
		{"example.org/a/", "trailing slash", exitUsage},
		{"example.org/a/v1", "is not a module path", exitUsage},
		{"example.org/a//b", "is not a module path", exitUsage},
		{"example.org/über", "is not a module path", exitUsage},
		{"Example.org/a", "is not a module path", exitUsage},
		{"github.com/google/go-cmp", "as it requires the module github.com/google/go-cmp", exitProblems},
		{"github.com/google", "as it requires the module github.com/google/go-cmp", exitProblems},
	} {
		if got := set(t, test.code, strings.Fields(test.args)...); !strings.Contains(got, test.want) {
			t.Errorf("%s: %s", test.args, got)
		}
	}
	r.Write("tools/a/a.go", "package a\nimport "+localPath+"/tools/b\n")
	r.Write("cmd/b/main.go", "packag "+localPath+"\n")
	got := set(t, exitProblems, "-allow-dirty", hosted)
	for _, want := range []string{"tools/a/a.go:2:15: ", "cmd/b/main.go:1:1: "} {
		if !strings.Contains(got, want) {
			t.Errorf("Go files that are broken: %s is missing in %s", want, got)
		}
	}
	if got := read(t, r.Path("script")); !strings.Contains(got, localPath) {
		t.Errorf("something was written: %s", got)
	}
	t.Chdir(t.TempDir())
	if got := set(t, exitProblems, hosted); !strings.Contains(got, "there is no go.mod here") {
		t.Errorf("outside: %s", got)
	}
}

// This project, with the path of a host, can be installed from there, and is what it was
// after going back.
func TestInstall(t *testing.T) {
	testenv.SkipIfShort(t, "it compiles the programs under another module path")
	r := historytest.Source(t)
	t.Chdir(r.Dir)
	original := modfile.ModulePath([]byte(read(t, r.Path("go.mod"))))
	if original == hosted {
		t.Fatalf("the test needs another path than %s, which the module has", hosted)
	}
	set(t, exitGood, hosted)
	if out := command(t, r.Dir, "gofmt", "-l", "."); out != "" {
		t.Errorf("gofmt would change:\n%s", out)
	}
	if out := command(t, r.Dir, "go", "list", "-deps", "-test", "./..."); !strings.Contains(out, hosted+"/tools/register") || strings.Contains(out, "\n"+original) {
		t.Errorf("imports:\n%s", out)
	}
	command(t, r.Dir, "go", "vet", "./tools/base/buildinfo", "./tools/release/modulepath")
	r.Commit("", "Set the module path")
	r.Git("tag", "v0.0.1")

	proxy := t.TempDir()
	archive := publish(t, r, proxy, module.Version{Path: hosted, Version: "v0.0.1"})
	if got, want := embedded(t, unzip(t, archive)), embedded(t, r.Dir); got != want || !strings.Contains(got, "files/gitattributes") {
		t.Errorf("embedded files of the module:\n%s\nwant\n%s", got, want)
	}
	programs := install(t, proxy, hosted+"/cmd/opencec-api@v0.0.1", hosted+"/tools/release/modulepath@v0.0.1")
	if got, want := command(t, programs, "./opencec-api", "--version"), "opencec-api version v0.0.1, go"; !strings.HasPrefix(got, want) {
		t.Errorf("--version: %q, want %q", got, want)
	}

	command(t, r.Dir, filepath.Join(programs, "modulepath"), original)
	if changed := r.Git("diff", "--stat", "HEAD~1"); changed != "" {
		t.Errorf("going back left changes:\n%s", changed)
	}
}

func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	return commandIn(t, dir, nil, name, args...)
}

func commandIn(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}

// publish puts a tag of a repository into a folder that is laid out as a module proxy, and
// returns the path of the module's archive.
func publish(t *testing.T, r *historytest.Repository, proxy string, m module.Version) string {
	t.Helper()
	folder := filepath.Join(proxy, filepath.FromSlash(m.Path), "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, m.Version)
	archive, err := os.Create(file + ".zip")
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(modzip.CreateFromVCS(archive, m, r.Dir, m.Version, ""), archive.Close(),
		os.WriteFile(file+".mod", []byte(read(t, r.Path("go.mod"))), 0o644),
		os.WriteFile(file+".info", []byte(`{"Version":"`+m.Version+`"}`), 0o644),
		os.WriteFile(filepath.Join(folder, "list"), []byte(m.Version+"\n"), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	return file + ".zip"
}

// install installs packages from a proxy, and what they need from the module cache, and
// returns the folder with the programs. -trimpath lets it use what the build cache has.
func install(t *testing.T, proxy string, packages ...string) string {
	t.Helper()
	programs, cache := t.TempDir(), strings.TrimSpace(command(t, "", "go", "env", "GOMODCACHE"))
	env := []string{"GOBIN=" + programs, "GOMODCACHE=" + t.TempDir(), "GOFLAGS=-modcacherw", "CGO_ENABLED=0", "GOWORK=off", "GOTOOLCHAIN=local",
		"GOPROXY=file://" + filepath.ToSlash(proxy) + ",file://" + filepath.ToSlash(filepath.Join(cache, "cache", "download")), "GOSUMDB=off", "GONOPROXY=none", "GOPRIVATE="}
	commandIn(t, t.TempDir(), env, "go", append([]string{"install", "-trimpath"}, packages...)...)
	return programs
}

// unzip returns a folder with the files of a module's archive.
func unzip(t *testing.T, archive string) string {
	t.Helper()
	reader, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	files, err := fs.Sub(reader, hosted+"@v0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}

// embedded returns the packages of the module in a folder, each with the files that are
// compiled into it.
func embedded(t *testing.T, dir string) string {
	t.Helper()
	return command(t, dir, "go", "list", "-f", "{{.ImportPath}} {{.EmbedFiles}} {{.TestEmbedFiles}} {{.XTestEmbedFiles}}", "./...")
}
