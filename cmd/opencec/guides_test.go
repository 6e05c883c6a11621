package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// guideDay is today in the guides: their output was printed on that day.
const guideDay = "2026-11-23"

// A guide is a page of the site with commands that a reader types in order.
type guide struct {
	name   string
	weight int // its place among the guides, which follow one another
	blocks []guideBlock
}

// A guideBlock is a fenced block: commands (sh) with the exit code of the last, a file to write, or
// printed lines (text).
type guideBlock struct {
	line           int
	language, file string
	exit           int
	text           string
}

var (
	guideWeight = regexp.MustCompile(`(?m)^weight: (\d+)$`)
	guideFence  = regexp.MustCompile("^```([a-z]+)(?: {(file|exit)=\"([^\"]+)\"})?$")
)

// readGuide parses a page as far as this test needs it. Another form of fence is an error, because its
// block would silently not run.
func readGuide(path string) (guide, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return guide{}, err
	}
	g := guide{name: strings.TrimSuffix(filepath.Base(path), ".md")}
	if weight := guideWeight.FindSubmatch(content); weight != nil {
		g.weight, err = strconv.Atoi(string(weight[1]))
	}
	var open *guideBlock
	for i, line := range strings.Split(string(content), "\n") {
		switch {
		case open != nil && line == "```":
			g.blocks, open = append(g.blocks, *open), nil
		case open != nil:
			open.text += line + "\n"
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			open, err = openBlock(line, i+1)
		}
		if err != nil {
			return guide{}, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
	}
	if open != nil {
		return guide{}, fmt.Errorf("%s:%d: the block has no end", path, open.line)
	}
	return g, nil
}

func openBlock(fence string, line int) (*guideBlock, error) {
	parts := guideFence.FindStringSubmatch(fence)
	if parts == nil {
		return nil, fmt.Errorf("%q is none of the fences sh, sh {exit=\"1\"}, text, LANGUAGE {file=\"PATH\"}", fence)
	}
	b := &guideBlock{line: line, language: parts[1]}
	var err error
	switch parts[2] {
	case "file":
		b.file = parts[3]
	case "exit":
		b.exit, err = strconv.Atoi(parts[3])
	}
	if b.file == "" && b.language != "sh" && b.language != "text" {
		return nil, fmt.Errorf("a block of %s is neither run nor written", b.language)
	}
	return b, err
}

// readGuides returns the guides in order. The overview has no weight and is not a guide.
func readGuides(t *testing.T) []guide {
	t.Helper()
	paths, err := filepath.Glob("../../site/content/guides/*.md")
	if err != nil {
		t.Fatal(err)
	}
	var guides []guide
	for _, path := range paths {
		g, err := readGuide(path)
		if err != nil {
			t.Fatal(err)
		}
		if g.weight > 0 {
			guides = append(guides, g)
		}
	}
	slices.SortFunc(guides, func(a, b guide) int { return cmp.Compare(a.weight, b.weight) })
	return guides
}

// The commands of the guides do what the guides say, in a clone of a repository with the register's
// data. After each guide its pull request is merged before the next guide.
func TestGuides(t *testing.T) {
	t.Parallel()
	guides := readGuides(t)
	if len(guides) != 7 {
		t.Fatalf("%d guides, want 7", len(guides))
	}
	r := newReader(t)
	clone := r.folder
	for i, g := range guides {
		if g.weight != i+1 {
			t.Errorf("%s has the weight %d, want %d", g.name, g.weight, i+1)
		}
		r.folder = clone
		if g.name == movingGuide {
			r.putOriginal(t)
		}
		ok := t.Run(g.name, func(t *testing.T) { r.follow(t, g) })
		if !ok {
			t.Fatal("the guides after it begin with what it leaves")
		}
	}
}

// A reader follows guides in a shell. folder is the current directory between blocks.
type reader struct {
	folder      string
	env         []string
	server, key string // of the register that is served; "" until a guide asks it
}

// newReader makes the repository to which people push, and a clone of it.
func newReader(t *testing.T) *reader {
	t.Helper()
	work := t.TempDir()
	r := &reader{folder: work, env: append(os.Environ(),
		"HOME="+work, "XDG_CACHE_HOME="+filepath.Join(work, "cache"), "LC_ALL=C.UTF-8",
		"PATH="+binOfGuides(t)+string(os.PathListSeparator)+os.Getenv("PATH"),
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=ann@example.org",
		"GIT_COMMITTER_NAME=Ann", "GIT_COMMITTER_EMAIL=ann@example.org",
	)}
	r.mustRun(t, "git init --quiet --bare --initial-branch main origin.git\ngit clone --quiet origin.git register\ncd register\ngit switch --quiet -c main\nmkdir deploy")
	for _, folder := range []string{"data", "schemas", "deploy/hooks"} {
		if err := os.CopyFS(filepath.Join(r.folder, folder), os.DirFS(filepath.Join("../..", folder))); err != nil {
			t.Fatal(err)
		}
	}
	r.mustRun(t, "echo /public/ > .gitignore\nchmod +x deploy/hooks/*\ngit add .\ngit commit --quiet -m Begin\ngit push --quiet --set-upstream origin main")
	return r
}

