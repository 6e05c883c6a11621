package deploy

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gmtext "github.com/yuin/goldmark/text"

	"opencec/tools/output/signature"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/testenv"
)

// A runner runs steps of a workflow in a repository, as GitHub's does: each by bash, with
// the step's environment, and what the steps before it put out.
type runner struct {
	t         *testing.T
	workflow  workflow
	dir, temp string
	values    map[string]string // what an expression stands for
	path      string            // looked through before PATH
}

func newRunner(t *testing.T, file, dir string) *runner {
	t.Helper()
	return &runner{t: t, workflow: readWorkflow(t, file), dir: dir, temp: t.TempDir(), values: map[string]string{}}
}

// tool puts a built program where the steps have theirs.
func (r *runner) tool(bin string) {
	r.t.Helper()
	if err := os.Symlink(bin, filepath.Join(r.temp, "bin")); err != nil {
		r.t.Fatal(err)
	}
}

// A ran is the result of a step.
type ran struct {
	stdout, stderr string
	code           int
}

var expression = regexp.MustCompile(`\$\{\{ (.*?) \}\}`)

// run runs the step with an id.
func (r *runner) run(id string) ran {
	r.t.Helper()
	s := r.workflow.step(r.t, id)
	if s.Run == "" {
		r.t.Fatalf("the step %s runs nothing", id)
	}
	script, output := filepath.Join(r.temp, id+".sh"), filepath.Join(r.temp, id+".output")
	if err := errors.Join(os.WriteFile(script, []byte(s.Run), 0o600), os.WriteFile(output, nil, 0o600)); err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.CommandContext(r.t.Context(), testenv.Program(r.t, "bash"), "--noprofile", "--norc", "-eo", "pipefail", script)
	cmd.Dir = r.dir
	cmd.Env = append(gitEnvironment(), "RUNNER_TEMP="+r.temp, "GITHUB_OUTPUT="+output,
		"GITHUB_STEP_SUMMARY="+filepath.Join(r.temp, "summary.md"), "GITHUB_SHA="+git(r.t, r.dir, "rev-parse", "HEAD"))
	if r.path != "" {
		cmd.Env = append(cmd.Env, "PATH="+r.path+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	for name, value := range s.Env {
		cmd.Env = append(cmd.Env, name+"="+expression.ReplaceAllStringFunc(fmt.Sprint(value), r.value))
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var failed *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &failed) {
		r.t.Fatalf("%s: %v", id, err)
	}
	for line := range strings.Lines(readFile(r.t, output)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		r.values["steps."+id+".outputs."+name] = value
	}
	return ran{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// value returns the value of an expression.
func (r *runner) value(text string) string {
	r.t.Helper()
	name := expression.FindStringSubmatch(text)[1]
	value, ok := r.values[name]
	if parts := strings.Split(name, "."); !ok && parts[0] == "needs" { // needs.JOB.outputs.NAME
		return r.value(r.workflow.Jobs[parts[1]].Outputs[parts[3]])
	}
	if !ok {
		r.t.Fatalf("nothing has put out %s", text)
	}
	return value
}

// good runs steps that must succeed, and returns the output of the last one.
func (r *runner) good(ids ...string) (stdout string) {
	r.t.Helper()
	for _, id := range ids {
		got := r.run(id)
		if got.code != 0 {
			r.t.Fatalf("%s ends with %d\n%s%s", id, got.code, got.stdout, got.stderr)
		}
		stdout = got.stdout
	}
	return stdout
}

// gitEnvironment is the environment without what this machine's git is set to.
func gitEnvironment() []string {
	return append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Test", "GIT_AUTHOR_EMAIL=test@example.org", "GIT_COMMITTER_NAME=Test", "GIT_COMMITTER_EMAIL=test@example.org")
}

// git runs git in a repository and returns what it prints.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, args...)...)
	cmd.Env = gitEnvironment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, dir, file, text string) {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// replace replaces a text that a file has once.
func replace(t *testing.T, dir, file, old, new string) {
	t.Helper()
	text := readFile(t, filepath.Join(dir, file))
	if strings.Count(text, old) != 1 {
		t.Fatalf("%s has %q %d times", file, old, strings.Count(text, old))
	}
	write(t, dir, file, strings.Replace(text, old, new, 1))
}

// newRegister makes a repository with the register's data and one commit on main.
func newRegister(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS("../data")); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "init", "--quiet", "--initial-branch=main")
	commit(t, dir, "Register")
	return dir
}

func commit(t *testing.T, dir, message string) {
	t.Helper()
	git(t, dir, "add", "--all")
	git(t, dir, "commit", "--quiet", "--message="+message)
}

// pull makes a pull request of what change does on a branch, and checks out what GitHub
// does: its merge into a main that has gone on since.
func pull(t *testing.T, dir string, change func()) {
	t.Helper()
	git(t, dir, "switch", "--quiet", "--create", "proposal")
	change()
	commit(t, dir, "Change")
	git(t, dir, "switch", "--quiet", "main")
	write(t, dir, "notes.txt", "main goes on, outside the register\n")
	commit(t, dir, "Notes")
	git(t, dir, "checkout", "--quiet", "--detach")
	git(t, dir, "merge", "--quiet", "--no-ff", "--message=Merge", "proposal")
}

// What a pull request that changes only the register is checked by is main's, and else
// its own.
func TestPullRequestChecker(t *testing.T) {
	t.Parallel()
	program := func(says string) string { return "package main\n\nfunc main() { print(\"" + says + "\") }\n" }
	for _, test := range []struct {
		name   string
		change func(t *testing.T, dir string)
		code   string
		says   string
	}{
		{"data", func(t *testing.T, dir string) { write(t, dir, "data/a/b c.yaml", "b: 1\n") }, "false", "main's"},
		{"code", func(t *testing.T, dir string) { write(t, dir, "cmd/opencec/main.go", program("its own")) }, "true", "its own"},
		{"a program in data", func(t *testing.T, dir string) { write(t, dir, "data/cmd/opencec/main.go", program("its own")) }, "false", "main's"},
		{"the name of data", func(t *testing.T, dir string) { write(t, dir, "database/a.yaml", "a: 1\n") }, "true", "main's"},
		{"data is a link", func(t *testing.T, dir string) {
			if err := errors.Join(os.RemoveAll(filepath.Join(dir, "data")), os.Symlink("/etc", filepath.Join(dir, "data"))); err != nil {
				t.Fatal(err)
			}
		}, "true", "main's"},
		{"attributes", func(t *testing.T, dir string) { write(t, dir, "data/.gitattributes", "* -diff\n") }, "true", "main's"},
		{"attributes of a folder", func(t *testing.T, dir string) { write(t, dir, "data/a/b/.gitattributes", "* -diff\n") }, "true", "main's"},
		{"a file in a hidden folder", func(t *testing.T, dir string) { write(t, dir, "data/a/.b/c.yaml", "c: 1\n") }, "true", "main's"},
		{"a name with a dot", func(t *testing.T, dir string) { write(t, dir, "data/a.b/c.d.yaml", "c: 1\n") }, "false", "main's"},
		{"code at the top of data", func(t *testing.T, dir string) { write(t, dir, "data/embed.go", "package data\n") }, "true", "main's"},
		{"settings", func(t *testing.T, dir string) { write(t, dir, "data/register.yaml", "title: a\n") }, "false", "main's"},
		{"a submodule that git ignores", func(t *testing.T, dir string) {
			git(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+git(t, dir, "rev-parse", "HEAD")+",sub")
		}, "true", "main's"},
		{"moved out of data", func(t *testing.T, dir string) { git(t, dir, "mv", "data/a.yaml", "a.yaml") }, "true", "main's"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "go.mod", "module scratch\n")
			write(t, dir, "cmd/opencec/main.go", program("main's"))
			write(t, dir, "data/a.yaml", "a: 1\n")
			write(t, dir, ".gitmodules", "[submodule \"sub\"]\n\tpath = sub\n\turl = ./sub\n\tignore = all\n")
			git(t, dir, "init", "--quiet", "--initial-branch=main")
			git(t, dir, "commit", "--quiet", "--allow-empty", "--message", "Begin")
			git(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+git(t, dir, "rev-parse", "HEAD")+",sub")
			if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil { // as git leaves one that was not fetched
				t.Fatal(err)
			}
			commit(t, dir, "Main")
			pull(t, dir, func() { test.change(t, dir) })
			r := newRunner(t, "pull-request.yml", dir)
			r.good("scope", "checker")
			if got := r.value("${{ steps.scope.outputs.code }}"); got != test.code {
				t.Errorf("code=%s, want %s", got, test.code)
			}
			if got, want := r.value("${{ steps.scope.outputs.base }}"), git(t, dir, "rev-parse", "main"); got != want {
				t.Errorf("base=%s, want main's %s", got, want)
			}
			if says, err := exec.CommandContext(t.Context(), filepath.Join(r.temp, "bin/opencec")).CombinedOutput(); string(says) != test.says {
				t.Errorf("the checker is %q, %v; want %q", says, err, test.says)
			}
		})
	}
}

