package deploy

import (
	"encoding/json"
	"fmt"
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

const lintSettings = "../.golangci.yml"

// The settings of golangci-lint are as the schema of the version that runs has them.
func TestLintSettings(t *testing.T) {
	t.Parallel()
	versions := slices.Concat(matches(t, lintSettings, `golangci-lint@(v\S+) run`), matches(t, filepath.Join(workflows, "lint.yml"), `golangci-lint@(v\S+) run`))
	if slices.Sort(versions); len(slices.Compact(versions)) != 1 {
		t.Fatalf("golangci-lint is run in several versions: %v", versions)
	}
	var module struct{ Dir, Error string }
	out, err := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", "github.com/golangci/golangci-lint/v2@"+versions[0]).Output()
	if json.Unmarshal(out, &module) != nil || module.Dir == "" {
		testenv.Missing(t, fmt.Errorf("golangci-lint cannot be downloaded: %w; %s", err, module.Error))
	}
	schema, err := jsonschema.Compile(filepath.Join(module.Dir, "jsonschema", "golangci.jsonschema.json"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(text string) error {
		var settings any
		if err := yaml.Unmarshal([]byte(text), &settings); err != nil {
			return err
		}
		return schema.Validate(settings)
	}
	text := readFile(t, lintSettings)
	if err := check(text); err != nil {
		t.Errorf("%s: %#v", lintSettings, err)
	}
	if check(strings.Replace(text, "default: none", "default: some", 1)) == nil {
		t.Error("a word that does not exist is found good")
	}
}

// An importRule is a rule of depguard: which imports the files of some packages must not have.
type importRule struct {
	Files []string
	Deny  []struct{ Pkg, Desc string }
}

// covers reports whether the rule is for the files of a package's folder. A pattern is as
// depguard has it; tests are not looked at.
func (r importRule) covers(folder string) bool {
	covered := false
	for _, pattern := range r.Files {
		pattern, not := strings.CutPrefix(pattern, "!")
		if pattern == "$test" {
			continue
		}
		expression := strings.NewReplacer(`\*\*/`, `(.*/)?`, `\*`, `[^/]*`).Replace(regexp.QuoteMeta(pattern))
		if !regexp.MustCompile("^" + expression + "$").MatchString(folder + "/file.go") {
			continue
		}
		if not {
			return false
		}
		covered = true
	}
	return covered
}

// denied returns why a package must not be imported.
func (r importRule) denied(name string) (string, bool) {
	for _, d := range r.Deny {
		whole, exact := strings.CutSuffix(d.Pkg, "$")
		if exact && name == whole || !exact && strings.HasPrefix(name, d.Pkg) {
			return d.Desc, true
		}
	}
	return "", false
}

// Imports point the way that .golangci.yml has, where the rules are.
func TestImports(t *testing.T) {
	t.Parallel()
	var settings struct {
		Linters struct {
			Settings struct {
				Depguard struct{ Rules map[string]importRule }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readFile(t, lintSettings)), &settings); err != nil {
		t.Fatal(err)
	}
	list := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		packages[words[0]] = words[1:]
	}
	for name, rule := range settings.Linters.Settings.Depguard.Rules {
		covered := 0
		for folder, imports := range packages {
			if !rule.covers(folder) {
				continue
			}
			covered++
			for _, imported := range imports {
				if why, denied := rule.denied(imported); denied {
					t.Errorf("%s imports %s, against the rule %s of .golangci.yml: %s", folder, imported, name, why)
				}
			}
		}
		if covered == 0 || len(rule.Deny) == 0 {
			t.Errorf("the rule %s of .golangci.yml is for %d packages and denies %d", name, covered, len(rule.Deny))
		}
	}
}

// The rules are read as depguard reads them.
func TestImportRule(t *testing.T) {
	t.Parallel()
	var rule importRule
	text := "{files: ['**/tools/**/*.go', '!**/tools/history/*.go', '!$test'], deny: [{pkg: net$, desc: none}, {pkg: github.com/go-git, desc: none}]}"
	if err := yaml.Unmarshal([]byte(text), &rule); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]bool{"opencec/tools/api": true, "opencec/tools/query/querytest": true, "opencec/tools/history": false, "opencec/tools/history/historytest": true, "opencec/cmd/opencec": false} {
		if rule.covers(folder) != want {
			t.Errorf("it covers %s: %t", folder, !want)
		}
	}
	for name, want := range map[string]bool{"net": true, "net/url": false, "github.com/go-git/go-git/v5": true, "os": false} {
		if _, denied := rule.denied(name); denied != want {
			t.Errorf("it denies %s: %t", name, !want)
		}
	}
}
