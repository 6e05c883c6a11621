package commandline

import (
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"opencec/tools/prerequisite"
)

// example is a program with all that completion and manual pages tell apart.
func example(out io.Writer) *cli.App {
	shapes := func() []string { return []string{"round", "square"} }
	o := Options{
		Program: "shape", Version: "v1.2.0", Date: "2026-11-30T13:00:06Z", Stdout: out,
		WrongUse:   func(format string, args ...any) error { return fmt.Errorf("wrong use: "+format, args...) },
		Arguments:  map[string]func() []string{"SHAPE": shapes},
		ExitStatus: "0 when all is well.",
	}
	return &cli.App{
		Name: "shape", Usage: "draw shapes", Version: "v1.2.0", Writer: out, ExitErrHandler: func(*cli.Context, error) {},
		Description: "Draws shapes. Begin with\n\n   shape draw round \\\n      --verbose\n\n.TH is no request here, 'nor' this\n'one, nor C:\\new\\fonts, `a`, ~^, 5 m² – -1 or \"x\".",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"w"}, Usage: "say more"},
			&cli.StringFlag{Name: "settings", EnvVars: []string{"SHAPE_SETTINGS"}, Usage: "the `FILE` of settings"},
			&cli.StringFlag{Name: "secret", Hidden: true},
		},
		Commands: append([]*cli.Command{
			{
				Name: "draw", Aliases: []string{"d"}, Usage: "draw a shape", ArgsUsage: "SHAPE [FILE…]",
				Flags: []cli.Flag{
					OneOf(&cli.StringFlag{Name: "format", Value: "svg", Usage: "`FORMAT` of the picture"}, func() []string { return []string{"svg", "png"} }),
					&cli.StringFlag{Name: "output", Usage: "the `FOLDER` to draw into"},
					&cli.IntFlag{Name: "count", Value: 1, Usage: "how many"},
				},
			},
			{Name: "secret", Hidden: true},
			{Name: "box", Usage: "boxes", Subcommands: []*cli.Command{
				{Name: "open", Usage: "open a box", ArgsUsage: "DIR", Description: "   shape box open here"},
				{Name: "close", Usage: "close all boxes"},
			}},
		}, Commands(o)...),
	}
}

// run runs the example and returns what it wrote.
func run(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	if err := example(&out).Run(append([]string{"shape"}, args...)); err != nil {
		t.Fatalf("shape %s: %v", strings.Join(args, " "), err)
	}
	return out.String()
}

func TestComplete(t *testing.T) {
	for line, want := range map[string]string{
		"":                              "words draw box completion man",
		"d":                             "words draw",
		"sec":                           "words",
		"-":                             "words --help --settings --verbose --version",
		"--v":                           "words --verbose --version",
		"--settings ":                   "files",
		"--settings=":                   "files",
		"--settings x d":                "words draw",
		"--settings=x d":                "words draw",
		"--verbose d":                   "words draw",
		"-w d":                          "words draw",
		"draw ":                         "words round square",
		"d r":                           "words round",
		"draw round ":                   "files",
		"draw round a.svg ":             "files",
		"draw --format ":                "words svg png",
		"draw -format p":                "words png",
		"draw --format=p":               "words --format=png",
		"draw --format svg,":            "words svg,svg svg,png",
		"draw --format=svg,p":           "words --format=svg,png",
		"draw --output ":                "folders",
		"draw --output=x":               "folders",
		"draw --count ":                 "files",
		"draw --":                       "words --count --format --help --output",
		"draw --format svg --f":         "words --format",
		"draw --verb":                   "words", // a flag of the program, not of the command
		"draw -- --f":                   "words",
		"draw --format -- s":            "words square",
		"draw --verbose=":               "words",
		"draw --unknown=":               "words",
		"draw --unknown ":               "words round square",
		"box ":                          "words open close",
		"box open ":                     "folders",
		"box close ":                    "words",
		"box nonsense ":                 "words",
		"secret ":                       "words",
		"completion ":                   "words bash zsh fish",
		"man ":                          "folders",
		"completion words -- --version": "words",
	} {
		words := strings.Split(line, " ")
		got := run(t, append([]string{"completion", "words", "--"}, words...)...)
		var short []string
		for l := range strings.Lines(got) {
			word, _, _ := strings.Cut(strings.TrimSuffix(l, "\n"), "\t")
			short = append(short, word)
		}
		if strings.Join(short, " ") != want {
			t.Errorf("%q: %q, want %q", line, strings.Join(short, " "), want)
		}
	}
	if got, want := run(t, "completion", "words", "--", "dr"), "words\ndraw\tdraw a shape\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, without := range [][]string{nil, {"--"}, {"draw", "x"}} {
		if got := run(t, append([]string{"completion", "words"}, without...)...); got != "words\n" {
			t.Errorf("words %q: %q", without, got)
		}
	}
}

func FuzzComplete(f *testing.F) {
	f.Add("draw --format=svg,p")
	f.Add("box open -- -")
	f.Fuzz(func(t *testing.T, line string) {
		words := strings.Split(line, " ")
		app := example(io.Discard)
		found := complete(app, nil, append([]string{"--"}, words...))
		for _, c := range found.words {
			if !strings.HasPrefix(c.word, words[len(words)-1]) {
				t.Errorf("%q cannot become %q", line, c.word)
			}
		}
		if found.more != noMore && len(found.words) > 0 {
			t.Errorf("%q: words and %s", line, found.more)
		}
	})
}

func TestScripts(t *testing.T) {
	for _, shell := range shells() {
		script := run(t, "completion", shell)
		if strings.Contains(script, "PROGRAM") || strings.Contains(script, "FUNCTION") || !strings.Contains(script, "shape completion words") && !strings.Contains(script, " completion words -- ") {
			t.Errorf("%s:\n%s", shell, script)
		}
		if help := run(t, "completion", shell, "--help"); !strings.Contains(help, "shape completion "+shell+" >") {
			t.Errorf("the help for %s does not say how to set it up:\n%s", shell, help)
		}
	}
	shellcheck := exec.CommandContext(t.Context(), prerequisite.Program(t, "shellcheck"), "--shell=bash", "-")
	shellcheck.Stdin = strings.NewReader(run(t, "completion", "bash"))
	if out, err := shellcheck.CombinedOutput(); err != nil {
		t.Errorf("shellcheck: %v\n%s", err, out)
	}
}

func TestWrongUse(t *testing.T) {
	for line, want := range map[string]string{
		"completion tcsh":   `there is no completion for "tcsh"; there is one for bash, zsh, fish`,
		"completion bash x": `completion bash takes no arguments, but was given "x"`,
		"man":               "name the folder to write the manual pages into; 0 arguments were given",
		"man a b":           "2 arguments were given",
	} {
		err := example(io.Discard).Run(append([]string{"shape"}, strings.Fields(line)...))
		if err == nil || !strings.HasPrefix(err.Error(), "wrong use: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}
