package deploy

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestDependabot checks that Dependabot looks for newer versions of everything that the project uses.
func TestDependabot(t *testing.T) {
	t.Parallel()
	var settings struct {
		Version int
		Updates []struct {
			Ecosystem   string `yaml:"package-ecosystem"`
			Directory   string
			Directories []string
		}
	}
	if err := yaml.Unmarshal([]byte(readFile(t, "../.github/dependabot.yml")), &settings); err != nil || settings.Version != 2 {
		t.Fatal(settings.Version, err)
	}
	looked := map[string][]string{}
	for _, u := range settings.Updates {
		for _, folder := range append(u.Directories, u.Directory) {
			if folder == "" {
				continue
			}
			if _, err := os.Stat(filepath.Join("..", folder)); err != nil {
				t.Errorf("%s: %v", u.Ecosystem, err)
			}
			looked[u.Ecosystem] = append(looked[u.Ecosystem], folder)
		}
	}
	for name, ecosystem := range map[string]string{"go.mod": "gomod", "package.json": "npm", "Dockerfile": "docker", "docker-compose.yml": "docker-compose", "kustomization.yaml": "docker"} {
		found := 0
		for _, file := range strings.Fields(git(t, "..", "ls-files", "--", name, "*/"+name)) {
			found++
			if folder := filepath.Join("/", filepath.Dir(file)); !slices.Contains(looked[ecosystem], folder) {
				t.Errorf("%s: no update of %s looks into %s", file, ecosystem, folder)
			}
		}
		if found == 0 {
			t.Errorf("there is no %s", name)
		}
	}
	if !slices.Contains(looked["github-actions"], "/") {
		t.Error("no update looks at the workflows")
	}
}
