package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/query/postgres/postgrestest"
)

// ownRegisterGuide is the guide that starts in an empty folder.
const ownRegisterGuide = "run-your-own-register"

// The first lines of the guide make a register in an empty folder with nothing but the tool: no git, no Go,
// no repository. The site and the API answer at once, and the other commands work.
func TestOwnRegister(t *testing.T) {
	t.Parallel()
	own, err := readGuide("../../site/content/guides/" + ownRegisterGuide + ".md")
	if err != nil {
		t.Fatal(err)
	}
	tool, err := exec.LookPath("opencec") // testscript.Main has put this program there
	if err != nil {
		t.Fatal(err)
	}
	bin, home := t.TempDir(), t.TempDir()
	if err := os.Symlink(tool, filepath.Join(bin, "opencec")); err != nil {
		t.Fatal(err)
	}
	r := &reader{folder: t.TempDir(), env: []string{
		"PATH=" + bin, "HOME=" + home, "TMPDIR=" + t.TempDir(), "GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=ann@example.org", "GIT_CONFIG_NOSYSTEM=1",
	}}
	if printed, code := r.run(t, own.blocks[0].text); code != 0 || !strings.Contains(printed, "my-register: a register with ") {
		t.Fatalf("exit code %d\n%s", code, printed)
	}

	serve := exec.CommandContext(t.Context(), filepath.Join(bin, "opencec"), "serve", "--listen", "127.0.0.1:0")
	serve.Dir, serve.Env = r.folder, r.env
	s := &servedRegister{T: t, data: filepath.Join(r.folder, "data")}
	serve.Stdout, serve.Stderr = &s.stdout, &s.stderr
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	s.waitForAddress()
	for path, want := range map[string]string{"/": "Example register", "/guides/": "Guides", "/device-classes/": "Example register"} {
		if code, body := s.get(path, false); code != 200 || !strings.Contains(body, want) {
			t.Errorf("the page %s: %d, want %s in\n%.500s", path, code, want, body)
		}
	}
	for path, want := range map[string]string{
		"/openapi.json": `"openapi"`, "/downloads/manifest.json": `"title": "Example register"`,
		"/v1/listings": `"total":0`, "/v1/device-classes": `"bess"`, "/listings": `[]`,
	} {
		if code, body := s.get(path, true); code != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d, want %s in\n%.500s", path, code, want, body)
		}
	}
	if code, _ := s.get("/v1/listings", false); code != 401 {
		t.Errorf("without a key: %d", code)
	}
	r.mustRun(t, "opencec new manufacturer --name 'Example Energy'\n"+
		"opencec new listing --manufacturer example-energy --model 'Box 10' --entity-type device --class bess --set bess.capacity=10 --from 2026-11-23 --sample yes")
	waitFor(t, "the new listing", func() bool {
		code, body := s.get("/v1/listings/example-energy/box-10", true)
		return code == 200 && strings.Contains(body, "Box 10")
	})
	if err := serve.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = serve.Wait() // it was killed

	r.write(t, "list.csv", "Manufacturer,Series,Model Number,AC Power (kW),Approval Date,Expiry date\nAcme Pty Ltd,X,X 6.0,6.000,1/01/2024,1/01/2028\n")
	for _, step := range []struct{ command, want string }{
		{"opencec import cec --data data --kind inverters list.csv", "acme"},
		{"opencec validate", "2 listings, 0 certificates, 0 errors"},
		{"opencec build", "public"},
		{"opencec upgrade --check --snapshot public", "snapshot public: up to date"},
		{"opencec load --database-url '" + postgrestest.URL(t) + "'", " is loaded as number "},
	} {
		if printed := r.mustRun(t, step.command); !strings.Contains(printed, step.want) {
			t.Errorf("%s: want %q in\n%s", step.command, step.want, printed)
		}
	}
}
