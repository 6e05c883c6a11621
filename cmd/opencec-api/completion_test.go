package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// printed runs the command line, which must end well, and returns what it printed.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	if code := run(t.Context(), append([]string{"opencec-api"}, args...), &out, io.Discard, clock); code != exitGood {
		t.Fatalf("opencec-api %s: exit code %d", strings.Join(args, " "), code)
	}
	return out.String()
}

// The script for bash completes a flag and its value, in bash.
func TestCompletion(t *testing.T) {
	for line, want := range map[string]string{
		"--log-f":       "words\n--log-format\thow to write the log: text or json\n",
		"--log-format ": "words\ntext\t\njson\t\n",
		"--snapshot ":   "folders\n",
		"--keys-file ":  "files\n",
	} {
		if got := printed(t, append([]string{"completion", "words", "--"}, strings.Split(line, " ")...)...); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
	bash := exec.CommandContext(t.Context(), testenv.Program(t, "bash"), "--noprofile", "--norc", "-c", `
		opencec-api() { printf 'words\n--log-format\t\n'; }
		eval "$(cat)"
		COMP_WORDS=(opencec-api --log-f) COMP_CWORD=1
		_opencec_api opencec-api --log-f opencec-api
		echo "${COMPREPLY[@]}"
		complete -p opencec-api`)
	bash.Stdin = strings.NewReader(printed(t, "completion", "bash"))
	out, err := bash.CombinedOutput()
	if want := "--log-format\ncomplete -o default -F _opencec_api opencec-api\n"; err != nil || string(out) != want {
		t.Errorf("bash: %v, %q, want %q", err, out, want)
	}
}

// The manual page has all settings, no value of one, and no mistake.
func TestManual(t *testing.T) {
	t.Setenv(variable(settingDatabaseURL), "postgres://opencec:hidden@db.example/register")
	dir := t.TempDir()
	printed(t, "man", dir)
	path := filepath.Join(dir, "opencec-api.1")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(content), `\-`, "-")
	for _, name := range newSettings().names {
		if !strings.Contains(page, "--"+name+`\fR`) || !strings.Contains(page, variable(name)) {
			t.Errorf("--%s or %s is not in the page", name, variable(name))
		}
	}
	if strings.Contains(page, "hidden") {
		t.Error("a password is in the page")
	}
	if out, err := exec.CommandContext(t.Context(), testenv.Program(t, "groff"), "-man", "-Tutf8", "-ww", "-z", path).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}
