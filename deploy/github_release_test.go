package deploy

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/output/signature"
)

// What the workflow release takes from its environments.
const (
	releaseSecret = "secrets.OPENCEC_RELEASE_SIGNING_KEY"
	releaseKeys   = "vars.OPENCEC_RELEASE_KEYS"
	releaseTag    = "github.ref_name"
)

// newRelease returns a runner that has built a release, as far as the steps after that go.
func newRelease(t *testing.T, bin string) *runner {
	t.Helper()
	r := newRunner(t, "release.yml", newRegister(t))
	r.tool(bin)
	r.values[releaseTag], r.values["github.token"], r.values["github.repository"] = "v1.2.0", "token", "example/register"
	var lines strings.Builder
	for _, name := range []string{"opencec_1.2.0_amd64.deb", "opencec_1.2.0_linux_amd64.cdx.json", "opencec_1.2.0_linux_amd64.tar.gz", "opencec_1.2.0_windows_amd64.zip"} {
		write(t, r.dir, "dist/"+name, name)
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256([]byte(name)), name)
	}
	write(t, r.dir, "dist/checksums.txt", lines.String())
	write(t, r.dir, "dist/artifacts.json", "not released")
	write(t, r.temp, "notes.md", "All of it.\n")
	if err := os.MkdirAll(filepath.Join(r.temp, "files"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.good("collect")
	r.pass("files/checksums.txt", "checksums")
	return r
}

// A release is signed by the secret's key, and not published if it is not as the keys that
// everybody checks with have it.
func testReleaseSigned(t *testing.T, bin string) {
	newSecret := func() signature.Secret {
		secret, err := signature.NewSecret("releases.register.example.org")
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	now, old := newSecret(), newSecret()
	for name, test := range map[string]struct {
		secret, keys string
		code         int
		want         string
	}{
		"neither":         {"", "", 0, "The release is not signed"},
		"both":            {string(now.File()), now.Key().String(), 0, "4 file(s) with 120 bytes are as released: version v1.2.0"},
		"the secret lost": {"", now.Key().String(), 1, "checksums.txt.note is missing"},
		"another secret":  {string(old.File()), now.Key().String(), 1, "and not by " + now.Key().ID()},
		"no keys":         {string(now.File()), "", 2, "there is no public key in it"},
	} {
		r := newRelease(t, bin)
		r.values[releaseSecret], r.values[releaseKeys] = test.secret, test.keys
		signed := r.run("sign")
		verified := r.run("verify")
		out := signed.stdout + signed.stderr + verified.stdout + verified.stderr
		if signed.code != 0 || verified.code != test.code || !strings.Contains(out, test.want) || strings.Contains(out, "PRIVATE") {
			t.Errorf("%s: sign ends with %d, verify with %d, want %d and %q\n%s", name, signed.code, verified.code, test.code, test.want, out)
		}
		if test.code != 0 {
			continue
		}
		calls := r.publish(t, "", "v1.2.0")
		if !strings.Contains(calls, "create v1.2.0 --verify-tag --latest=false --title opencec v1.2.0 --notes-file ../notes.md ./checksums.txt") ||
			strings.Contains(calls, "prerelease") || strings.Contains(calls, "artifacts.json") || strings.Contains(calls, " ./notes.md") ||
			strings.Contains(calls, "./checksums.txt.note") != (test.secret != "") {
			t.Errorf("%s: gh is asked for\n%s", name, calls)
		}
	}
}

// publish runs the step that publishes, with a gh that says of the release what is there, and
// returns what it was asked to do.
func (r *runner) publish(t *testing.T, there, tag string) string {
	t.Helper()
	r.path = t.TempDir()
	r.values[releaseTag] = tag
	write(t, r.path, "gh", "#!/bin/sh\nif [ \"$2\" = view ]; then echo '"+there+"'; [ -n '"+there+"' ]; exit; fi\nshift; echo \"$*\" >>'"+r.path+"/calls'\n")
	if err := os.Chmod(filepath.Join(r.path, "gh"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.good("publish")
	calls, err := os.ReadFile(filepath.Join(r.path, "calls"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(calls)
}

// A release is made once. One that was stopped half-way is made again, and one before a
// release is marked as such.
func testReleasePublished(t *testing.T, bin string) {
	for _, test := range []struct{ there, tag, begins, has string }{
		{"false", "v1.2.0", "", ""},
		{"true", "v1.2.0", "delete v1.2.0 --yes\ncreate v1.2.0 ", ""},
		{"", "v1.2.0-rc.1", "create v1.2.0-rc.1 ", " --prerelease "},
	} {
		r := newRelease(t, bin)
		r.values[releaseSecret], r.values[releaseKeys] = "", ""
		r.good("sign", "verify")
		calls := r.publish(t, test.there, test.tag)
		if !strings.HasPrefix(calls, test.begins) || !strings.Contains(calls, test.has) || (calls == "") != (test.begins == "") {
			t.Errorf("%s, where the release is %q: gh is asked for\n%s", test.tag, test.there, calls)
		}
	}
}

// What another job has put in place of a file is neither signed nor published.
func testReleaseReplaced(t *testing.T, bin string) {
	for name, test := range map[string]struct{ file, step string }{
		"the digests": {"checksums/checksums.txt", "sign"},
		"an archive":  {"files/opencec_1.2.0_linux_amd64.tar.gz", "verify"},
		"one more":    {"files/more.zip", "verify"},
		"the notes":   {"files/notes.md", "verify"},
		"afterwards":  {"files/opencec_1.2.0_amd64.deb", "publish"},
		"attested":    {"files/opencec_1.2.0_amd64.deb", "attested"},
		"an image":    {"images/opencec.tar", "push"},
	} {
		r := newRelease(t, bin)
		r.values[releaseSecret], r.values[releaseKeys] = "", ""
		r.values["github.actor"], r.values["steps.images.outputs.images"] = "example", strings.Repeat("0", 64)
		for _, step := range []string{"sign", "verify"} {
			if step == test.step {
				break
			}
			r.good(step)
		}
		write(t, r.temp, test.file, "replaced\n")
		if got := r.run(test.step); got.code != 1 || !strings.Contains(got.stdout, "::error::") {
			t.Errorf("%s: %s ends with %d\n%s%s", name, test.step, got.code, got.stdout, got.stderr)
		}
	}
}

// Only a commit of main is released, and only what the changelog has.
func TestReleaseNotes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "go.mod", "module scratch\n")
	write(t, dir, "tools/release/changelog/main.go", "package main\n\nimport \"os\"\n\nfunc main() { print(os.Args[1]) }\n")
	git(t, dir, "init", "--quiet", "--initial-branch=main")
	commit(t, dir, "Code")
	git(t, dir, "update-ref", "refs/remotes/origin/main", "HEAD")
	r := newRunner(t, "release.yml", dir)
	r.values[releaseTag] = "v1.2.0"
	if got := r.run("notes"); got.code != 0 || got.stderr != "v1.2.0" {
		t.Errorf("main: it ends with %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	note(t, dir, "b.txt") // a commit that main does not have
	if got := r.run("notes"); got.code != 1 || !strings.Contains(got.stdout, "::error::v1.2.0 is no commit of main") {
		t.Errorf("another branch: it ends with %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// The secret is given to the one step that signs, in an environment of its own, where only
// the program that signs was built.
func TestReleaseSecret(t *testing.T) {
	t.Parallel()
	w := readWorkflow(t, "release.yml")
	if got := strings.Count(readFile(t, filepath.Join(workflows, "release.yml")), "secrets."); got != 1 {
		t.Errorf("it takes %d secrets, want 1", got)
	}
	if got := w.step(t, "sign").Env["OPENCEC_SIGNING_KEY"]; got != "${{ "+releaseSecret+" }}" {
		t.Errorf("the step sign has %v", got)
	}
	for name, j := range w.Jobs {
		if (j.Environment == "program-signing") != (name == "sign") {
			t.Errorf("the job %s has the environment %v", name, j.Environment)
		}
		writes := fmt.Sprint(j.Permissions)
		want := map[string]string{
			"publish": "map[contents:write]", "publish-images": "map[packages:write]", "provenance": "map[attestations:write id-token:write]",
		}[name]
		if want == "" {
			want = "map[]"
		}
		if writes != want {
			t.Errorf("the job %s has the permissions %s, want %s", name, writes, want)
		}
	}
	published := readWorkflow(t, "publish.yml").Jobs["sign"].Steps
	for i, s := range w.Jobs["sign"].Steps[:3] {
		if fmt.Sprint(s) != fmt.Sprint(published[i]) {
			t.Errorf("the step %d of the job sign is %v; that of publish.yml is %v", i, s, published[i])
		}
	}
}
