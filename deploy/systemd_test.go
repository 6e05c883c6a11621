package deploy

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// A unit is a unit file of systemd: the values of each setting, over all sections. An
// empty value takes away those before it.
type unit map[string][]string

func readUnit(t *testing.T, name string) unit {
	t.Helper()
	u := unit{}
	for line := range strings.Lines(readFile(t, filepath.Join("systemd", name))) {
		setting, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		u[setting] = append(u[setting], value)
	}
	return u
}

// processes returns what a service starts, one after the other, with the files of /etc
// in a folder and what the administrator has set.
func (u unit) processes(m *machine, name, etc, state string, set map[string]string) []process {
	m.t.Helper()
	credentials := m.volume()
	for _, c := range u["LoadCredential"] {
		id, path, _ := strings.Cut(c, ":")
		text := readFile(m.t, strings.Replace(path, "/etc", etc, 1))
		if err := os.WriteFile(filepath.Join(credentials, id), []byte(text), 0o600); err != nil {
			m.t.Fatal(err)
		}
	}
	env := map[string]string{}
	for _, e := range u["Environment"] {
		name, value, _ := strings.Cut(e, "=")
		env[name] = strings.ReplaceAll(value, "%d", "/credentials")
	}
	maps.Copy(env, set)
	var processes []process
	for _, line := range append(u["ExecStartPre"], u["ExecStart"]...) {
		p := process{name: name, env: env, mounts: map[string]string{"/credentials": credentials, "/var/lib/opencec": state}}
		for _, arg := range strings.Fields(line) {
			p.args = append(p.args, braced.ReplaceAllStringFunc(arg, func(r string) string { return env[braced.FindStringSubmatch(r)[1]] }))
		}
		if len(u["WorkingDirectory"]) > 0 {
			p.dir = u["WorkingDirectory"][0]
		}
		processes = append(processes, p)
	}
	return processes
}

var braced = regexp.MustCompile(`\$\{(\w+)\}`)

// The service that loads gets the repository, and what is new in it the next time; the
// server answers from the database.
func testSystemd(t *testing.T, bin string) {
	m := newMachine(t, bin)
	passwords, etc, state, repository := m.newPasswords(), m.volume(), m.volume(), m.repository()
	for role, name := range map[string]string{"owner": "owner.pgpass", "reader": "reader.pgpass"} {
		if err := os.MkdirAll(filepath.Join(etc, "opencec"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(passwords, role, "pgpass"), filepath.Join(etc, "opencec", name)); err != nil {
			t.Fatal(err)
		}
	}
	load := func() {
		for _, p := range readUnit(t, "opencec-load.service").processes(m, "load", etc, state, map[string]string{"REPOSITORY": repository}) {
			m.run(p)
		}
	}
	load()
	api := readUnit(t, "opencec-api.service").processes(m, "api", etc, state, nil)
	running := m.startAPI(api[0])
	before := running.ask("/", "").body

	m.run(process{name: "repository", args: []string{"git", "-C", repository, "-c", "user.name=Test", "-c", "user.email=test@example.org",
		"commit", "--quiet", "--allow-empty", "--message=Nothing new"}})
	load()
	running.wait("it has the new version", func() bool { return running.ask("/", "").body != before })
	if _, err := os.Stat(filepath.Join(state, "public", "index.html")); err != nil {
		t.Error(err)
	}
}

// The units are right, and what they start can do little else.
func TestUnits(t *testing.T) {
	t.Parallel()
	analyze := testenv.Program(t, "systemd-analyze")
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "usr/lib/systemd/system"), os.DirFS("/usr/lib/systemd/system")); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string, mode os.FileMode) {
		place := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(place), 0o755), os.WriteFile(place, []byte(text), mode)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"opencec-api.service", "opencec-load.service", "opencec-load.timer"} {
		write("etc/systemd/system/"+name, readFile(t, "systemd/"+name), 0o644)
	}
	for _, program := range []string{"usr/local/bin/opencec", "usr/local/bin/opencec-api", "usr/bin/git"} { // which have to be there
		write(program, "#!/bin/true\n", 0o755)
	}
	run := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), analyze, append([]string{"--root=" + root}, args...)...).CombinedOutput()
		if err != nil {
			t.Errorf("systemd-analyze %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	// It warns of an unknown setting, and of those in units of the system.
	if out := run("verify", "opencec-api.service", "opencec-load.service", "opencec-load.timer"); strings.Contains(out, "opencec") {
		t.Error(out)
	}
	const exposure = "20" // of 100; a service that says nothing has 96
	run("security", "--offline=yes", "--threshold="+exposure, "opencec-api.service")
	run("security", "--offline=yes", "--threshold="+exposure, "opencec-load.service")
}
