package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"opencec/tools/base/buildinfo"
	"opencec/tools/history/historytest"
	"opencec/tools/testenv"
)

// Which version the program says that it is, by how it was built: of a commit, of a tag,
// of changed files, and without version control.
func TestVersion(t *testing.T) {
	t.Parallel()
	testenv.SkipIfShort(t, "it builds the server four times")
	r := historytest.Source(t)
	commit := r.Git("rev-parse", "HEAD")
	at, of := ", 2026-01-01T00:00:00Z, "+runtime.Version(), ", commit "+commit
	builds := []struct {
		name   string
		before func()
		vcs    string
		want   string
	}{
		{"a commit", func() {}, "true", "v0.0.0-20260101000000-" + commit[:12] + of + at},
		{"a tag", func() { r.Git("tag", "v0.3.1") }, "true", "v0.3.1" + of + at},
		{"changed files", func() { r.Write("LICENSE", "None\n") }, "true", "v0.3.1+dirty" + of + "+dirty" + at},
		{"no version control", func() {}, "false", "(devel), " + runtime.Version()},
	}
	for _, b := range builds {
		b.before()
		program := buildProgram(t, r.Dir, b.vcs)
		for _, flag := range []string{"--version", "-v"} {
			out, err := exec.CommandContext(t.Context(), program, flag).CombinedOutput()
			if want := "opencec-api version " + b.want + "\n"; err != nil || string(out) != want {
				t.Errorf("%s: %s: %v, %q, want %q", b.name, flag, err, out, want)
			}
		}
		if got := servedVersion(t, program); got.String() != b.want {
			t.Errorf("%s: /v1 has %q, want %q", b.name, got, b.want)
		}
	}
}

// buildProgram builds the server of a checkout, as tools/test does, which makes the most
// of the build cache.
func buildProgram(t *testing.T, checkout, vcs string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "opencec-api")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs="+vcs, "-o", program, "./cmd/opencec-api")
	cmd.Dir, cmd.Env = checkout, append(os.Environ(), "CGO_ENABLED=0", "GIT_CONFIG_GLOBAL="+os.DevNull)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// servedVersion runs a program with a register and returns the version that /v1 has.
func servedVersion(t *testing.T, program string) buildinfo.Info {
	t.Helper()
	dir := t.TempDir()
	publish(t, filepath.Join(dir, "public"), "one")
	secret := addKey(t, filepath.Join(dir, "keys.json"))
	cmd := exec.CommandContext(t.Context(), program, "--snapshot", "public", "--keys-file", "keys.json", "--listen", "127.0.0.1:0")
	cmd.Dir = dir
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = cmd.Process.Kill(), cmd.Wait() }()
	var address string
	for lines := bufio.NewScanner(log); lines.Scan(); {
		if found := regexp.MustCompile(`address=(\S+)`).FindStringSubmatch(lines.Text()); found != nil {
			address = found[1]
		}
		if strings.Contains(lines.Text(), "msg=ready") {
			break
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+address+"/v1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Api-Key", secret)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var about struct{ Program buildinfo.Info }
	if err := json.NewDecoder(res.Body).Decode(&about); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("/v1: %s, %v", res.Status, err)
	}
	return about.Program
}
