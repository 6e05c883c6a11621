package deploy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v4"

	"opencec/tools/testenv"
)

const goreleaserFile = "../.goreleaser.yaml"

// The configuration is as the schema has it that comes with the version of goreleaser that
// the workflow runs.
func TestGoreleaserSchema(t *testing.T) {
	t.Parallel()
	version := goreleaserVersion(t)
	schema := goreleaserSchema(t, version)
	read := func(text string) error {
		var config any
		if err := yaml.Unmarshal([]byte(text), &config); err != nil {
			t.Fatal(err)
		}
		return schema.Validate(config)
	}
	text := readFile(t, goreleaserFile)
	if err := read(text); err != nil {
		t.Errorf("%#v", err)
	}
	for _, wrong := range [][2]string{
		{"mod_timestamp:", "mod_timestamps:"}, {"formats: [deb]", "formats: [dep]"}, {"artifacts: binary", "artifacts: program"}, {"version: 2", "version: two"},
	} {
		if read(strings.Replace(text, wrong[0], wrong[1], 1)) == nil {
			t.Errorf("%s is taken for good", wrong[1])
		}
	}
}

// goreleaserVersion returns the one version that the workflow and the configuration name.
func goreleaserVersion(t *testing.T) string {
	t.Helper()
	const pattern = `goreleaser/v2@(v[\d.]+) release`
	versions := slices.Concat(matches(t, filepath.Join(workflows, "release.yml"), pattern), matches(t, goreleaserFile, pattern))
	if len(versions) != 2 || versions[0] != versions[1] {
		t.Fatalf("the workflow and the configuration name the versions %q of goreleaser; want one, twice", versions)
	}
	return versions[0]
}

// goreleaserSchema returns the schema of goreleaser's configuration, out of its module.
func goreleaserSchema(t *testing.T, version string) *jsonschema.Schema {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", "github.com/goreleaser/goreleaser/v2@"+version)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var module struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &module); err != nil || jsonErr != nil {
		testenv.Missing(t, fmt.Errorf("goreleaser, which has the schema, cannot be downloaded: %w\n%s%s", err, module.Error, &stderr))
	}
	file, err := os.Open(filepath.Join(module.Dir, "www/docs/static/schema.json"))
	if err != nil {
		t.Fatalf("this version of goreleaser has no schema in its module: %v", err)
	}
	defer file.Close()
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("goreleaser.json", file); err != nil {
		t.Fatal(err)
	}
	return compiler.MustCompile("goreleaser.json")
}

// A goreleaserConfig is as much of the configuration as is held here.
type goreleaserConfig struct {
	Builds []struct {
		ID, Main, Binary string
		Goos, Goarch     []string
		Env, Flags       []string
		Ldflags          []string
		ModTimestamp     string `yaml:"mod_timestamp"`
		Ignore, Targets  []any
	}
	Archives []struct {
		IDs   []string
		Files []struct {
			Src  string
			Info struct{ MTime string }
		}
	}
	Nfpms []struct {
		ID, MTime string
		IDs       []string
		Formats   []string
		Contents  []struct{ Src, Dst, Type string }
		Scripts   map[string]string
	}
	Sboms, Signs []struct {
		Artifacts, Cmd, Signature string
		Args                      []string
	}
	Checksum struct {
		NameTemplate string `yaml:"name_template"`
	}
}