// What the steps of workflows do to a register, with the programs as they are built.
func TestContributing(t *testing.T) {
	t.Parallel()
	bin := buildPrograms(t)
	for name, test := range map[string]func(t *testing.T, bin string){
		"tool of a new register": testStarterTool, "new register": testStarterRegister,
		"pull request": testPullRequest, "suggestions": testSuggestions, "hostile pull request": testHostilePullRequest, "publish": testPublish, "past": testPastIsKept, "publish rewritten": testPublishRewritten, "publish signed": testPublishSigned,
		"checkout": testCheckoutDiffers, "artifacts replaced": testArtifactsReplaced, "load": testPublishLoad, "release signed": testReleaseSigned, "release published": testReleasePublished, "release replaced": testReleaseReplaced,
		"hook": testHook, "check in a container": testContainerCheck, "words": testContributingCommands,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, bin)
		})
	}
}

const (
	powerwall     = "data/listings/tesla/powerwall-2.yaml"
	commentMarker = "<!-- opencec review -->\n"
)

// A good pull request: every step is green, and the comment says what changes.
func testPullRequest(t *testing.T, bin string) {
	dir := newRegister(t)
	pull(t, dir, func() { replace(t, dir, powerwall, "{from: 2026-03-05}", "{from: 2026-03-05, to: 2029-06-30}") })
	r := newRunner(t, "pull-request.yml", dir)
	r.tool(bin)
	r.good("scope", "validate", "format", "review", "sarif", "build")
	comment := readFile(t, filepath.Join(r.temp, "review/comment.md"))
	if !strings.HasPrefix(comment, commentMarker) || !strings.Contains(comment, "tesla/powerwall-2") || !strings.Contains(comment, "30 June 2029") {
		t.Errorf("the comment is\n%s", comment)
	}
	if summary := readFile(t, filepath.Join(r.temp, "summary.md")); summary != comment {
		t.Errorf("the summary is\n%s", summary)
	}
	if suggestions := readFile(t, filepath.Join(r.temp, "review/suggestions.json")); !strings.Contains(suggestions, `"suggestions": []`) {
		t.Errorf("the suggestions are\n%s", suggestions)
	}
	if sarif := readFile(t, filepath.Join(r.temp, "sarif/opencec.sarif")); !strings.Contains(sarif, `"2.1.0"`) {
		t.Errorf("sarif is\n%s", sarif)
	}
	if page := readFile(t, filepath.Join(r.temp, "public/listings/tesla/powerwall-2/index.html")); !strings.Contains(page, "2029-06-30") {
		t.Error("the site does not have the new last day")
	}
}

