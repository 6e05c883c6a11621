package deploy

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A clone is a repository with the hook, and the tool that it finds.
type clone struct {
	t               *testing.T
	dir, tool, temp string
}

// newClone makes a repository with the register's data, where the hook is installed as
// its own text says.
func newClone(t *testing.T, bin string) *clone {
	t.Helper()
	install := matches(t, "hooks/pre-commit", `(?m)^#   git (config core\.hooksPath) deploy/hooks$`)[0]
	dir := newRegister(t)
	git(t, dir, append(strings.Fields(install), absolute(t, "hooks"))...)
	return &clone{t, dir, filepath.Join(bin, "opencec"), t.TempDir()}
}

// git runs git in a folder of the clone, and returns what it prints and whether it went
// well.
func (c *clone) git(folder string, args ...string) (out string, good bool) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), "git", args...)
	cmd.Dir = filepath.Join(c.dir, folder)
	cmd.Env = append(gitEnvironment(), "OPENCEC="+c.tool, "TMPDIR="+c.temp)
	printed, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		c.t.Fatal(err)
	}
	return string(printed), err == nil
}

const (
	aModel      = "model: Powerwall 2"
	aGoodModel  = "model: Powerwall 2 AC"
	aWrongModel = "modle: Powerwall 2"
	openPeriod  = "{from: 2026-03-05}"
	longPeriod  = "{from: 2026-03-05, to: 2029-06-30}"
)

// The hook lets through what a pull request's check would, and nothing else.
func testHook(t *testing.T, bin string) {
	for _, test := range []struct {
		name string
		do   func(c *clone)
		args []string // of git commit, in the folder data
		want string   // what is said when it is refused; "" when it is not
	}{
		{"good", func(c *clone) {
			replace(t, c.dir, powerwall, openPeriod, longPeriod)
			git(t, c.dir, "add", "--all")
		}, nil, ""},
		{"wrong", func(c *clone) {
			replace(t, c.dir, powerwall, aModel, aWrongModel)
			git(t, c.dir, "add", "--all")
		}, nil, powerwall + ":5:1: modle: "},
		{"of another form", func(c *clone) {
			replace(t, c.dir, powerwall, aModel, "model:   Powerwall 2")
			git(t, c.dir, "add", "--all")
		}, nil, powerwall + ": not in its one form\n"},
		{"without its manufacturer", func(c *clone) {
			write(t, c.dir, "data/manufacturers/sunny.yaml", "name: Sunny\n")
			replace(t, c.dir, powerwall, "manufacturer: tesla", "manufacturer: sunny")
			git(t, c.dir, "add", powerwall)
		}, nil, "not staged, and so not in what was checked:\n  data/manufacturers/sunny.yaml\n"},
		{"with a change left out", func(c *clone) {
			replace(t, c.dir, powerwall, aModel, aWrongModel)
			git(t, c.dir, "add", "--all")
			replace(t, c.dir, "data/listings/sonnen/ecolinx.yaml", "model:", "modle:")
		}, nil, "not in what was checked:\n  data/listings/sonnen/ecolinx.yaml\n"},
		{"deleted", func(c *clone) { git(t, c.dir, "rm", "--quiet", "data/listings/sonnen/ecolinx.yaml") }, nil, "sonnen/ecolinx"},
		{"all deleted", func(c *clone) { git(t, c.dir, "rm", "--quiet", "-r", "data") }, nil, "takes away the register"},
		{"good staged, wrong since", func(c *clone) {
			replace(t, c.dir, powerwall, openPeriod, longPeriod)
			git(t, c.dir, "add", "--all")
			replace(t, c.dir, powerwall, aModel, aWrongModel)
		}, nil, ""},
		{"wrong staged, good since", func(c *clone) {
			replace(t, c.dir, powerwall, aModel, aWrongModel)
			git(t, c.dir, "add", "--all")
			replace(t, c.dir, powerwall, aWrongModel, aModel)
		}, nil, "modle"},
		{"wrong, not staged", func(c *clone) {
			write(t, c.dir, "data/listings/tesla/untracked.yaml", "wrong: 1\n")
			replace(t, c.dir, powerwall, openPeriod, longPeriod)
			git(t, c.dir, "add", "--update")
		}, nil, ""},
		{"wrong, to be added later", func(c *clone) {
			write(t, c.dir, "data/listings/tesla/later.yaml", "wrong: 1\n")
			git(t, c.dir, "add", "--intent-to-add", "data/listings/tesla/later.yaml")
			replace(t, c.dir, powerwall, openPeriod, longPeriod)
			git(t, c.dir, "add", powerwall)
		}, nil, ""},
		{"wrong, with all", func(c *clone) { replace(t, c.dir, powerwall, aModel, aWrongModel) }, []string{"--all"}, "modle"},
		{"one of two files", func(c *clone) {
			replace(t, c.dir, powerwall, openPeriod, longPeriod)
			replace(t, c.dir, "data/listings/sonnen/ecolinx.yaml", "model:", "modle:")
		}, []string{"listings/tesla/powerwall-2.yaml"}, ""},
		{"strange names", func(c *clone) {
			write(t, c.dir, "data/listings/tesla/a b\n$(touch taken) ' \".yaml", "model: a\n")
			git(t, c.dir, "add", "--all")
		}, nil, "listings/tesla"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newClone(t, bin)
			test.do(c)
			before := git(t, c.dir, "rev-parse", "HEAD")
			if err := os.MkdirAll(filepath.Join(c.dir, "data"), 0o755); err != nil {
				t.Fatal(err)
			}
			out, good := c.git("data", append([]string{"commit", "--quiet", "--message=Change"}, test.args...)...)
			if good != (test.want == "") || !strings.Contains(out, test.want) {
				t.Errorf("good is %t, want %q:\n%s", good, test.want, out)
			}
			if after := git(t, c.dir, "rev-parse", "HEAD"); (after != before) != good {
				t.Errorf("HEAD was %s, and is %s", before, after)
			}
			c.checkClean()
		})
	}
	t.Run("other commits", func(t *testing.T) { t.Parallel(); testHookOthers(t, bin) })
}

