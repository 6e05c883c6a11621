package deploy

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readmeCommands returns the lines of the README that start one of the two programs, by
// the names of the sections that they are in.
func readmeCommands(t *testing.T) map[string][]process {
	t.Helper()
	commands := map[string][]process{}
	section := ""
	for line := range strings.Lines(readFile(t, "README.md")) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			section = strings.TrimSpace(heading)
		}
		code, ok := strings.CutPrefix(line, "    ")
		if !ok {
			continue
		}
		p := process{name: "README.md, " + section, env: map[string]string{}}
		for _, word := range strings.Fields(code) {
			name, value, set := strings.Cut(word, "=")
			switch {
			case len(p.args) > 0:
				p.args = append(p.args, word)
			case word == "sudo":
			case set:
				p.env[name] = value
			default:
				p.args = append(p.args, word)
			}
		}
		if slices.Contains([]string{"opencec", "opencec-api"}, p.args[0]) {
			commands[section] = append(commands[section], p)
		}
	}
	return commands
}

// What the README says can be typed, in its order. What the deployments start, their own
// tests have.
func testReadme(t *testing.T, bin string) {
	m := newMachine(t, bin)
	passwords := m.newPasswords()
	work, data := m.volume(), absolute(t, "../data")
	mounts := map[string]string{
		"/work": work, "/etc/opencec/owner.pgpass": filepath.Join(passwords, "owner/pgpass"),
	}
	if err := os.Symlink(data, filepath.Join(work, "data")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(work, "deploy/kubernetes"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(passwords, filepath.Join(work, "deploy/kubernetes/secrets")); err != nil {
		t.Fatal(err)
	}
	commands := readmeCommands(t)
	key := ""
	for _, section := range []string{"The register", "systemd", "Kubernetes", "Without Postgres", "Signing"} {
		if len(commands[section]) == 0 {
			t.Errorf("README.md has no command in the section %s", section)
		}
		for _, p := range commands[section] {
			p.mounts, p.dir = mounts, "/work"
			if section == "The register" {
				p.env["PGPASSFILE"] = "/etc/opencec/owner.pgpass"
			}
			if p.args[0] == "opencec-api" {
				if a := m.startAPI(p).ask("/v1/listings", key); a.status != http.StatusOK {
					t.Errorf("%s: %d %s", p.name, a.status, a.body)
				}
				continue
			}
			if out := m.run(p); strings.HasPrefix(out, "ocec_") {
				key = strings.TrimSpace(out)
			}
		}
		delete(commands, section)
	}
	for section := range commands {
		t.Errorf("README.md has commands in the section %s, which are not run", section)
	}
}

// What the README leads to is there.
func TestReadmeLinks(t *testing.T) {
	t.Parallel()
	slug := func(heading string) string { return strings.ReplaceAll(strings.ToLower(heading), " ", "-") }
	for _, link := range matches(t, "README.md", `\]\(([^)]+)\)`) {
		if strings.Contains(link, "://") {
			continue
		}
		file, anchor, _ := strings.Cut(link, "#")
		if file == "" {
			file = "README.md"
		}
		if _, err := os.Stat(file); err != nil {
			t.Errorf("README.md: %v", err)
			continue
		}
		if anchor != "" && !slices.ContainsFunc(matches(t, file, `(?m)^#+ (.*)$`), func(h string) bool { return slug(h) == anchor }) {
			t.Errorf("README.md: %s has no heading for #%s", file, anchor)
		}
	}
	for _, path := range matches(t, "README.md", `[ <](deploy/[\w./-]+)`) {
		path = regexp.MustCompile(`^deploy/`).ReplaceAllString(path, "")
		if _, err := os.Stat(path); err != nil && !strings.HasPrefix(path, "kubernetes/secrets") {
			t.Errorf("README.md: %v", err)
		}
	}
}
