package commandline

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

func TestManual(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "share", "man1")
	run(t, "man", dir)
	pages, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range pages {
		names = append(names, filepath.Base(path))
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), "secret") {
			t.Errorf("%s has what is hidden:\n%s", path, content)
		}
		for _, check := range [][]string{
			{"groff", "-man", "-Tutf8", "-ww", "-z", path}, {"mandoc", "-Tlint", "-Wwarning", path}, {"man", "--warnings", "-l", path},
		} {
			lint(t, check[0], check[1:]...)
		}
	}
	if want := []string{"shape-box-close.1", "shape-box-open.1", "shape-box.1", "shape-completion-bash.1", "shape-completion-fish.1", "shape-completion-zsh.1", "shape-completion.1", "shape-draw.1", "shape-man.1", "shape.1"}; !slices.Equal(names, want) {
		t.Errorf("pages %v, want %v", names, want)
	}
	for page, want := range map[string]string{"shape.1": shapePage, "shape-draw.1": drawPage} {
		cmd := exec.CommandContext(t.Context(), testenv.Program(t, "mandoc"), "-Tutf8", "-Owidth=78", filepath.Join(dir, page))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := plain(string(out)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", page, got, want)
		}
	}
}

// lint runs a program that must report nothing.
func lint(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), testenv.Program(t, name), args...)
	cmd.Env = append(os.Environ(), "MANPAGER=cat", "LC_ALL=C.UTF-8")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if name == "mandoc" {
		stderr.Write(out) // where it reports
	}
	if err != nil || stderr.Len() > 0 {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &stderr)
	}
}

// plain returns the output of mandoc without the overstriking that makes bold letters.
func plain(text string) string {
	var b []rune
	for _, r := range text {
		if r == '\b' {
			b = b[:len(b)-1]
			continue
		}
		b = append(b, r)
	}
	return string(b)
}

const shapePage = `SHAPE(1)                    General Commands Manual                   SHAPE(1)

NAME
       shape - draw shapes

SYNOPSIS
       shape [options] [command]

DESCRIPTION
       Draws shapes. Begin with

           shape draw round \
              --verbose

       .TH is no request here, 'nor' this 'one, nor C:\new\fonts, ` + "`" + `a` + "`" + `, ~^, 5
       m² – -1 or "x".

COMMANDS
       draw   draw a shape

       box    boxes

       completion
              print the script by which bash, zsh or fish completes the
              command line

       man    write the manual pages

OPTIONS
       --verbose, -w
              Say more.

       --settings FILE
              The FILE of settings.  Environment: SHAPE_SETTINGS.

       --help, -h
              Show help.

       --version, -v
              Print the version.

EXIT STATUS
       0 when all is well.

SEE ALSO
       shape-draw(1), shape-box(1), shape-completion(1), shape-man(1)

shape v1.2.0                      2026-11-30                          SHAPE(1)
`

const drawPage = `SHAPE-DRAW(1)               General Commands Manual              SHAPE-DRAW(1)

NAME
       shape-draw - draw a shape

SYNOPSIS
       shape draw [options] SHAPE [FILE…]

OPTIONS
       --format FORMAT
              FORMAT of the picture.  Default: "svg".

       --output FOLDER
              The FOLDER to draw into.

       --count value
              How many.  Default: 1.

       --help, -h
              Show help.

EXIT STATUS
       0 when all is well.

SEE ALSO
       shape(1)

shape v1.2.0                      2026-11-30                     SHAPE-DRAW(1)
`
