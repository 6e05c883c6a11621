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

// TestLintSettings checks .golangci.yml against the schema of the golangci-lint version that runs.
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
		t.Error("an unknown value of linters.default is accepted")
	}
}

// An importRule is a rule of depguard: which imports the files of some packages must not have.
type importRule struct {
	ListMode string `yaml:"list-mode"`
	Files    []string
	Deny     []struct{ Pkg, Desc string }
	Allow    []string
}

// covers reports whether the rule applies to the files in a package's folder. Patterns mean
// what they mean to depguard; rules for tests are ignored.
func (r importRule) covers(folder string) bool {
	covered := false
	for _, pattern := range r.Files {
		pattern, not := strings.CutPrefix(pattern, "!")
		if pattern == "$test" {
			continue
		}
		expression := strings.NewReplacer(`\*\*`, `.*`, `\*`, `[^/]*`).Replace(regexp.QuoteMeta(pattern))
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

// denied reports whether a package must not be imported, and why. In the lax mode a longer
// entry of the allowed packages wins.
func (r importRule) denied(name string) (why string, denied bool) {
	longest := 0
	for _, d := range r.Deny {
		if matchesPackage(d.Pkg, name) && len(d.Pkg) > longest {
			longest, why = len(d.Pkg), d.Desc
		}
	}
	allowed := slices.ContainsFunc(r.Allow, func(a string) bool { return matchesPackage(a, name) && len(a) > longest })
	return why, longest > 0 && !allowed
}

// matchesPackage reports whether an entry of a rule is for a package: every package whose
// path begins with the entry, or, if the entry ends in $, only the one of that path.
func matchesPackage(entry, name string) bool {
	if whole, exact := strings.CutSuffix(entry, "$"); exact {
		return name == whole
	}
	return strings.HasPrefix(name, entry)
}

// readImportRules returns the rules of depguard by their names.
func readImportRules(t *testing.T) map[string]importRule {
	t.Helper()
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
	return settings.Linters.Settings.Depguard.Rules
}

// readImports returns the imports of each package of the module, without those of tests.
func readImports(t *testing.T) map[string][]string {
	t.Helper()
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
	return packages
}

// TestImports checks every import against the rules in .golangci.yml.
func TestImports(t *testing.T) {
	t.Parallel()
	packages := readImports(t)
	for name, rule := range readImportRules(t) {
		covered := 0
		for folder, imports := range packages {
			if !rule.covers(folder) {
				continue
			}
			covered++
			for _, imported := range imports {
				if why, denied := rule.denied(imported); denied {
					t.Errorf("%s imports %s, which the rule %s of .golangci.yml denies: %s", folder, imported, name, why)
				}
			}
		}
		if covered == 0 || len(rule.Deny) == 0 {
			t.Errorf("the rule %s of .golangci.yml covers %d packages and denies %d", name, covered, len(rule.Deny))
		}
		if rule.ListMode != "lax" && len(rule.Allow) > 0 {
			t.Errorf("the rule %s of .golangci.yml allows packages, which needs list-mode: lax", name)
		}
	}
}

func TestImportRule(t *testing.T) {
	t.Parallel()
	var rule importRule
	text := "{list-mode: lax, files: ['**/tools/**', '!**/tools/history/*.go', '!$test'], allow: [opencec/tools/base], " +
		"deny: [{pkg: net$, desc: none}, {pkg: github.com/go-git, desc: none}, {pkg: opencec, desc: none}, {pkg: opencec/tools/base/openapi, desc: none}]}"
	if err := yaml.Unmarshal([]byte(text), &rule); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]bool{
		"opencec/tools/api": true, "opencec/tools/query/querytest": true, "opencec/tools/history": false, "opencec/tools/history/historytest": true, "opencec/cmd/opencec": false,
	} {
		if rule.covers(folder) != want {
			t.Errorf("covers(%q) = %t", folder, !want)
		}
	}
	for name, want := range map[string]bool{
		"net": true, "net/url": false, "github.com/go-git/go-git/v5": true, "os": false,
		"opencec/tools/api": true, "opencec/tools/base/spelling": false, "opencec/tools/base/openapi": true,
	} {
		if _, denied := rule.denied(name); denied != want {
			t.Errorf("denied(%q) = %t", name, denied)
		}
	}
}
