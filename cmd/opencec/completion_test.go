package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"opencec/tools/testenv"
)

// completed maps a line to what the Tab key makes of it, in a folder with the folders "data dir" and
// "folder" and the file list.csv. If several words fit, or none, the line stays.
var completed = []struct{ typed, want string }{
	{"opencec imp", "opencec import"},
	{"opencec import c", "opencec import cec"},
	{"opencec keys rev", "opencec keys revoke"},
	{"opencec completion f", "opencec completion fish"},
	{"opencec import cec --ki", "opencec import cec --kind"},
	{"opencec import cec --kind inv", "opencec import cec --kind inverters"},
	{"opencec import cec --kind inverters,p", "opencec import cec --kind inverters,pv-modules"},
	{"opencec validate --format gi", "opencec validate --format github"},
	{"opencec validate --format=gi", "opencec validate --format=github"},
	{"opencec validate --fix --format sa", "opencec validate --fix --format sarif"},
	{"opencec diff --format ma", "opencec diff --format markdown"},
	{"opencec new listing --entity-type cl", "opencec new listing --entity-type client"},
	{"opencec new listing --deployment cloud-", "opencec new listing --deployment cloud-gateway"},
	{"opencec validate --data fo", "opencec validate --data folder"},
	{"opencec validate --data=da", "opencec validate --data=data dir"},
	{"opencec validate --data li", "opencec validate --data li"}, // a file is no folder
	{"opencec init fo", "opencec init folder"},
	{"opencec import cec li", "opencec import cec list.csv"},
	{"opencec new listing --from-csv=li", "opencec new listing --from-csv=list.csv"},
	{"opencec load --database-url postgres://localhost/x --dry", "opencec load --database-url postgres://localhost/x --dry-run"},
	{"opencec validate --format li", "opencec validate --format li"}, // a file is no format
	{"opencec import cec --kind inverters list.csv --comm", "opencec import cec --kind inverters list.csv --commit"},
	{"opencec nonsense li", "opencec nonsense li"},
	{"opencec list --", "opencec list --"},
	{"opencec serve li", "opencec serve li"}, // it takes no arguments
}

// typedKeys returns what to type in a terminal for all of completed: after Tab, each line becomes one
// that writes itself into the file completed.
func typedKeys() string {
	const home, end = "\x01", "\x05" // Ctrl-A and Ctrl-E
	var typed strings.Builder
	for _, c := range completed {
		typed.WriteString(c.typed + "\t" + home + "echo " + end + " >> completed\n")
	}
	return typed.String() + "exit\n"
}

// The scripts of opencec completion work in the shells themselves.
func TestCompletion(t *testing.T) {
	testenv.SkipIfShort(t, "it types into shells")
	for _, shell := range []struct{ name, script string }{
		{"bash", `
			exec opencec completion bash
			cp stdout complete.bash
			exec $SHELL -n complete.bash
			ttyin -stdin typed
			exec $SHELL --noprofile --rcfile complete.bash -i`},
		{"zsh", `
			mkdir functions
			exec opencec completion zsh
			cp stdout functions/_opencec
			exec $SHELL -n functions/_opencec
			ttyin -stdin typed
			exec $SHELL -i`},
		{"fish", `
			exec opencec completion fish
			cp stdout complete.fish
			exec $SHELL --no-execute complete.fish
			exec $SHELL --no-config each.fish`},
	} {
		t.Run(shell.name, func(t *testing.T) {
			program, script := testenv.Program(t, shell.name), filepath.Join(t.TempDir(), shell.name+".txtar")
			if err := os.WriteFile(script, []byte(shell.script), 0o644); err != nil {
				t.Fatal(err)
			}
			testscript.Run(t, testscript.Params{
				Files: []string{script},
				Setup: func(env *testscript.Env) error {
					env.Setenv("SHELL", program)
					env.Setenv("ZDOTDIR", env.WorkDir)
					env.Setenv("TERM", "dumb")
					env.Defer(func() { checkCompleted(t, filepath.Join(env.WorkDir, "completed")) })
					return writeShellFiles(env.WorkDir)
				},
			})
		})
	}
}

// writeShellFiles makes the folder that the shells run in.
func writeShellFiles(dir string) error {
	var lines []string
	for _, c := range completed {
		lines = append(lines, c.typed)
	}
	for name, content := range map[string]string{
		"data dir/note": "", "folder/note": "", "list.csv": "",
		"typed":      typedKeys(),
		".zshrc":     "fpath=($PWD/functions $fpath)\nautoload -Uz compinit\ncompinit -u -D\n",
		"typed.fish": strings.Join(lines, "\n") + "\n",
		// fish lists the completions of a line without a terminal.
		"each.fish": `source complete.fish
			while read --line line
				set -l words (complete --do-complete "$line" | string replace --regex '\t.*' '')
				if test (count $words) = 1
					set line (string replace --regex '[^ ]*$' '' -- "$line")$words[1]
				end
				echo $line >> completed
			end < typed.fish`,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func checkCompleted(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	if len(lines) != len(completed) {
		t.Errorf("%d lines were completed, want %d:\n%s", len(lines), len(completed), content)
		return
	}
	for i, c := range completed {
		if got := strings.TrimRight(lines[i], "/ "); got != c.want {
			t.Errorf("%q became %q, want %q", c.typed, got, c.want)
		}
	}
}