// checkClean wants nothing to be left of the hook.
func (c *clone) checkClean() {
	c.t.Helper()
	if left, err := os.ReadDir(c.temp); err != nil || len(left) > 0 {
		c.t.Errorf("the hook leaves %v, %v", left, err)
	}
	if _, err := os.Stat(filepath.Join(c.dir, "data/taken")); err == nil {
		c.t.Error("the name of a file was run")
	}
}

// The first commit, another checkout of the same repository, no tool, and a commit that
// does not need it.
func testHookOthers(t *testing.T, bin string) {
	c := newClone(t, bin)
	git(t, c.dir, "update-ref", "-d", "HEAD")
	if out, good := c.git("", "commit", "--quiet", "--message=First"); !good {
		t.Errorf("the first commit:\n%s", out)
	}
	git(t, c.dir, "worktree", "add", "--quiet", "other")
	replace(t, c.dir, "other/"+powerwall, aModel, aWrongModel)
	if out, good := c.git("other", "commit", "--quiet", "--all", "--message=Wrong"); good || !strings.Contains(out, "modle") {
		t.Errorf("in another checkout, good is %t:\n%s", good, out)
	}
	replace(t, c.dir, "other/"+powerwall, aWrongModel, aGoodModel)
	if out, good := c.git("other", "commit", "--quiet", "--all", "--message=Good"); !good {
		t.Errorf("in another checkout:\n%s", out)
	}
	c.tool = ""
	replace(t, c.dir, powerwall, openPeriod, longPeriod)
	if _, err := exec.LookPath("opencec"); err != nil {
		if out, good := c.git("", "commit", "--quiet", "--all", "--message=Change"); good || !strings.Contains(out, "go build -o bin/ ./cmd/opencec") {
			t.Errorf("without the tool, good is %t:\n%s", good, out)
		}
	}
	if err := os.Symlink(bin, filepath.Join(c.dir, "bin")); err != nil {
		t.Fatal(err)
	}
	if out, good := c.git("", "commit", "--quiet", "--all", "--message=Change"); !good {
		t.Errorf("with bin/opencec:\n%s", out)
	}
	c.tool = "/none"
	write(t, c.dir, "README", "It is outside the register.\n")
	git(t, c.dir, "add", "README")
	if out, good := c.git("", "commit", "--quiet", "--message=Outside"); !good {
		t.Errorf("a commit that does not change the register:\n%s", out)
	}
	c.checkClean()
}

// The check in a container, as the README has it: the image starts opencec with the
// arguments after its name, in the folder that is mounted.
func testContainerCheck(t *testing.T, bin string) {
	line := matches(t, "README.md", `(?m)^    docker run (.* validate .*)$`)[0]
	words := strings.Fields(strings.ReplaceAll(line, `"`, ""))
	image := slices.Index(words, "opencec")
	if image < 0 {
		t.Fatalf("docker run %s: no image opencec", line)
	}
	mount := regexp.MustCompile(`--volume \$PWD:(\S+):ro --workdir (\S+)`).FindStringSubmatch(strings.Join(words[:image], " "))
	if mount == nil || mount[1] != mount[2] {
		t.Errorf("docker run %s: the register is mounted elsewhere than where the tool works", line)
	}
	if built := matches(t, "README.md", `docker build .* --target (opencec) --tag opencec \.`); built[0] != words[image] {
		t.Errorf("the image is built as %s", built[0])
	}
	dir := newRegister(t)
	check := func() (string, int) {
		cmd := exec.CommandContext(t.Context(), filepath.Join(bin, "opencec"), words[image+1:]...)
		cmd.Dir, cmd.Env = dir, []string{} // an image has no HOME
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	git(t, dir, "switch", "--quiet", "--create", "proposal")
	replace(t, dir, powerwall, openPeriod, longPeriod)
	commit(t, dir, "Good")
	if out, code := check(); code != 0 {
		t.Errorf("a good change ends with %d:\n%s", code, out)
	}
	git(t, dir, "rm", "--quiet", "data/listings/sonnen/ecolinx.yaml")
	commit(t, dir, "Deletion")
	if out, code := check(); code != 1 || !strings.Contains(out, "sonnen/ecolinx") {
		t.Errorf("a deletion ends with %d:\n%s", code, out)
	}
}
