package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/testenv"
)

// Each command has a correct manual page, apart from the date, which a program without version control
// does not know.
func TestManual(t *testing.T) {
	groff, mandoc, dir := testenv.Program(t, "groff"), testenv.Program(t, "mandoc"), t.TempDir()
	if c := opencec(t, time.Now(), "man", dir); c.code != exitGood || c.stdout+c.stderr != "" {
		t.Fatalf("%+v", c)
	}
	for _, name := range pageNames("opencec", newApp(&environment{}).Commands) {
		path := filepath.Join(dir, name+".1")
		if out, err := exec.CommandContext(t.Context(), groff, "-man", "-Tutf8", "-ww", "-z", path).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("groff: %v\n%s", err, out)
		}
		out, _ := exec.CommandContext(t.Context(), mandoc, "-Tlint", "-Wwarning", path).CombinedOutput() // fails without a date
		if strings.Count(string(out), "\n") != strings.Count(string(out), `missing date, using ""`) {
			t.Errorf("mandoc: %s", out)
		}
	}
}

func pageNames(above string, commands []*cli.Command) []string {
	names := []string{above}
	for _, c := range commands {
		if !c.Hidden {
			names = append(names, pageNames(above+"-"+c.Name, c.Subcommands)...)
		}
	}
	return names
}
