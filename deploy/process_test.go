package deploy

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/testenv"
)

// A process is a program as a deployment starts it.
type process struct {
	name   string            // how the deployment calls it
	args   []string          // the program, and its arguments
	env    map[string]string // nothing else is in its environment
	mounts map[string]string // what there is at a path of the process: a path here
	dir    string            // its working directory, as it sees it
}

// A machine is where the processes of a deployment run.
type machine struct {
	t        *testing.T
	bin      string               // folder with the built programs
	postgres *postgrestest.Server // the only one that any URL leads to
}

func newMachine(t *testing.T, bin string) *machine {
	t.Helper()
	return &machine{t, bin, postgrestest.Start(t, postgrestest.Options{})}
}

// volume makes an empty folder, which one process or several mount.
func (m *machine) volume() string { return m.t.TempDir() }

// command returns the process as a command of this machine.
func (m *machine) command(ctx context.Context, p process) *exec.Cmd {
	m.t.Helper()
	root := m.t.TempDir()
	for target, source := range p.mounts {
		place := filepath.Join(root, target)
		if err := errors.Join(os.MkdirAll(filepath.Dir(place), 0o755), os.Symlink(source, place)); err != nil {
			m.t.Fatal(err)
		}
	}
	here := func(text string) string { return m.here(root, text) }
	var args []string
	for _, arg := range p.args[1:] {
		args = append(args, here(arg))
	}
	cmd := exec.CommandContext(ctx, m.program(p.args[0]), args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + root}
	for _, name := range slices.Sorted(maps.Keys(p.env)) {
		cmd.Env = append(cmd.Env, name+"="+here(p.env[name]))
	}
	cmd.Dir = root
	if p.dir != "" {
		cmd.Dir = here(p.dir)
	}
	return cmd
}

// program finds a program by the last part of its path.
func (m *machine) program(path string) string {
	m.t.Helper()
	name := filepath.Base(path)
	if built := filepath.Join(m.bin, name); name == "opencec" || name == "opencec-api" {
		return built
	}
	return testenv.Program(m.t, name)
}

// here returns the text that says on this machine what it says in its deployment: a
// path below root if there is something, and the URL of the one database server.
func (m *machine) here(root, text string) string {
	if u, err := url.Parse(text); err == nil && u.Scheme == "postgres" {
		u.Host, u.RawQuery = m.postgres.Address(), "sslmode=disable"
		return u.String()
	}
	if !filepath.IsAbs(text) {
		return text
	}
	for _, there := range []string{text, filepath.Dir(text)} { // the file itself may be yet to be made
		if _, err := os.Stat(filepath.Join(root, there)); err == nil && there != "/" {
			return filepath.Join(root, text)
		}
	}
	return text
}

// run runs a process to its end and returns its stdout.
func (m *machine) run(p process) string {
	m.t.Helper()
	cmd := m.command(m.t.Context(), p)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		m.t.Fatalf("%s: %s: %v\n%s%s", p.name, strings.Join(p.args, " "), err, out, &stderr)
	}
	return string(out)
}
