// Package deploy has no code. Its tests check the files that deploy the register, on a machine
// without a container engine or a cluster: that the things which a file names exist, and that each
// command in a file runs. Tests of the repository itself, such as its workflows and the layers of
// its packages, are here too.
//
// To the tests a deployment is the processes that it starts: programs with arguments, an
// environment and mounts. The tests read them from docker-compose.yml, the Kubernetes manifests, the
// systemd units and the README, and run them in order. Only places differ (see machine): mounted paths
// are in a temporary folder, the database is a Postgres that the test has started, with passwords of
// passwords.sh and roles of roles.sql, and servers listen on free ports of the loopback.
//
// tools/test runs the linters of the formats.
package deploy

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDeployments starts each deployment and sends it requests.
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

// TestSettings checks that the API has every setting that a file here gives it.
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

// matches returns the first group of each match of a pattern in a file. There must be at least one
// match.
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

// checkImage checks that an image has a version: latest changes at any time.
func checkImage(t *testing.T, where, image string) {
	t.Helper()
	_, tag, _ := strings.Cut(path.Base(image), ":")
	if tag == "" || strings.HasPrefix(tag, "latest") {
		t.Errorf("%s: the image %q has no tag of a version", where, image)
	}
}

// pinned matches an image with a tag, for people, and a digest, which decides.
var pinned = regexp.MustCompile(`^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$`)

// checkPinned checks that an image of others is named by its digest, because tags can move.
func checkPinned(t *testing.T, where, image string) {
	t.Helper()
	checkImage(t, where, image)
	if !pinned.MatchString(image) {
		t.Errorf("%s: the image %q is not named by its digest", where, image)
	}
}

// TestImagesArePinned checks that all files name an image of others by the same digest.
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
