package deploy

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

const composeFile = "docker-compose.yml"

// readProject reads the file as Compose does, and fails for a wrong field, value or name. Variables
// have their defaults.
func readProject(t *testing.T) *types.Project {
	t.Helper()
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir: absolute(t, "."), ConfigFiles: []types.ConfigFile{{Filename: composeFile}}, Environment: types.Mapping{},
	}, func(o *loader.Options) { o.Profiles = []string{"*"} })
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// A composition is the services of the file on a machine.
type composition struct {
	*machine
	project *types.Project
	volumes map[string]string // folders here, by name
}

func newComposition(t *testing.T, bin string) *composition {
	t.Helper()
	c := &composition{newMachine(t, bin), readProject(t), map[string]string{}}
	for name := range c.project.Volumes {
		c.volumes[name] = c.volume()
	}
	return c
}

// service returns the process of a service, with other arguments if any are given.
func (c *composition) service(name string, arguments ...string) process {
	c.t.Helper()
	s, err := c.project.GetService(name)
	if err != nil {
		c.t.Fatal(err)
	}
	p := process{name: name, args: slices.Clone(s.Entrypoint), env: map[string]string{}, mounts: map[string]string{}}
	if p.args == nil && s.Build != nil {
		p.args = []string{"/usr/local/bin/" + s.Build.Target} // see TestDockerfile
	}
	if len(arguments) == 0 {
		arguments = s.Command
	}
	p.args = append(p.args, arguments...)
	for name, value := range s.Environment {
		p.env[name] = *value
	}
	for _, v := range s.Volumes {
		p.mounts[v.Target] = v.Source // a path here
		if v.Type == types.VolumeTypeVolume {
			p.mounts[v.Target] = c.volumes[v.Source]
		}
	}
	return p
}

// testCompose runs the two commands at the top of the file, as a new user would: they start
// everything, and print a key that works.
func testCompose(t *testing.T, bin string) {
	c := newComposition(t, bin)
	c.run(c.service("passwords"))
	c.makeDatabase(c.service("postgres").mounts)
	c.run(c.service("load"))
	c.run(c.service("site"))
	p := c.service("api")
	p.env["OPEN_CEC_API_TRUSTED_PROXIES"] = "127.0.0.1" // where the web server is
	api := c.startAPI(p)
	testReadOnly(t, c, p)

	commands := keyCommands(t)
	key := strings.TrimSpace(c.run(c.service("keys", commands[0]...)))
	api.wait("it has the key", func() bool { return strings.Contains(api.log.String(), "keys=1") })
	if a := api.ask("/v1/listings", key); a.status != http.StatusOK {
		t.Errorf("with the key: %d %s", a.status, a.body)
	}
	web := testWeb(t, c.machine, c.service("web"), api, key)
	testComposeAgain(t, c)

	for _, arguments := range commands[1:] {
		c.run(c.service("keys", arguments...))
	}
	api.wait("the key is bad", func() bool { return api.ask("/v1/listings", key).status == http.StatusUnauthorized })
	testWithoutAPI(t, web, api, key)
}

// keyCommands returns the arguments of the service keys in the README. The first must be those of the
// second command at the top of the file.
func keyCommands(t *testing.T) [][]string {
	t.Helper()
	var commands [][]string
	for _, arguments := range matches(t, "README.md", "run --rm keys ([^`\n]*)") {
		commands = append(commands, strings.Fields(arguments))
	}
	if first := strings.Fields(matches(t, composeFile, "run --rm keys (.*)")[0]); !slices.Equal(first, commands[0]) {
		t.Errorf("the first key is made by %v in %s, and by %v in README.md", first, composeFile, commands[0])
	}
	return commands
}

// testReadOnly checks that the API's credentials cannot make a key.
func testReadOnly(t *testing.T, c *composition, api process) {
	t.Helper()
	p := c.service("keys", "new", "--name", "intruder")
	p.env, p.mounts = api.env, api.mounts
	if out, err := c.command(t.Context(), p).CombinedOutput(); err == nil || !strings.Contains(string(out), "GRANT") {
		t.Errorf("a key is made by the role of the API, or fails for another reason: %v\n%s", err, out)
	}
}

// testComposeAgain starts again what each up starts.
func testComposeAgain(t *testing.T, c *composition) {
	t.Helper()
	c.run(c.service("passwords"))
	if out := c.run(c.service("load")); !strings.Contains(out, "nothing differs") {
		t.Errorf("the second load says %q", out)
	}
	c.run(c.service("site"))
}

// TestComposeRights checks that no service can do more than it needs, and that only the web server is
// reachable, by default only from this machine.
func TestComposeRights(t *testing.T) {
	t.Parallel()
	project := readProject(t)
	for name, s := range project.Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s: read_only %v, cap_drop %v, security_opt %v", name, s.ReadOnly, s.CapDrop, s.SecurityOpt)
		}
		if limits := s.Deploy.Resources.Limits; limits.NanoCPUs == 0 || limits.MemoryBytes == 0 || limits.Pids == 0 {
			t.Errorf("%s has the limits %+v", name, limits)
		}
		for network := range s.Networks {
			if name != "web" && !project.Networks[network].Internal {
				t.Errorf("%s is in the network %s, which leads outside", name, network)
			}
		}
		for _, port := range s.Ports {
			if name != "web" || port.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes %+v", name, port)
			}
		}
		if s.Build == nil {
			checkImage(t, name, s.Image)
		}
	}
	api := project.Services["api"].Environment["OPEN_CEC_API_TRUSTED_PROXIES"]
	if network := project.Networks["proxy"].Ipam.Config[0].Subnet; *api != network {
		t.Errorf("the API believes %s, and the web server is in %s", *api, network)
	}
}

// TestComposeOrder checks that services wait for what they need, and that a running service waits for
// every step that ends: up --wait would report any other as a failure.
func TestComposeOrder(t *testing.T) {
	t.Parallel()
	project := readProject(t)
	awaited := map[string]bool{}
	for name, s := range project.Services {
		for other, d := range s.DependsOn {
			needs := project.Services[other]
			switch {
			case d.Condition == types.ServiceConditionHealthy && needs.HealthCheck == nil:
				t.Errorf("%s waits for the health of %s, which has no check", name, other)
			case d.Condition == types.ServiceConditionCompletedSuccessfully && needs.Restart != "":
				t.Errorf("%s waits for the end of %s, which goes on", name, other)
			case d.Condition == types.ServiceConditionCompletedSuccessfully && s.Restart != "":
				awaited[other] = true
			}
		}
	}
	want := []string{"load", "passwords", "site"}
	if got := slices.Sorted(maps.Keys(awaited)); !slices.Equal(got, want) {
		t.Errorf("services that go on wait for the end of %v, want %v", got, want)
	}
}

// variable matches a variable with a default in a compose file.
var variable = regexp.MustCompile(`\$\{(\w+):-([^}]*)\}`)

// TestComposeVariables checks that the example has each variable of the file with its default.
func TestComposeVariables(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	for _, m := range variable.FindAllStringSubmatch(readFile(t, composeFile), -1) {
		if before, ok := want[m[1]]; ok && before != m[2] {
			t.Errorf("%s has two defaults, %s and %s", m[1], before, m[2])
		}
		want[m[1]] = m[2]
	}
	if got := readEnv(t, ".env.example"); !maps.Equal(got, want) {
		t.Errorf(".env.example has %v, and %s %v", got, composeFile, want)
	}
}