// binOfGuides returns a folder with an opencec for which today is guideDay.
func binOfGuides(t *testing.T) string {
	t.Helper()
	testenv.SkipIfShort(t, "it does all that a guide says")
	tool, err := exec.LookPath("opencec") // testscript.Main has put this program there
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	script := `#!/bin/sh
case $1 in
  new) set -- "$@" --on ` + guideDay + ` ;;
  validate|review|build|show) command=$1; shift; set -- "$command" --on ` + guideDay + ` "$@" ;;
esac
exec '` + tool + `' "$@"
`
	if err := os.WriteFile(filepath.Join(bin, "opencec"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return bin
}

// follow follows a guide. At its end the register has no errors, is in canonical form, and is
// committed.
func (r *reader) follow(t *testing.T, g guide) {
	var printed string
	if g.name == ownRegisterGuide {
		r.folder = t.TempDir() // it begins in any folder
	}
	for _, b := range g.blocks {
		at := fmt.Sprintf("%s.md:%d", g.name, b.line)
		switch {
		case b.file != "":
			r.write(t, b.file, b.text)
		case b.language == "sh":
			if strings.Contains(b.text, "$REGISTER") {
				r.serve(t)
			}
			var code int
			if printed, code = r.run(t, b.text); code != b.exit {
				t.Fatalf("%s: exit code %d, want %d\n%s", at, code, b.exit, printed)
			}
		default:
			for _, line := range missing(printed, b.text) {
				t.Errorf("%s: not printed: %s", at, line)
			}
			if t.Failed() {
				t.Fatalf("printed:\n%s", printed)
			}
		}
	}
	if r.server != "" {
		r.askWishes(t, g)
	}
	if printed := r.mustRun(t, "opencec validate\nopencec fmt --check\ngit status --porcelain"); !strings.HasSuffix(printed, " warnings\n") || !strings.Contains(printed, " 0 errors") {
		t.Errorf("not whole, or not committed:\n%s", printed)
	}
	r.mustRun(t, "if git remote | grep -q origin; then git push --quiet origin HEAD:main; fi")
}

func (r *reader) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(r.folder, filepath.FromSlash(name))
	if !filepath.IsLocal(name) {
		t.Fatalf("%s is not a path in the repository", name)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run runs commands up to the first that fails, and returns their output and the exit code. The next
// commands continue in the same folder.
func (r *reader) run(t *testing.T, commands string) (string, int) {
	t.Helper()
	here := filepath.Join(t.TempDir(), "here")
	cmd := exec.CommandContext(t.Context(), "sh", "-euc", commands+"\npwd > '"+here+"'")
	cmd.Dir, cmd.Env = r.folder, r.env
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if folder, err := os.ReadFile(here); err == nil {
		r.folder = strings.TrimSpace(string(folder))
	}
	return printed.String(), cmd.ProcessState.ExitCode()
}

func (r *reader) mustRun(t *testing.T, commands string) string {
	t.Helper()
	printed, code := r.run(t, commands)
	if code != 0 {
		t.Fatalf("%s\nexit code %d\n%s", commands, code, printed)
	}
	return printed
}

// missing returns the lines of shown that are not in printed, in order. "…" matches anything within a
// line.
func missing(printed, shown string) []string {
	left := strings.Split(printed, "\n")
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(shown)) {
		line = strings.TrimSuffix(line, "\n")
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*") + "$")
		at := slices.IndexFunc(left, pattern.MatchString)
		if at < 0 {
			lines = append(lines, line)
			continue
		}
		left = left[at+1:]
	}
	return lines
}

func TestMissingLines(t *testing.T) {
	t.Parallel()
	const printed = "one\ntwo: 2 of 3\n\nthree\n"
	for shown, want := range map[string]string{
		"one\nthree\n":          "",
		"two: … of …\n\nthree":  "",
		"…":                     "",
		"three\none\n":          "one",
		"on\n":                  "on",
		"two: . of .\nthree\n":  "two: . of .",
		"one\none\ntwo: 2 of 3": "one",
	} {
		if got := strings.Join(missing(printed, shown), "\n"); got != want {
			t.Errorf("of %q is missing %q, want %q", shown, got, want)
		}
	}
}

func TestReadGuideRefuses(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"a fence in a list":        "1. Step\n   ```sh\n   ls\n   ```\n",
		"an unknown attribute":     "```sh {run=\"no\"}\nls\n```\n",
		"an exit that is no code":  "```sh {exit=\"one\"}\nls\n```\n",
		"a block that is not used": "```yaml\na: 1\n```\n",
		"a block without an end":   "```sh\nls\n",
	} {
		path := filepath.Join(t.TempDir(), "guide.md")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if g, err := readGuide(path); err == nil {
			t.Errorf("%s: no error, %v", name, g)
		}
	}
}
