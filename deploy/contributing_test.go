package deploy

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"opencec/tools/testenv"
)

// guides are the texts for contributors that have commands.
var guides = []string{"../.github/CONTRIBUTING.md", "../.github/PULL_REQUEST_TEMPLATE.md"}

// testContributingCommands checks that every command in the guides and in the README's section for
// contributors exists, with its flags, and that the fields of the form for a listing are flags of
// "opencec new listing".
func testContributingCommands(t *testing.T, bin string) {
	help := func(words ...string) string {
		cmd := exec.CommandContext(t.Context(), filepath.Join(bin, "opencec"), append(words, "--help")...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("opencec %s --help: %v\n%s", strings.Join(words, " "), err, out)
		}
		return string(out)
	}
	for _, guide := range guides {
		for _, line := range matches(t, guide, `(?m)^    opencec (.*)$`) {
			words := strings.Fields(line)
			command := words[:1]
			if words[0] == "new" {
				command = words[:2]
			}
			flags := help(command...)
			for _, word := range words[len(command):] {
				if strings.HasPrefix(word, "--") && !strings.Contains(flags, word) {
					t.Errorf("%s: opencec %s has no flag %s", guide, strings.Join(command, " "), word)
				}
			}
		}
	}
	makeListing(t, bin)
	flags := help("new", "listing")
	for id := range readForm(t, "add-listing.yml") {
		if !regexp.MustCompile(`(?m)--` + regexp.QuoteMeta(id) + `\b`).MatchString(flags) {
			t.Errorf("add-listing.yml: opencec new listing has no flag --%s", id)
		}
	}
}

// makeListing runs the guide's command for the listing of an issue, which must make a complete listing.
func makeListing(t *testing.T, bin string) {
	t.Helper()
	line := matches(t, guides[0], `(?m)^    (opencec new listing --.*)$`)[0]
	cmd := exec.CommandContext(t.Context(), "sh", "-ec", line+"\nopencec fmt --check\nopencec validate --base HEAD")
	cmd.Dir, cmd.Env = newRegister(t), append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "data/listings/tesla/") {
		t.Errorf("%s: %v\n%s", line, err, out)
	}
}

// A field is a field of an issue form.
type field struct {
	Type       string
	ID         string
	Attributes struct {
		Label   string
		Options []string
		Value   string
	}
}

// readForm returns the fields of an issue form by their ids.
func readForm(t *testing.T, name string) map[string]field {
	t.Helper()
	var form struct {
		Name, Description string
		Body              []field
	}
	if err := yaml.Unmarshal([]byte(readFile(t, filepath.Join("../.github/ISSUE_TEMPLATE", name))), &form); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if form.Name == "" || form.Description == "" {
		t.Errorf("%s: GitHub shows no form without a name and a description", name)
	}
	fields := map[string]field{}
	var labels []string
	for _, f := range form.Body {
		if f.Type == "markdown" {
			continue
		}
		if _, twice := fields[f.ID]; twice || !regexp.MustCompile(`^[a-z-]+$`).MatchString(f.ID) || slices.Contains(labels, f.Attributes.Label) {
			t.Errorf("%s: the field %q, %q is there twice, or GitHub does not take its id", name, f.ID, f.Attributes.Label)
		}
		if (f.Type == "dropdown") != (len(f.Attributes.Options) > 0) || !slices.Contains([]string{"input", "textarea", "dropdown"}, f.Type) {
			t.Errorf("%s: the field %s is a %s with %d options", name, f.ID, f.Type, len(f.Attributes.Options))
		}
		fields[f.ID], labels = f, append(labels, f.Attributes.Label)
	}
	return fields
}

// TestIssueForms checks that the forms are well formed, and offer the values that the register has.
func TestIssueForms(t *testing.T) {
	t.Parallel()
	forms, err := filepath.Glob("../.github/ISSUE_TEMPLATE/*.yml")
	if err != nil || len(forms) != 4 {
		t.Fatalf("%v, %v", forms, err)
	}
	for _, form := range forms {
		if name := filepath.Base(form); name != "config.yml" && len(readForm(t, name)) == 0 {
			t.Errorf("%s asks for nothing", name)
		}
	}
	entities, err := filepath.Glob("../data/entity-types/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, file := range entities {
		ids = append(ids, strings.TrimSuffix(filepath.Base(file), ".yaml"))
	}
	fields := readForm(t, "add-listing.yml")
	if got := slices.Sorted(slices.Values(fields["entity-type"].Attributes.Options)); !slices.Equal(got, ids) {
		t.Errorf("the form has the entity types %v, the register %v", got, ids)
	}
	words := map[string]string{"deployment": "deployment", "certificate-type": "certificate_type"}
	var schema struct {
		Properties map[string]struct{ Enum []string }
	}
	if err := yaml.Unmarshal([]byte(readFile(t, "../schemas/listing.schema.json")), &schema); err != nil {
		t.Fatal(err)
	}
	for id, property := range words {
		if got, want := fields[id].Attributes.Options, schema.Properties[property].Enum; len(got) == 0 || !slices.Equal(got, want) {
			t.Errorf("the form has %s %v, the schema %v", id, got, want)
		}
	}
}

