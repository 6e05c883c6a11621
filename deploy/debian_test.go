package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// scriptOf runs a maintainer script of the Debian package as dpkg does for a system in a
// folder, with programs that only write what they are asked for, and returns that.
func scriptOf(t *testing.T, root, script string, args ...string) string {
	t.Helper()
	bin, calls := t.TempDir(), filepath.Join(t.TempDir(), "calls")
	for _, program := range []string{"systemctl", "systemd-sysusers"} {
		write(t, bin, program, "#!/bin/sh\necho \"${0##*/} $*\" >>'"+calls+"'\n")
		if err := os.Chmod(filepath.Join(bin, program), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), testenv.Program(t, "sh"), append([]string{filepath.Join("debian", script)}, args...)...)
	cmd.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "DPKG_ROOT=" + root}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", script, args, err, out)
	}
	text, err := os.ReadFile(calls)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// Installing makes the user, and purging takes away what the services have made and nothing
// else. In a folder, such as that of an image, no service of this machine is touched.
func TestDebianScripts(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	made := []string{"var/lib/opencec/public/index.html", "var/lib/opencec-api/mark", "var/lib/private/opencec-api/mark"}
	others := []string{"etc/opencec/owner.pgpass", "var/lib/other/file"}
	for _, name := range append(made, others...) {
		write(t, root, name, "")
	}
	for _, test := range []struct {
		script string
		args   []string
		want   string
		gone   bool
	}{
		{"postinst", []string{"configure", ""}, "systemd-sysusers --root=" + root + " opencec.conf\n", false},
		{"postinst", []string{"triggered", "x"}, "", false},
		{"prerm", []string{"upgrade", "1.2.0"}, "", false},
		{"postrm", []string{"upgrade", "1.2.0"}, "", false},
		{"prerm", []string{"remove"}, "", false},
		{"postrm", []string{"remove"}, "", false},
		{"postrm", []string{"purge"}, "", true},
		{"postrm", []string{"purge"}, "", true}, // again, with nothing there
	} {
		if got := scriptOf(t, root, test.script, test.args...); got != test.want {
			t.Errorf("%s %q asks for %q, want %q", test.script, test.args, got, test.want)
		}
		for _, name := range made {
			if _, err := os.Stat(filepath.Join(root, name)); (err != nil) != test.gone {
				t.Errorf("%s %q: %s: %v", test.script, test.args, name, err)
			}
		}
	}
	for _, name := range others {
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			t.Error(err)
		}
	}
}

// The scripts name the units that there are, and the files of settings name what the units
// take; nothing in them is set before somebody sets it.
func TestDebianNames(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"postinst", "prerm"} {
		for _, name := range matches(t, filepath.Join("debian", script), `\b(opencec[\w-]*\.(?:service|timer))\b`) {
			if _, err := os.Stat(filepath.Join("systemd", name)); err != nil {
				t.Errorf("%s: %v", script, err)
			}
		}
	}
	load := readFile(t, "systemd/opencec-load.service")
	for _, file := range []string{"api.env", "load.env"} {
		if !strings.Contains(readFile(t, "systemd/opencec-api.service")+load, "/etc/opencec/"+file) {
			t.Errorf("no unit reads %s", file)
		}
		text := readFile(t, filepath.Join("debian", file))
		if set := regexp.MustCompile(`(?m)^[^#\n].*`).FindString(text); set != "" {
			t.Errorf("%s sets %s", file, set)
		}
		for _, name := range matches(t, filepath.Join("debian", file), `(?m)^#([A-Z_]+)=`) {
			known := readFile(t, "settings.md")
			if file == "load.env" {
				known = load
			}
			if !strings.Contains(known, name) {
				t.Errorf("%s: %s is no setting", file, name)
			}
		}
	}
}
