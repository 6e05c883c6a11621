package deploy

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"opencec/tools/testenv/golden"
)

const architecture = "../tools/ARCHITECTURE.md"

// layers lists the groups of packages from the bottom up. A package imports packages of its own
// group and of groups in layers below it, and none of another group in its own layer.
var layers = [][]string{
	{"tools/base"},
	{"tools/register"},
	{"schemas"},
	{"tools/input"},
	{"site", "tools/history"},
	{"tools/output", "tools/query"},
	{"data", "tools/api"},
	{"tools/command"},
	{"cmd"},
}

// asideGroups are groups outside the layers: tests, their helpers, and tools for releases.
// Packages that help tests, whose names end in test, may import tools/testenv.
var asideGroups = []string{"deploy", "tools/release", "tools/testenv"}

// modulePrefix begins the import paths of the module. It is cut from a longer path because
// tools/release/modulepath replaces the module path only before the name of a folder.
var modulePrefix = strings.TrimSuffix("opencec/tools", "tools")

// groupOf returns the group of a package, "" for packages of other modules.
func groupOf(name string) string {
	folder, ok := strings.CutPrefix(name, modulePrefix)
	if !ok {
		return ""
	}
	parts := strings.Split(folder, "/")
	if parts[0] == "tools" && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// layerOf returns the layer of a group, -1 if it has none.
func layerOf(group string) int {
	return slices.IndexFunc(layers, func(layer []string) bool { return slices.Contains(layer, group) })
}

// An arrow says that some package of one group imports some package of another.
type arrow struct{ from, to string }

// arrowsOf returns the arrows between groups, each with an example of an import. It leaves
// out arrows to groups outside the layers.
func arrowsOf(packages map[string][]string) map[arrow]string {
	arrows := map[arrow]string{}
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		for _, imported := range packages[name] {
			a := arrow{groupOf(name), groupOf(imported)}
			if _, known := arrows[a]; !known && a.from != a.to && layerOf(a.from) >= 0 && layerOf(a.to) >= 0 {
				arrows[a] = name + " imports " + imported
			}
		}
	}
	return arrows
}

// TestLayers checks that imports lead from higher layers to lower ones, and that .golangci.yml,
// which editors and pull requests use, has the same layers.
func TestLayers(t *testing.T) {
	t.Parallel()
	packages := readImports(t)
	for name := range packages {
		if group := groupOf(name); layerOf(group) < 0 && !slices.Contains(asideGroups, group) {
			t.Errorf("%s is in no layer: put the group %s into layers or asideGroups", name, group)
		}
	}
	for a, example := range arrowsOf(packages) {
		if layerOf(a.to) >= layerOf(a.from) {
			t.Errorf("an arrow points up, from %s to %s: %s", a.from, a.to, example)
		}
	}
	rules := readImportRules(t)
	for from := range slices.Values(slices.Concat(layers...)) {
		for to := range slices.Values(slices.Concat(layers...)) {
			if from != to && layerOf(to) >= layerOf(from) && !isDenied(rules, from, to) {
				t.Errorf("no rule of .golangci.yml denies %s to %s", to, from)
			}
		}
	}
}

// isDenied reports whether a rule for a whole group denies imports of another whole group.
func isDenied(rules map[string]importRule, from, to string) bool {
	for _, name := range []string{"layer-" + from[strings.LastIndexByte(from, '/')+1:], "embedded"} {
		if rule := rules[name]; rule.covers(modulePrefix+from) || rule.covers(modulePrefix+from+"/any") {
			if _, denied := rule.denied(modulePrefix + to); denied {
				return true
			}
		}
	}
	return false
}

// TestArrows computes the arrows of made-up imports.
func TestArrows(t *testing.T) {
	t.Parallel()
	arrows := arrowsOf(map[string][]string{
		"opencec/tools/query/memory":           {"fmt", "opencec/tools/query", "opencec/tools/register/match"},
		"opencec/tools/register":               {"opencec/tools/api"},
		"opencec/tools/query/querytest":        {"opencec/tools/testenv"},
		"opencec/tools/command/publish":        {"opencec/tools/query", "opencec/tools/register"},
		"opencec/tools/output/website/pretend": {"golang.org/x/net/html"},
	})
	var got []string
	for a, example := range arrows {
		got = append(got, fmt.Sprintf("%s > %s: %s", a.from, a.to, example))
	}
	slices.Sort(got)
	want := []string{
		"tools/command > tools/query: opencec/tools/command/publish imports opencec/tools/query",
		"tools/command > tools/register: opencec/tools/command/publish imports opencec/tools/register",
		"tools/query > tools/register: opencec/tools/query/memory imports opencec/tools/register/match",
		"tools/register > tools/api: opencec/tools/register imports opencec/tools/api",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the arrows are %q, want %q", got, want)
	}
	direct := directArrows(arrows)
	if direct[arrow{"tools/command", "tools/register"}] || !direct[arrow{"tools/command", "tools/query"}] {
		t.Errorf("the arrows of the picture are %v", direct)
	}
}

// directArrows returns the arrows that do not follow from others. The picture shows only
// these, because all of them would hide its shape.
func directArrows(arrows map[arrow]string) map[arrow]bool {
	direct := map[arrow]bool{}
	for a := range arrows {
		direct[a] = true
		for b := range arrows {
			if _, onward := arrows[arrow{b.to, a.to}]; b.from == a.from && b.to != a.to && onward {
				direct[a] = false
				break
			}
		}
	}
	return direct
}

// picture returns the Mermaid picture and the table of all arrows for ARCHITECTURE.md.
func picture(arrows map[arrow]string) string {
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart TD\n")
	direct := directArrows(arrows)
	id := strings.NewReplacer("/", "_")
	for _, layer := range slices.Backward(layers) {
		for _, from := range layer {
			fmt.Fprintf(&b, "    %s[\"%s\"]\n", id.Replace(from), from)
		}
	}
	table := "\n| Group | Imports |\n| --- | --- |\n"
	for _, layer := range slices.Backward(layers) {
		for _, from := range layer {
			var to []string
			for _, other := range slices.Backward(slices.Concat(layers...)) {
				if _, ok := arrows[arrow{from, other}]; !ok {
					continue
				}
				to = append(to, "`"+other+"`")
				if direct[arrow{from, other}] {
					fmt.Fprintf(&b, "    %s --> %s\n", id.Replace(from), id.Replace(other))
				}
			}
			if to == nil {
				to = []string{"nothing of the project"}
			}
			table += fmt.Sprintf("| `%s` | %s |\n", from, strings.Join(to, ", "))
		}
	}
	return b.String() + "```\n" + table
}

// TestArchitecturePicture compares the picture and the table in ARCHITECTURE.md with the imports.
func TestArchitecturePicture(t *testing.T) {
	t.Parallel()
	const begin, end = "<!-- arrows: written by deploy's TestArchitecturePicture -->\n\n", "\n<!-- end of arrows -->"
	text, err := os.ReadFile(architecture)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, foundBegin := strings.Cut(string(text), begin)
	_, tail, foundEnd := strings.Cut(rest, end)
	if !foundBegin || !foundEnd {
		t.Fatalf("%s has no place for the picture between %q and %q", architecture, begin, end)
	}
	golden.Compare(t, architecture, []byte(head+begin+picture(arrowsOf(readImports(t)))+end+tail))
}