// Names and contents that would be commands to the runner, to the shell or in the
// comment, if anything took them for what they are not.
func testHostilePullRequest(t *testing.T, bin string) {
	dir := newRegister(t)
	pull(t, dir, func() {
		for _, name := range []string{
			"x\n::error file=a::taken\n.yaml", "%0A::error::taken.yaml", "$(touch taken).yaml", "`touch taken`.yaml",
			"<img src=x onerror=taken>.yaml", "a;touch taken;.yaml", "--help.yaml", "tes\u0142a.yaml",
		} {
			write(t, dir, "data/listings/tesla/"+name, "model: \"::error::taken\"\n")
		}
		replace(t, dir, powerwall, "model: Powerwall 2", `model: "a\n::error::taken ##[error]taken <script>taken</script> @everyone <!-- opencec review -->"`)
	})
	r := newRunner(t, "pull-request.yml", dir)
	r.tool(bin)
	r.good("scope")
	for _, id := range []string{"validate", "format"} {
		got := r.run(id)
		if got.code != 1 {
			t.Errorf("%s ends with %d\n%s%s", id, got.code, got.stdout, got.stderr)
		}
		checkLogCommands(t, id, got)
	}
	r.good("review", "sarif")
	comment := readFile(t, filepath.Join(r.temp, "review/comment.md"))
	if !strings.HasPrefix(comment, commentMarker) {
		t.Errorf("the comment is\n%s", comment)
	}
	checkHarmless(t, comment, "taken", "everyone")
	for _, place := range []string{dir, r.temp, "."} {
		if _, err := os.Stat(filepath.Join(place, "taken")); err == nil {
			t.Errorf("the name of a file was run in %s", place)
		}
	}
}

