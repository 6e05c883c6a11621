package deploy

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// starterWorkflows are those of a register that opencec init begins.
var starterWorkflows = []string{"check.yml", "publish.yml"}

func starterWorkflow(name string) string {
	return filepath.Join("../../tools/command/starter/files/workflows", name)
}

// The workflows of a new register keep the rules of this repository's.
func TestStarterWorkflowRules(t *testing.T) {
	t.Parallel()
	var get []string
	for _, name := range starterWorkflows {
		w := readWorkflow(t, starterWorkflow(name))
		for _, problem := range w.problems() {
			t.Errorf("%s: %s", name, problem)
		}
		get = append(get, w.step(t, "tool").Run)
	}
	if get[0] != get[1] {
		t.Error("the two get the tool in different ways")
	}
}

// fakeInternet is a folder with a curl that gives out an archive of the tool, and a go that
// installs it: each writes down what it was asked for, in the runner's file asked.
func fakeInternet(t *testing.T, bin string) (path, digest string) {
	t.Helper()
	path = t.TempDir()
	archive := filepath.Join(path, "tool.tar.gz")
	folder := filepath.Join(path, "opencec_1.2.0_linux_amd64")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	tool := filepath.Join(bin, "opencec")
	for _, args := range [][]string{{"cp", tool, folder}, {"tar", "--create", "--gzip", "--file", archive, "--directory", path, filepath.Base(folder)}} {
		if out, err := exec.CommandContext(t.Context(), testenv.Program(t, args[0]), args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
	}
	for name, script := range map[string]string{
		"curl": `while [ "$1" != --output ]; do shift; done; cp '` + archive + `' "$2"`,
		"go":   `cp '` + tool + `' "$GOBIN/opencec"`,
	} {
		text := "#!/bin/sh\nset -eu\necho " + name + ` "$@" >>"$RUNNER_TEMP/asked"` + "\n" + script + "\n"
		if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return path, fmt.Sprintf("%x", sha256.Sum256([]byte(readFile(t, archive))))
}

// initRegister makes a register as its users do.
func initRegister(t *testing.T, bin string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "my register")
	out, err := exec.CommandContext(t.Context(), filepath.Join(bin, "opencec"), "init", dir, "--title", "My register", "--author", "Ann <ann@example.org>").CombinedOutput()
	if err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	return dir
}

// A new register's workflows get the tool where its file says, and from nowhere else.
func testStarterTool(t *testing.T, bin string) {
	path, digest := fakeInternet(t, bin)
	const address = "https://example.org/releases/v1.2.0/opencec_1.2.0_linux_amd64.tar.gz"
	for _, test := range []struct {
		name, settings string
		asked          string // what the network is asked for; "" for nothing
		code           int
	}{
		{"as it is begun", "", "", 1},
		{"a module", "MODULE=example.org/us/opencec\nVERSION=v1.2.0\n", "go install -trimpath example.org/us/opencec/cmd/opencec@v1.2.0\n", 0},
		{"a release", "ARCHIVE=" + address + "\nSHA256=" + digest + "\n", "curl --fail --silent --show-error --location --proto =https --retry 3 --max-time 300 --output TOOL " + address + "\n", 0},
		{"both", "MODULE=example.org/us/opencec\nVERSION=v1.2.0\nARCHIVE=" + address + "\nSHA256=" + digest + "\n", "curl --fail --silent --show-error --location --proto =https --retry 3 --max-time 300 --output TOOL " + address + "\n", 0},
		{"another archive", "ARCHIVE=" + address + "\nSHA256=" + strings.Repeat("0", 64) + "\n", "curl --fail --silent --show-error --location --proto =https --retry 3 --max-time 300 --output TOOL " + address + "\n", 1},
		{"no digest", "ARCHIVE=" + address + "\n", "", 1},
		{"not encrypted", "ARCHIVE=http://example.org/a.tar.gz\nSHA256=" + digest + "\n", "", 1},
		{"a branch", "MODULE=example.org/us/opencec\nVERSION=main\n", "", 1},
		{"the newest", "MODULE=example.org/us/opencec\nVERSION=latest\n", "", 1},
		{"no host", "MODULE=opencec\nVERSION=v1.2.0\n", "", 1},
		{"a flag", "MODULE=-modfile=x.y/z\nVERSION=v1.2.0\n", "", 1},
		{"a command", "MODULE=$(touch taken).org/x\nVERSION=v1.2.0; touch taken\n", "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := initRegister(t, bin)
			if test.settings != "" {
				write(t, dir, ".github/opencec.env", test.settings)
			}
			r := newRunner(t, starterWorkflow("check.yml"), dir)
			r.path = path
			got := r.run("tool")
			if got.code != test.code {
				t.Errorf("exit code %d, want %d\n%s%s", got.code, test.code, got.stdout, got.stderr)
			}
			if test.asked == "" && !strings.Contains(got.stdout, "::error file=.github/opencec.env::fill in MODULE and VERSION, such as ") {
				t.Errorf("it says\n%s", got.stdout)
			}
			asked, _ := os.ReadFile(filepath.Join(r.temp, "asked")) // not there when nothing was asked for
			if got := strings.ReplaceAll(string(asked), filepath.Join(r.temp, "tool.tar.gz"), "TOOL"); got != test.asked {
				t.Errorf("asked for %q, want %q", got, test.asked)
			}
			if _, err := os.Stat(filepath.Join(dir, "taken")); err == nil {
				t.Error("a setting was run")
			}
		})
	}
}

// A pull request to a new register is checked and described, and main is built.
func testStarterRegister(t *testing.T, bin string) {
	path, _ := fakeInternet(t, bin)
	dir := initRegister(t, bin)
	replace(t, dir, ".github/opencec.env", "\nMODULE=\nVERSION=\n", "\nMODULE=example.org/us/opencec\nVERSION=v1.2.0\n")
	commit(t, dir, "Name the tool")
	before := git(t, dir, "rev-parse", "HEAD")
	pull(t, dir, func() { write(t, dir, "data/manufacturers/acme.yaml", "name: Acme\n") })
	r := newRunner(t, starterWorkflow("check.yml"), dir)
	r.path = path
	r.good("tool", "validate")
	if got := r.run("format"); got.code != 1 || !strings.Contains(got.stdout, "data/manufacturers/acme.yaml") {
		t.Errorf("a file without its form: exit code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	r.good("review")
	if summary := readFile(t, filepath.Join(r.temp, "summary.md")); !strings.Contains(summary, "Acme") {
		t.Errorf("the summary is\n%s", summary)
	}
	git(t, dir, "switch", "--quiet", "main")
	r = newRunner(t, starterWorkflow("publish.yml"), dir)
	r.path = path
	r.values[eventBefore] = before
	r.good("tool", "build")
	if _, err := os.Stat(filepath.Join(r.temp, "public/index.html")); err != nil {
		t.Error(err)
	}
	r = newRunner(t, starterWorkflow("publish.yml"), dir)
	r.path = path
	r.values[eventBefore] = strings.Repeat("1", 40)
	r.good("tool")
	if got := r.run("build"); got.code != 1 {
		t.Errorf("a history that has lost what was published: exit code %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}