// TestContributingPaths checks that the paths in guides and forms exist.
func TestContributingPaths(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for _, guide := range append(slices.Clone(guides), "../.github/STYLE.md", architecture) {
		texts[guide] = readFile(t, guide)
	}
	forms, err := filepath.Glob("../.github/ISSUE_TEMPLATE/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range forms {
		texts[form] = readFile(t, form)
	}
	path := regexp.MustCompile(`(?:^|[\s` + "`" + `(])((?:\./)?(?:data|schemas|site|tools|deploy|cmd|\.github)/[\w./-]*)`)
	found := 0
	for _, file := range slices.Sorted(maps.Keys(texts)) {
		for _, m := range path.FindAllStringSubmatch(texts[file], -1) {
			found++
			if _, err := os.Stat(filepath.Join("..", strings.TrimRight(m[1], "."))); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if found < 5 {
		t.Errorf("found %d paths", found)
	}
}

// TestToolsRefuseWrongUse checks that the scripts in tools/ report wrong use before they do anything.
func TestToolsRefuseWrongUse(t *testing.T) {
	t.Parallel()
	bash := testenv.Program(t, "bash")
	for _, test := range []struct {
		command  string
		update   string // OPENCEC_TEST_UPDATE
		exitCode int
		says     string
	}{
		{"tools/test --help", "", 0, "--quick"},
		{"tools/test --quik", "", 2, "unknown argument --quik"},
		{"tools/test --fuzz", "", 2, "--fuzz needs a duration"},
		{"tools/test --fuzz soon", "", 2, "--fuzz needs a duration"},
		{"tools/test --quick --fuzz 3x", "", 2, "does not go with --fuzz"},
		{"tools/test --quick", "1", 2, "OPENCEC_TEST_UPDATE is set"},
		{"tools/benchcompare --help", "", 0, "--count"},
		{"tools/benchcompare", "", 2, "name the commit"},
		{"tools/benchcompare no-such-commit", "", 2, "no-such-commit is no commit"},
		{"tools/benchcompare HEAD ./tools/none", "", 2, "./tools/none is no folder"},
		{"tools/benchcompare --count 5 HEAD", "", 2, "--count: 5 is not"},
		{"tools/benchcompare --time soon HEAD", "", 2, "--time: soon is neither"},
		{"tools/benchcompare --limit", "", 2, "--limit needs a value"},
		{"tools/benchcompare --all HEAD", "", 2, "unknown argument --all"},
	} {
		cmd := exec.CommandContext(t.Context(), bash, strings.Fields(test.command)...)
		cmd.Dir, cmd.Env = "..", append(os.Environ(), "OPENCEC_TEST_UPDATE="+test.update)
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != test.exitCode || !strings.Contains(string(out), test.says) {
			t.Errorf("%s: exit code %d, %v, want %d; it says\n%s", test.command, code, err, test.exitCode, out)
		}
	}
}

// TestContributingNamesVariablesAndTests checks that the guide names exactly the variables that tests
// read, and only tests that exist.
func TestContributingNamesVariablesAndTests(t *testing.T) {
	t.Parallel()
	variable, test := regexp.MustCompile(`\bOPENCEC_(?:TEST|BENCH)_[A-Z_]+\b`), regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	read, tests := map[string]bool{}, map[string]bool{}
	for _, file := range strings.Fields(git(t, "..", "ls-files", "--", "cmd", "deploy", "schemas", "site", "tools", ".ci")) {
		if filepath.Base(file) == "contributing_test.go" {
			continue
		}
		text := readFile(t, filepath.Join("..", file))
		for _, name := range variable.FindAllString(text, -1) {
			read[name] = true
		}
		if strings.HasSuffix(file, "_test.go") {
			for _, m := range test.FindAllStringSubmatch(text, -1) {
				tests[m[1]] = true
			}
		}
	}
	var listed []string
	for _, row := range matches(t, guides[0], `(?m)^\| (`+"`OPENCEC_.*)$") {
		cell, _, _ := strings.Cut(row, "|")
		listed = append(listed, variable.FindAllString(cell, -1)...)
	}
	slices.Sort(listed)
	if want := slices.Sorted(maps.Keys(read)); !slices.Equal(listed, want) {
		t.Errorf("the table of %s has the variables\n%v\nthe tests read\n%v", guides[0], listed, want)
	}
	for _, name := range matches(t, guides[0], `\b((?:Test|Fuzz|Benchmark)[A-Z]\w+)\b`) {
		if !tests[name] {
			t.Errorf("%s: there is no %s", guides[0], name)
		}
	}
}

// TestCodeOwners checks that each pattern in CODEOWNERS matches something, and that the file names
// nobody yet: GitHub rejects the whole file for an unknown owner.
func TestCodeOwners(t *testing.T) {
	t.Parallel()
	patterns := 0
	for line := range strings.Lines(readFile(t, "../.github/CODEOWNERS")) {
		line, comment, _ := strings.Cut(strings.TrimSpace(line), "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		patterns++
		if len(words) > 1 || !regexp.MustCompile(`^ @OWNER/[a-z]+$`).MatchString(comment) {
			t.Errorf("CODEOWNERS: %s#%s: want a pattern, and a team of the placeholder OWNER as a comment", line, comment)
		}
		if words[0] == "*" {
			continue
		}
		info, err := os.Stat(filepath.Join("..", words[0]))
		if err != nil || info.IsDir() != strings.HasSuffix(words[0], "/") {
			t.Errorf("CODEOWNERS: %s: %v", words[0], err)
		}
	}
	if patterns < 5 {
		t.Errorf("CODEOWNERS has %d patterns", patterns)
	}
}
