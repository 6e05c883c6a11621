package deploy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// What the workflow publish takes from the event, from its own steps and from who starts
// it by hand.
const (
	eventBefore     = "github.event.before"
	releasedCommit  = "steps.published.outputs.commit"
	acceptRewritten = "inputs.accept_rewritten_history"
)

// note commits a file beside the register.
func note(t *testing.T, dir, name string) {
	t.Helper()
	write(t, dir, name, name+"\n")
	commit(t, dir, name)
}

// A pull request whose branch has main from the side is refused, since it could be pushed
// to main; any other is not.
func testPastIsKept(t *testing.T, _ string) {
	for name, test := range map[string]struct {
		branch func(dir string) // on the branch, when main has gone on
		refuse bool
	}{
		"behind":                  {func(string) {}, false},
		"rebased":                 {func(dir string) { git(t, dir, "rebase", "--quiet", "main") }, false},
		"main was merged into it": {func(dir string) { git(t, dir, "merge", "--quiet", "--message=Pull", "main") }, true},
		"two merges deep": {func(dir string) {
			git(t, dir, "branch", "other", "main~1")
			git(t, dir, "switch", "--quiet", "other")
			note(t, dir, "other.txt")
			git(t, dir, "merge", "--quiet", "--message=Pull", "main")
			git(t, dir, "switch", "--quiet", "proposal")
			git(t, dir, "merge", "--quiet", "--message=Pull", "other")
		}, true},
		"another branch was merged into it": {func(dir string) {
			git(t, dir, "switch", "--quiet", "--create=other", "main~1")
			note(t, dir, "other.txt")
			git(t, dir, "switch", "--quiet", "proposal")
			git(t, dir, "merge", "--quiet", "--message=Pull", "other")
		}, false},
	} {
		dir := t.TempDir()
		git(t, dir, "init", "--quiet", "--initial-branch=main")
		note(t, dir, "a.txt")
		git(t, dir, "switch", "--quiet", "--create=proposal")
		note(t, dir, "b.txt")
		git(t, dir, "switch", "--quiet", "main")
		note(t, dir, "c.txt")
		git(t, dir, "switch", "--quiet", "proposal")
		test.branch(dir)
		git(t, dir, "checkout", "--quiet", "--detach", "main")
		git(t, dir, "merge", "--quiet", "--no-ff", "--message=Merge", "proposal")
		r := newRunner(t, "pull-request.yml", dir)
		r.good("scope")
		got := r.run("history")
		if refused := got.code != 0; refused != test.refuse || refused != strings.Contains(got.stdout, "::error::main was merged into this branch") {
			t.Errorf("%s: exit %d\n%s%s", name, got.code, got.stdout, got.stderr)
		}
	}
}

// Nothing is published of a main that has lost what it was before the push, or what was
// released, unless somebody accepts it, and then the manifest says so.
func testPublishRewritten(t *testing.T, bin string) {
	dir := newRegister(t)
	note(t, dir, "a.txt")
	before := git(t, dir, "rev-parse", "HEAD")
	git(t, dir, "switch", "--quiet", "--create=side", "HEAD~1")
	note(t, dir, "b.txt")
	git(t, dir, "merge", "--quiet", "--message=Pull", "main")
	aside := git(t, dir, "rev-parse", "HEAD")
	git(t, dir, "switch", "--quiet", "main")
	note(t, dir, "c.txt")
	next := git(t, dir, "rev-parse", "HEAD")
	git(t, dir, "commit", "--quiet", "--amend", "--message=again")
	amended := git(t, dir, "rev-parse", "HEAD")
	for _, test := range []struct {
		name, head, before, released, accept string
		want                                 string // of the error
	}{
		{"an ordinary push", next, before, before, "", ""},
		{"a merge the wrong way round", aside, before, "", "", "a merge took it in from the side"},
		{"a forced push", amended, next, "", "", "it was rebased, amended or taken away"},
		{"the day after a forced push", amended, "", next, "", "it was rebased, amended or taken away"},
		{"accepted", amended, "", next, "true", ""},
		{"a new branch", next, strings.Repeat("0", 40), "", "", ""},
		{"a release of a branch", next, "", "main", "", ""},
	} {
		git(t, dir, "checkout", "--quiet", "--detach", test.head)
		r := newRunner(t, "publish.yml", dir)
		r.tool(bin)
		r.values[varVerifyKeys], r.values[eventBefore], r.values[releasedCommit], r.values[acceptRewritten] = "", test.before, test.released, test.accept
		got := r.run("build")
		if (got.code != 0) != (test.want != "") || !strings.Contains(got.stderr, test.want) {
			t.Errorf("%s: exit %d, want %q\n%s", test.name, got.code, test.want, got.stderr)
		}
		manifest, err := os.ReadFile(filepath.Join(r.temp, "public/downloads/manifest.json"))
		if (err == nil) != (test.want == "") {
			t.Errorf("%s: %v", test.name, err)
		}
		if abandoned := strings.Contains(string(manifest), `"abandoned"`); abandoned != (test.accept == "true") {
			t.Errorf("%s: the manifest is\n%s", test.name, manifest)
		}
	}
}

// The commit of the newest release is found, and none where nothing was released.
func TestFindPublished(t *testing.T) {
	t.Parallel()
	testenv.Program(t, "jq")
	released := strings.Repeat("ab", 20)
	const tag = "2026-11-23-abababababab"
	for list, want := range map[string]string{
		`[]`:                          "",
		`[{"tagName":"` + tag + `"}]`: released,
		// A person has released something else since, and long ago.
		`[{"tagName":"v1.2.0"},{"tagName":"` + tag + `"},{"tagName":"2026-11-22-cdcdcdcdcdcd"}]`: released,
		`[{"tagName":"v1.2.0"}]`: "",
	} {
		r := newRunner(t, "publish.yml", t.TempDir())
		git(t, r.dir, "init", "--quiet")
		note(t, r.dir, "a.txt")
		r.path = t.TempDir()
		r.values["github.token"], r.values["github.repository"] = "token", "example/register"
		write(t, r.path, "gh", "#!/bin/sh\nif [ \"$2\" = list ]; then echo '"+list+"'; else [ \"$3\" = '"+tag+"' ] && echo "+released+"; fi\n")
		if err := os.Chmod(filepath.Join(r.path, "gh"), 0o755); err != nil {
			t.Fatal(err)
		}
		r.good("published")
		if got := r.value("${{ steps.published.outputs.commit }}"); got != want {
			t.Errorf("where the releases are %s, the commit is %q, want %q", list, got, want)
		}
	}
}
