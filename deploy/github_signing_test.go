package deploy

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"opencec/tools/output/signature"
)

// What the workflow publish takes from the environment signing.
const (
	secretSigningKey = "secrets.OPENCEC_SIGNING_KEY"
	varVerifyKeys    = "vars.OPENCEC_VERIFY_KEYS"
)

// What is published is signed by the secret's key, and nothing is published if it is not
// as the keys that everybody checks with have it. No step shows the secret.
func testPublishSigned(t *testing.T, bin string) {
	newSecret := func(name string) signature.Secret {
		secret, err := signature.NewSecret(name)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	old, now := newSecret("register.example.org"), newSecret("register.example.org")
	for name, test := range map[string]struct {
		secret, keys string
		code         int    // of the step that verifies
		want         string // what it prints
	}{
		"neither":         {"", "", 0, "No signature was checked"},
		"both":            {string(now.File()), now.Key().String(), 0, "signed by " + now.Key().ID()},
		"replaced":        {string(old.File()) + string(now.File()), "# of last year\n" + old.Key().String() + "\n" + now.Key().String(), 0, "signed by " + old.Key().ID() + " and " + now.Key().ID()},
		"the secret lost": {"", now.Key().String(), 1, "the snapshot is not signed"},
		"another secret":  {string(old.File()), now.Key().String(), 1, "signed by " + old.Key().ID() + ", and not by " + now.Key().ID()},
		"no keys":         {string(now.File()), "", 2, "there is no public key in it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRunner(t, "publish.yml", newRegister(t))
			r.tool(bin)
			r.values[secretSigningKey], r.values[varVerifyKeys] = test.secret, test.keys
			r.values[eventBefore], r.values[releasedCommit], r.values[acceptRewritten] = "", "", ""
			built := r.run("build")
			r.pass("public/downloads/manifest.txt", "statement")
			// A note that the job build has made is not published.
			write(t, r.temp, "public/downloads/manifest.note", "by nobody\n")
			r.values["steps.build.outputs.site"] = digestOf(t, filepath.Join(r.temp, "public"))
			signed, verified := r.run("sign"), r.run("verify")
			out := built.stdout + built.stderr + signed.stdout + signed.stderr + verified.stdout + verified.stderr
			if signed.code != 0 || built.code != 0 || verified.code != test.code || !strings.Contains(out, test.want) {
				t.Errorf("build ends with %d, verify with %d, want %d and %q\n%s", built.code, verified.code, test.code, test.want, out)
			}
			if strings.Contains(out, "PRIVATE") {
				t.Errorf("the secret is shown\n%s", out)
			}
			if _, err := os.Stat(filepath.Join(r.temp, "public/downloads/manifest.note")); (err == nil) != (test.secret != "") {
				t.Errorf("the note: %v", err)
			}
		})
	}
}

// A secret is given to the one step that needs it, and so to none that another action
// takes part in.
func TestSecretsOfSteps(t *testing.T) {
	t.Parallel()
	want := map[string]string{"sign": "OPENCEC_SIGNING_KEY", "database": "OPEN_CEC_API_DATABASE_URL", "load": "OPEN_CEC_API_DATABASE_URL"}
	if w := readWorkflow(t, "publish.yml"); w.Jobs["sign"].Environment != "signing" || w.Jobs["build"].Environment != nil || w.Jobs["verify"].Environment != nil {
		t.Error("another job than sign can have the secret of the environment signing")
	}
	text := readFile(t, filepath.Join(workflows, "publish.yml"))
	if got := strings.Count(text, "secrets."); got != len(want) {
		t.Errorf("publish.yml takes %d secrets, want %d", got, len(want))
	}
	w := readWorkflow(t, "publish.yml")
	for id, name := range want {
		if got := w.step(t, id).Env[name]; got != "${{ secrets."+name+" }}" {
			t.Errorf("the step %s has %s as %v", id, name, got)
		}
	}
}

// signingFolders are what the program that signs is built of.
var signingFolders = []string{"cmd/opencec-sign", "tools/register", "tools/base/safefile", "tools/base/spelling", "tools/output/signature"}

// The program that signs is built of code alone, before there is anything to sign, and
// without a cache that another job can write to.
func TestSigningJob(t *testing.T) {
	t.Parallel()
	var order []string
	for _, s := range readWorkflow(t, "publish.yml").Jobs["sign"].Steps {
		action, _, _ := strings.Cut(s.Uses, "@")
		switch action {
		case "actions/checkout":
			for folder := range strings.Lines(s.With["sparse-checkout"].(string)) {
				if folder = strings.TrimSpace(folder); !slices.Contains(signingFolders, folder) {
					t.Errorf("it checks out %s", folder)
				}
			}
		case "actions/setup-go":
			if s.With["cache"] != false {
				t.Error("it uses a cache")
			}
		}
		order = append(order, action+s.ID)
	}
	if got, want := strings.Join(order, " "), "actions/checkout actions/setup-go signer actions/download-artifact sign actions/upload-artifact"; got != want {
		t.Errorf("its steps are %s, want %s", got, want)
	}
}

// What the signing job checks out is enough to build the program that signs.
func TestSigningProgramBuilds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		write(t, dir, name, readFile(t, filepath.Join("..", name)))
	}
	for _, folder := range signingFolders {
		if err := os.CopyFS(filepath.Join(dir, folder), os.DirFS(filepath.Join("..", folder))); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "init", "--quiet", "--initial-branch=main")
	commit(t, dir, "Code")
	newRunner(t, "publish.yml", dir).good("signer")
}