// checkHarmless wants a comment to have words only in code, and no HTML but its marker.
func checkHarmless(t *testing.T, comment string, words ...string) {
	t.Helper()
	text := []byte(comment)
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gmtext.NewReader(text))
	err := ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.FencedCodeBlock, *ast.CodeBlock:
			return ast.WalkSkipChildren, nil
		case *ast.HTMLBlock:
			if html := string(n.Lines().Value(text)); html != commentMarker && html != suggestionMarker {
				t.Errorf("the comment has HTML: %q", html)
			}
		case *ast.RawHTML, *ast.Image:
			t.Errorf("the comment has a %s:\n%s", n.Kind(), comment)
		case *ast.Text:
			for _, word := range words {
				if strings.Contains(string(n.Segment.Value(text)), word) {
					t.Errorf("the comment says %q outside code", n.Segment.Value(text))
				}
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkLogCommands wants no line of a step's output to be a command to the runner but the
// annotations of validate, which name files of the register, or after commands were
// stopped.
func checkLogCommands(t *testing.T, id string, got ran) {
	t.Helper()
	stopped := ""
	for line := range strings.Lines(got.stdout + got.stderr) {
		line = strings.TrimSpace(line)
		token, isStop := strings.CutPrefix(line, "::stop-commands::")
		switch {
		case stopped != "":
			if line == "::"+stopped+"::" {
				stopped = ""
			}
		case isStop && len(token) == 36:
			stopped = token
		case strings.HasPrefix(line, "::error file=data/") || strings.HasPrefix(line, "::warning file=data/"):
			// A line is one command: what is like another in it is text.
		case strings.HasPrefix(line, "::") || strings.Contains(line, "##["):
			t.Errorf("%s prints a command to the runner: %q", id, line)
		}
	}
}

// Publishing builds what is then uploaded, and releases it once for a commit and a day.
func testPublish(t *testing.T, bin string) {
	dir := newRegister(t)
	r := newRunner(t, "publish.yml", dir)
	r.tool(bin)
	r.values[secretSigningKey], r.values[varVerifyKeys] = "", ""
	r.values[eventBefore], r.values[releasedCommit], r.values[acceptRewritten] = strings.Repeat("0", 40), "", ""
	r.good("validate", "build")
	r.pass("public/downloads/manifest.txt", "statement")
	r.good("sign", "verify", "pack")
	packed, err := exec.CommandContext(t.Context(), "tar", "--list", "--file", filepath.Join(r.temp, "artifact.tar")).Output()
	if err != nil || !strings.Contains(string(packed), "./index.html\n") || !strings.Contains(string(packed), "./downloads/manifest.json\n") {
		t.Errorf("the site for Pages is %v\n%s", err, packed)
	}
	for _, file := range []string{"index.html", "downloads/manifest.json"} {
		if _, err := os.Stat(filepath.Join(r.temp, "public", file)); err != nil {
			t.Error(err)
		}
	}
	if err := os.CopyFS(filepath.Join(r.temp, "downloads"), os.DirFS(filepath.Join(r.temp, "public/downloads"))); err != nil {
		t.Fatal(err)
	}
	write(t, r.temp, "components/opencec.cdx.json", "{}\n")
	testenv.Program(t, "jq")
	day := regexp.MustCompile(`"on": "([\d-]+)"`).FindStringSubmatch(readFile(t, filepath.Join(r.temp, "downloads/manifest.json")))[1]
	tag := day + "-" + git(t, dir, "rev-parse", "HEAD")[:12]
	r.values["github.token"], r.values["github.repository"] = "token", "example/register"
	create := "create " + tag
	for _, test := range []struct {
		there string // what gh says of the release
		want  []string
	}{
		{"", []string{create}}, {"false", nil}, {"true", []string{"delete " + tag, create}},
	} {
		r.path = t.TempDir()
		write(t, r.path, "gh", "#!/bin/sh\nif [ \"$2\" = view ]; then echo '"+test.there+"'; [ -n '"+test.there+"' ]; exit; fi\n"+
			"echo \"$2 $3\" >>'"+r.path+"/calls'\nprintf '%s\\n' \"$@\" >'"+r.path+"/last'\n")
		if err := os.Chmod(filepath.Join(r.path, "gh"), 0o755); err != nil {
			t.Fatal(err)
		}
		r.good("release")
		calls, _ := os.ReadFile(filepath.Join(r.path, "calls"))
		if got := strings.Join(strings.FieldsFunc(string(calls), func(c rune) bool { return c == '\n' }), ", "); got != strings.Join(test.want, ", ") {
			t.Errorf("where the release is %q, gh was asked to %s; want %s", test.there, got, test.want)
		}
		if len(test.want) > 0 && !strings.Contains(readFile(t, filepath.Join(r.path, "last")), "downloads/manifest.json\n") {
			t.Error("the release has no manifest")
		}
		if len(test.want) > 0 && !strings.Contains(readFile(t, filepath.Join(r.path, "last")), "components/opencec.cdx.json\n") {
			t.Error("the release does not say what its tool is made of")
		}
	}
}

// pass gives a file that one job has made to another.
func (r *runner) pass(file, folder string) {
	r.t.Helper()
	write(r.t, filepath.Join(r.temp, folder), filepath.Base(file), readFile(r.t, filepath.Join(r.temp, file)))
}

// Where the checkout has other files than the commit, it is the commit that is checked and
// published.
func testCheckoutDiffers(t *testing.T, bin string) {
	dir := newRegister(t)
	write(t, dir, powerwall, "not what the commit has\n")
	for _, workflow := range []string{"publish.yml", "pull-request.yml"} {
		r := newRunner(t, workflow, dir)
		r.tool(bin)
		r.values[varVerifyKeys], r.values[eventBefore], r.values[releasedCommit], r.values[acceptRewritten] = "", "", "", ""
		r.values["steps.scope.outputs.base"] = git(t, dir, "rev-parse", "HEAD")
		r.good("validate", "build")
		if workflow == "pull-request.yml" {
			r.good("format", "review", "sarif")
		}
		manifest := readFile(t, filepath.Join(r.temp, "public/downloads/manifest.json"))
		if want := `"commit": "` + git(t, dir, "rev-parse", "HEAD") + `"`; !strings.Contains(manifest, want) {
			t.Errorf("%s: the manifest does not have %s\n%s", workflow, want, manifest)
		}
	}

	// And a build of what no commit has is not published.
	r := newRunner(t, "publish.yml", dir)
	r.tool(bin)
	r.values[varVerifyKeys] = ""
	git(t, dir, "checkout", "--quiet", "--", "data")
	replace(t, dir, powerwall, "model: Powerwall 2", "model: Powerwall 22")
	if out, err := exec.CommandContext(t.Context(), filepath.Join(bin, "opencec"), "build", "--data", filepath.Join(dir, "data"), "--output", filepath.Join(r.temp, "public")).CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	r.values["steps.build.outputs.site"] = digestOf(t, filepath.Join(r.temp, "public"))
	if got := r.run("verify"); got.code != 1 || !strings.Contains(got.stdout, "names no commit") {
		t.Errorf("verify ends with %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// digestOf returns the digest that jobs compare what they were given by: that of the lines of
// sha256sum for all files, in the order of their names.
func digestOf(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	if err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	all := sha256.New()
	for _, name := range names {
		fmt.Fprintf(all, "%x  ./%s\n", sha256.Sum256([]byte(readFile(t, name))), filepath.ToSlash(strings.TrimPrefix(name, dir+"/")))
	}
	return fmt.Sprintf("%x", all.Sum(nil))
}

// What an artifact has that another job has put in place of it is neither signed nor
// published, though it agrees with itself.
func testArtifactsReplaced(t *testing.T, bin string) {
	dir := newRegister(t)
	newSecret, err := signature.NewSecret("register.example.org")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		replace string // below the folder of the runner
		step    string // that refuses it
	}{
		"the text":      {"statement/manifest.txt", "sign"},
		"a page":        {"public/listings/index.html", "verify"},
		"another page":  {"public/more.html", "verify"},
		"a download":    {"downloads/listings.csv", "release"},
		"one more":      {"downloads/more.csv", "release"},
		"in provenance": {"downloads/manifest.json", "attested"},
	} {
		r := newRunner(t, "publish.yml", dir)
		r.tool(bin)
		r.values[secretSigningKey], r.values[varVerifyKeys] = string(newSecret.File()), newSecret.Key().String()
		r.values[eventBefore], r.values[releasedCommit], r.values[acceptRewritten] = "", "", ""
		r.values["github.token"], r.values["github.repository"] = "token", "example/register"
		r.good("build")
		r.pass("public/downloads/manifest.txt", "statement")
		for _, step := range []string{"sign", "verify"} {
			if step == test.step {
				break
			}
			r.good(step)
		}
		if err := os.CopyFS(filepath.Join(r.temp, "downloads"), os.DirFS(filepath.Join(r.temp, "public/downloads"))); err != nil {
			t.Fatal(err)
		}
		write(t, r.temp, test.replace, "opencec snapshot v1\ncommit: "+git(t, dir, "rev-parse", "HEAD")+"\n")
		if got := r.run(test.step); got.code != 1 || !strings.Contains(got.stdout, "::error::") {
			t.Errorf("%s: %s ends with %d\n%s%s", name, test.step, got.code, got.stdout, got.stderr)
		}
	}
}

// The checker of a pull request is built of main's code alone: the caches that its job can
// see are those that earlier runs of the same pull request could write to.
func TestCheckerWithoutCache(t *testing.T) {
	t.Parallel()
	for _, s := range readWorkflow(t, "pull-request.yml").Jobs["check"].Steps {
		if strings.HasPrefix(s.Uses, "actions/setup-go@") && s.With["cache"] != false {
			t.Error("the job check uses a cache")
		}
	}
}

// The check of a pull request says if no owner has to review it.
func TestOwners(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		owners string
		warned bool
	}{
		"as it is":  {readFile(t, "../.github/CODEOWNERS"), true},
		"none":      {"", true},
		"a comment": {"* # @org/team\n# @org/team\n", true},
		"a team":    {"# Teams\n* @org/team # all\n", false},
		"a person":  {"/data/ person@example.org\n", false},
	} {
		dir := t.TempDir()
		git(t, dir, "init", "--quiet", "--initial-branch=main")
		if test.owners != "" {
			write(t, dir, ".github/CODEOWNERS", test.owners)
		}
		note(t, dir, "a.txt")
		r := newRunner(t, "pull-request.yml", dir)
		r.values["steps.scope.outputs.base"] = git(t, dir, "rev-parse", "HEAD")
		if out := r.good("owners"); strings.HasPrefix(out, "::warning file=.github/CODEOWNERS::") != test.warned {
			t.Errorf("%s: it says %q", name, out)
		}
	}
}

// The register goes into the database whose address the secret has, and nowhere without.
func testPublishLoad(t *testing.T, bin string) {
	r := newRunner(t, "publish.yml", newRegister(t))
	r.tool(bin)
	const secret = "secrets.OPEN_CEC_API_DATABASE_URL"
	r.values[secret] = ""
	r.good("database")
	if got := r.value("${{ steps.database.outputs.is }}"); got != "" {
		t.Errorf("without the secret the database is %q", got)
	}
	r.values[secret], r.values[acceptRewritten] = postgrestest.URL(t), ""
	r.good("database")
	if got := r.value("${{ steps.database.outputs.is }}"); got != "there" {
		t.Errorf("with the secret the database is %q", got)
	}
	write(t, r.dir, powerwall, "not what the commit has\n")
	if out, head := r.good("load"), git(t, r.dir, "rev-parse", "HEAD"); !strings.Contains(out, "version "+head+" is loaded as number 1") {
		t.Errorf("load prints\n%s", out)
	}
}
