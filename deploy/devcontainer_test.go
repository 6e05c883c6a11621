package deploy

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const devcontainer = "../.devcontainer"

// A devContainer is devcontainer.json, as far as it is used: the schema of the format is
// on the web, and another field than these must be looked up there.
type devContainer struct {
	Name              string
	Build             struct{ Dockerfile string }
	Init              bool
	RemoteUser        string            `json:"remoteUser"`
	PostCreateCommand map[string]string `json:"postCreateCommand"`
	ForwardPorts      []int             `json:"forwardPorts"`
	PortsAttributes   map[string]struct {
		Label string
	} `json:"portsAttributes"`
	Customizations struct {
		VSCode struct{ Extensions []string }
	}
}

// The container for editors has what the tests need, in the versions of the project.
func TestDevContainer(t *testing.T) {
	t.Parallel()
	var c devContainer
	decoder := json.NewDecoder(strings.NewReader(readFile(t, filepath.Join(devcontainer, "devcontainer.json"))))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		t.Fatal(err)
	}
	stages := readStages(t, filepath.Join(devcontainer, c.Build.Dockerfile))
	image := stages[len(stages)-1]

	checkPinned(t, devcontainer, image.base)
	if programs := readDockerfile(t); image.base != programs[1].base {
		t.Errorf("it is made from %s, and the programs by %s", image.base, programs[1].base)
	}
	version := matches(t, "../go.mod", `(?m)^go (\d+\.\d+)`)[0]
	if !strings.HasPrefix(image.base, "golang:"+version+"-") {
		t.Errorf("it is made from %s, and go.mod wants Go %s", image.base, version)
	}

	runs := strings.Join(image.args("RUN"), "\n")
	installed := strings.Fields(runs)
	for _, packages := range matches(t, "../tools/test", `(?m)\binstall [\w-]+ ([\w -]+)$`) {
		for _, name := range strings.Fields(packages) {
			if !slices.Contains(installed, name) {
				t.Errorf("it has no %s, which tools/test installs", name)
			}
		}
	}
	if !regexp.MustCompile(`npm install --global node@\d+\.\d+\.\d+(\s|$)`).MatchString(runs) {
		t.Error("it has no Node.js of one version")
	}
	if c.RemoteUser == "" || !strings.HasSuffix(runs, " "+c.RemoteUser) || !slices.Equal(image.args("USER"), []string{c.RemoteUser}) {
		t.Errorf("its user is %q, USER %v", c.RemoteUser, image.args("USER"))
	}

	commands := ""
	for _, command := range c.PostCreateCommand {
		commands += command + "\n"
	}
	for _, file := range strings.Fields(git(t, "..", "ls-files", "--", "*/package.json")) {
		if folder := filepath.Dir(file); !strings.Contains(commands, "npm ci --no-progress --prefix "+folder+"\n") {
			t.Errorf("it does not install %s", file)
		}
	}
	if !strings.Contains(commands, "go mod download") {
		t.Error("it does not get the modules")
	}
	if port := matches(t, "../cmd/opencec/serve.go", `"localhost:(\d+)"`)[0]; port != "8080" || !slices.Contains(c.ForwardPorts, 8080) {
		t.Errorf("opencec serve listens on %s; forwarded are %v", port, c.ForwardPorts)
	}
}
