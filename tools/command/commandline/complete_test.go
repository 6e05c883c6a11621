package commandline

import (
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// example is a program with everything that completion and manual pages distinguish.
func example() *Program {
	shapes := func() []string { return []string{"round", "square"} }
	return &Program{
		Version: "v1.2.0", Date: "2026-11-30T13:00:06Z", ExitStatus: "0 when all is well.",
		Values: map[string]func() []string{"SHAPE": shapes},
		Command: Command{
			Name: "shape", Usage: "draw shapes",
			Description: "Draws shapes. Begin with\n\n   shape draw round \\\n      --verbose\n\n.TH is no request here, 'nor' this\n'one, nor C:\\new\\fonts, `a`, ~^, 5 m² – -1 or \"x\".",
			Flags: []Flag{
				{Names: []string{"verbose", "w"}, Usage: "say more", Default: "false"},
				{Names: []string{"settings"}, Usage: "the `FILE` of settings", TakesValue: true, Variables: []string{"SHAPE_SETTINGS"}},
			},
			Commands: append([]Command{
				{
					Name: "draw", Aliases: []string{"d"}, Usage: "draw a shape", Arguments: "SHAPE [FILE…]",
					Flags: []Flag{
						{Names: []string{"format"}, Usage: "`FORMAT` of the picture", Default: `"svg"`, TakesValue: true, Choices: func() []string { return []string{"svg", "png"} }},
						{Names: []string{"output"}, Usage: "the `FOLDER` to draw into", TakesValue: true},
						{Names: []string{"count"}, Usage: "how many", Default: "1", TakesValue: true},
					},
				},
				{Name: "secret", Hidden: true},
				{Name: "box", Usage: "boxes", Commands: []Command{
					{Name: "open", Usage: "open a box", Arguments: "DIR", Description: "   shape box open here"},
					{Name: "close", Usage: "close all boxes"},
				}},
			}, Shared("shape")...),
		},
	}
}

// run runs a command of the package and returns what it wrote.
func run(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	if err := example().Run(args, &out); err != nil {
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
		found := example().complete(append([]string{"--"}, words...))
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
		var help strings.Builder
		if asked, err := Help("shape", []string{"completion", shell, "--help"}, &help); !asked || err != nil || !strings.Contains(help.String(), "shape completion "+shell+" >") {
			t.Errorf("the help for %s does not say how to set it up:\n%s", shell, &help)
		}
	}
	shellcheck := exec.CommandContext(t.Context(), testenv.Program(t, "shellcheck"), "--shell=bash", "-")
	shellcheck.Stdin = strings.NewReader(run(t, "completion", "bash"))
	if out, err := shellcheck.CombinedOutput(); err != nil {
		t.Errorf("shellcheck: %v\n%s", err, out)
	}
}

func TestHelp(t *testing.T) {
	for line, want := range map[string]string{
		"completion --help":               "USAGE:\n   shape completion bash|zsh|fish\n",
		"man -h":                          "USAGE:\n   shape man DIR\n",
		"man":                             "",
		"completion tcsh --help":          "",
		"completion words -- draw --help": "",
	} {
		var out strings.Builder
		if asked, err := Help("shape", strings.Fields(line), &out); err != nil || asked != (want != "") || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v %v\n%s", line, asked, err, &out)
		}
	}
}

func TestWrongUse(t *testing.T) {
	for line, want := range map[string]string{
		"completion":        `there is no completion for ""; there is one for bash, zsh, fish`,
		"completion tcsh":   `there is no completion for "tcsh"; there is one for bash, zsh, fish`,
		"completion bash x": `completion bash takes no arguments, but was given "x"`,
		"man":               "name the folder to write the manual pages into; 0 arguments were given",
		"man a b":           "2 arguments were given",
	} {
		err := example().Run(strings.Fields(line), io.Discard)
		if !errors.As(err, new(WrongUse)) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}