func readGoreleaser(t *testing.T) goreleaserConfig {
	t.Helper()
	var c goreleaserConfig
	if err := yaml.Unmarshal([]byte(readFile(t, goreleaserFile)), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// Every program is built for every platform, alone and the same on every machine.
func TestGoreleaserBuilds(t *testing.T) {
	t.Parallel()
	programs, err := filepath.Glob("../cmd/*")
	if err != nil {
		t.Fatal(err)
	}
	built := map[string]bool{}
	for _, b := range readGoreleaser(t).Builds {
		built[b.ID] = true
		if b.Main != "./cmd/"+b.ID || b.Binary != b.ID {
			t.Errorf("%s: the program %s is built of %s", b.ID, b.Binary, b.Main)
		}
		if got := fmt.Sprint(b.Goos, b.Goarch); got != "[linux darwin windows] [amd64 arm64]" || len(b.Ignore)+len(b.Targets) > 0 {
			t.Errorf("%s: it is built for %s", b.ID, got)
		}
		if got := fmt.Sprintln(b.Env, b.Flags, b.Ldflags, b.ModTimestamp); got != "[CGO_ENABLED=0] [-trimpath -buildvcs=true] [-s -w] {{ .CommitTimestamp }}\n" {
			t.Errorf("%s: it is built with %s", b.ID, got)
		}
	}
	for _, p := range programs {
		if !built[filepath.Base(p)] {
			t.Errorf("%s is not built", p)
		}
	}
}

// What goes into archives and packages is there, or made by tools/package-files, and has the
// time of the commit.
func TestGoreleaserFiles(t *testing.T) {
	t.Parallel()
	c := readGoreleaser(t)
	made := readFile(t, "../tools/package-files")
	check := func(src string) {
		if name, ok := strings.CutPrefix(src, "bin/package/"); ok {
			if folder, _, _ := strings.Cut(name, "/"); !strings.Contains(made, strings.TrimSuffix(folder, ".gz")) {
				t.Errorf("tools/package-files does not make %s", src)
			}
			return
		}
		if _, err := os.Stat(filepath.Join("..", src)); err != nil {
			t.Error(err)
		}
	}
	const commitDate = "{{ .CommitDate }}"
	for _, a := range c.Archives {
		names := map[string]bool{}
		for _, f := range a.Files {
			check(f.Src)
			names[f.Src] = true
			if f.Info.MTime != commitDate {
				t.Errorf("%s has the time %q", f.Src, f.Info.MTime)
			}
		}
		for _, name := range []string{"LICENSE", "README.md", ".github/CHANGELOG.md", "bin/package/THIRD_PARTY_LICENSES.txt", "bin/package/man/*", "bin/package/completions/*"} {
			if !names[name] {
				t.Errorf("the archives do not have %s", name)
			}
		}
	}
	packaged := map[string]bool{}
	for _, p := range c.Nfpms {
		copyright := false
		for _, f := range p.Contents {
			check(f.Src)
			copyright = copyright || f.Dst == "/usr/share/doc/"+p.ID+"/copyright"
			if strings.HasPrefix(f.Dst, "/etc/") && f.Type != "config" {
				t.Errorf("%s: an upgrade would replace %s", p.ID, f.Dst)
			}
		}
		for _, script := range p.Scripts {
			check(script)
		}
		for _, id := range p.IDs {
			packaged[id] = true
		}
		if !copyright || p.MTime != commitDate || !slices.Equal(p.Formats, []string{"deb"}) {
			t.Errorf("%s: %+v", p.ID, p)
		}
	}
	if want := []string{"opencec", "opencec-api", "opencec-sign"}; len(c.Archives) != 1 || !slices.Equal(slices.Sorted(maps.Keys(packaged)), want) {
		t.Errorf("%d kinds of archive, and packages of %v; want %v", len(c.Archives), packaged, want)
	}
}

// Every program has a list of its modules, made as that of publish.yml, and the checksums are
// signed by what the register is signed by.
func TestGoreleaserSigns(t *testing.T) {
	t.Parallel()
	c := readGoreleaser(t)
	lister := regexp.MustCompile(`github\.com/CycloneDX/\S+ bin -json -std -noserial -notimestamp -output`)
	published := lister.FindString(readFile(t, filepath.Join(workflows, "publish.yml")))
	if len(c.Sboms) != 1 || c.Sboms[0].Artifacts != "binary" || published == "" || !strings.Contains(strings.Join(c.Sboms[0].Args, " "), published) {
		t.Errorf("the lists of modules are made by %+v; want %s", c.Sboms, published)
	}
	want := "run ./cmd/opencec-sign -release v{{ .Version }} -commit {{ .FullCommit }} ${artifact}"
	if len(c.Signs) != 1 || c.Signs[0].Artifacts != "checksum" || strings.Join(c.Signs[0].Args, " ") != want || c.Signs[0].Signature != "${artifact}.note" || c.Checksum.NameTemplate != "checksums.txt" {
		t.Errorf("%s is signed by %+v", c.Checksum.NameTemplate, c.Signs)
	}
}
