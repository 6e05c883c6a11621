// Package deploy has no code. Its tests check what deploys the register, on a machine
// that has neither a container engine nor a cluster: each file against what it names,
// and each command in a file by running it.
//
// A deployment is taken as the processes that it starts: programs with arguments, an
// environment, and what is mounted for them. The tests read them out of
// docker-compose.yml, the Kubernetes manifests, the systemd units and the README, and
// run them in their order. What differs is where things are (see machine): a path that
// is mounted is one in a temporary folder, the host of a database is a Postgres that the
// test has started, with the passwords that passwords.sh made and the roles of
// roles.sql, and a server listens on a free port of the loopback.
//
// The linters of the formats are in tools/test.
package deploy

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each deployment starts, and answers.
func TestDeployments(t *testing.T) {
	t.Parallel()
	bin := buildPrograms(t)
	for name, test := range map[string]func(t *testing.T, bin string){
		"compose": testCompose, "kubernetes": testKubernetes, "systemd": testSystemd, "readme": testReadme,
		"hosts": testHosts,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, bin)
		})
	}
}

// Every setting that a file here gives to the API is one that it has.
func TestSettings(t *testing.T) {
	t.Parallel()
	known := matches(t, "settings.md", "(?m)^\\| `--[a-z-]+` \\| `([A-Z_]+)`")
	for _, file := range []string{"docker-compose.yml", "kubernetes/api.env", "systemd/opencec-api.service", "Caddyfile", "nginx.conf", "README.md"} {
		for _, name := range matches(t, file, `(OPEN_CEC_API_[A-Z_]*[A-Z])`) {
			if !slices.Contains(known, name) {
				t.Errorf("%s: %s is no setting in settings.md", file, name)
			}
		}
	}
}

// matches returns the first group of each match of a pattern in a file, of which there
// must be one.
func matches(t *testing.T, file, pattern string) []string {
	t.Helper()
	var found []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(readFile(t, file), -1) {
		found = append(found, m[1])
	}
	if len(found) == 0 {
		t.Fatalf("%s: nothing is like %s", file, pattern)
	}
	return found
}

// checkImage wants an image of a version: latest is another one each day.
func checkImage(t *testing.T, where, image string) {
	t.Helper()
	_, tag, _ := strings.Cut(path.Base(image), ":")
	if tag == "" || strings.HasPrefix(tag, "latest") {
		t.Errorf("%s: the image %q has no tag of a version", where, image)
	}
}

// pinned is an image by its tag, for people, and its digest, which decides.
var pinned = regexp.MustCompile(`^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$`)

// checkPinned wants an image that others make to be named by its digest: what a tag leads
// to can change.
func checkPinned(t *testing.T, where, image string) {
	t.Helper()
	checkImage(t, where, image)
	if !pinned.MatchString(image) {
		t.Errorf("%s: the image %q is not named by its digest", where, image)
	}
}

// The images of others are everywhere named by their digest, and each by one.
func TestImagesArePinned(t *testing.T) {
	t.Parallel()
	own := []string{"opencec:local", "opencec-api:local", "opencec", "opencec-api"}
	digests := map[string]string{}
	for _, file := range []string{"docker-compose.yml", "kubernetes/load.yaml", "kubernetes/api.yaml"} {
		for _, image := range matches(t, file, `(?m)^ *image: (?:&\w+ )?([^*\s]\S*)`) {
			if slices.Contains(own, image) {
				continue
			}
			checkPinned(t, file, image)
			name, digest, _ := strings.Cut(image, "@")
			if was := digests[name]; was != "" && was != digest {
				t.Errorf("%s: %s has another digest elsewhere", file, name)
			}
			digests[name] = digest
		}
	}
	if len(digests) != 3 {
		t.Errorf("found %d images, want those of Postgres, Caddy and git", len(digests))
	}
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// readEnv reads a file of lines NAME=VALUE.
func readEnv(t *testing.T, file string) map[string]string {
	t.Helper()
	values := map[string]string{}
	for line := range strings.Lines(readFile(t, file)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && !strings.HasPrefix(name, "#") {
			values[name] = value
		}
	}
	return values
}
