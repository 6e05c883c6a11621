package source

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"go.yaml.in/yaml/v4"

	"opencec/schemas"
	"opencec/tools/register"
)

// A quickSchema accepts the files of this project's register, so that the schema library is
// not asked about them, and never accepts a value that the library refuses: not after any of
// many random changes to these files.
func TestQuickSchema(t *testing.T) {
	t.Parallel()
	tree, err := Load(t.Context(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	c, err := newChecker(tree.Records.DeviceClasses, schemaNames()...)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	accepted, refused := 0, 0
	for _, name := range append(tree.Files(), listingOfAllFields) {
		content := tree.File(name)
		if name == listingOfAllFields {
			content = []byte(allFields)
		}
		file := newDataFile(name, content)
		root, problems := parse(content)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if !c.quick[file.schema].accepts(root) && file.schema != register.TestProfiles.Schema() { // some of which have long lists
			t.Errorf("%s is valid, but not accepted", name)
		}
		for range 20 {
			root, _ := parse(content)
			for range 1 + r.IntN(2) {
				mutate(r, root)
			}
			if _, problems := checkNodes(root); len(problems) > 0 {
				continue
			}
			text, err := jsonOf(root)
			if err != nil {
				t.Fatal(err)
			}
			violations, _ := c.check(file.schema, decodeNumbers(t, text))
			quick := c.quick[file.schema].accepts(root)
			switch {
			case quick && len(violations) > 0:
				t.Fatalf("%s is accepted and has violations:\n%s\n%v", name, text, violations)
			case quick:
				accepted++
			case len(violations) > 0:
				refused++
			}
		}
	}
	if accepted < 50 || refused < 50 {
		t.Errorf("%d changed files are accepted and %d refused, which is too few to learn from", accepted, refused)
	}
}

// No schema has a keyword that quickSchemas do not know: it would make all files slow.
func TestQuickSchemaKnowsAllKeywords(t *testing.T) {
	t.Parallel()
	tree, err := Load(t.Context(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	files, err := schemas.All(tree.Records.DeviceClasses)
	if err != nil {
		t.Fatal(err)
	}
	quick := quickCompiler{map[string]any{}, map[string]func(any) bool{"date": isDate, "uri": isAddress}, map[string]*quickSchema{}}
	for _, f := range files {
		var doc any
		if err := json.Unmarshal(f.Data, &doc); err != nil {
			t.Fatal(err)
		}
		quick.parsed[f.Name] = doc
	}
	for _, name := range schemaNames() {
		quick.compile(name + "#")
	}
	for location, q := range quick.made {
		if q.declines {
			t.Errorf("%s has a keyword that is not known", location)
		}
	}
}

func decodeNumbers(t *testing.T, text []byte) (doc any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

const listingOfAllFields = "listings/acme/all.yaml"

const allFields = `manufacturer: acme
brand: Acme
model: Model 1
aliases: [M1, M-1]
white_labels: [{brand: Other, model: O1}, {brand: Third}]
entity_type: client
deployment: native
certificate_type: device
csip_aus_version: "1.2"
software: {name: S, versions: ">=1"}
jurisdictions: [NSW, VIC]
device_classes:
  bess: {usable_capacity: 13.5, chemistry: LFP}
  inverter: {max_power: 5, phases: 1}
periods:
  - {from: 2023-01-15, to: 2025-12-31, device_classes: {bess: {usable_capacity: null}}}
  - {from: 2026-03-05}
suspensions: [{from: 2023-02-01, to: 2023-03-01, reason: R}]
delisted: {on: 2026-05-01, source: "https://example.org/x"}
devices: [acme/one, acme/two]
notes: A note.
sources: [{url: "https://example.org/list", retrieved: 2026-11-01}]
sample: true
former_ids: [acme/old]
`

// mutate changes one node below n.
func mutate(r *rand.Rand, n *yaml.Node) {
	all := nodesBelow(n)
	at := all[r.IntN(len(all))]
	switch r.IntN(6) {
	case 0: // another scalar
		*at = *randomScalar(r)
	case 1: // a value from elsewhere
		*at = *copyOf(all[r.IntN(len(all))])
	case 2: // less
		step := 1
		if at.Kind == yaml.MappingNode {
			step = 2
		}
		if len(at.Content) >= step {
			from := r.IntN(len(at.Content)/step) * step
			at.Content = slices.Delete(slices.Clone(at.Content), from, from+step)
		}
	case 3: // once more
		if at.Kind == yaml.SequenceNode && len(at.Content) > 0 {
			at.Content = append(slices.Clone(at.Content), at.Content[r.IntN(len(at.Content))])
		}
	case 4: // an unknown field
		if at.Kind == yaml.MappingNode {
			at.Content = append(slices.Clone(at.Content), text("unknown"), randomScalar(r))
		}
	case 5: // longer or shorter
		if jsonTypeOf(at) == "string" {
			at.Value = at.Value[:r.IntN(len(at.Value)+1)]
			if r.IntN(2) == 0 {
				at.Value = string(bytes.Repeat([]byte("x"), r.IntN(400)))
			}
		}
	}
}

func nodesBelow(n *yaml.Node) (all []*yaml.Node) {
	step, first := 1, 0
	if n.Kind == yaml.MappingNode {
		step, first = 2, 1
	}
	for i := first; i < len(n.Content); i += step {
		all = append(append(all, n.Content[i]), nodesBelow(n.Content[i])...)
	}
	return append(all, n)
}

func copyOf(n *yaml.Node) *yaml.Node {
	same := *n
	same.Content = nil
	for _, c := range n.Content {
		same.Content = append(same.Content, copyOf(c))
	}
	return &same
}

func text(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
}

func randomScalar(r *rand.Rand) *yaml.Node {
	scalars := []*yaml.Node{
		text(""), text("a"), text(" a"), text("A B"), text("a/b"), text("2026-01-02"), text("2026-02-30"), text("https://example.org"), text("ftp://x"),
		text("1.2"), text("NSW"), text("device"), text("a\nb"), text("\xff"),
		{Kind: yaml.ScalarNode, Tag: "!!null"}, {Kind: yaml.ScalarNode, Tag: "!!bool", Value: "True"},
		{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(r.IntN(2000) - 1000)}, {Kind: yaml.ScalarNode, Tag: "!!float", Value: "1.0"},
		{Kind: yaml.ScalarNode, Tag: "!!float", Value: "100.0000000000000000001"}, {Kind: yaml.ScalarNode, Tag: "!!int", Value: "-1"},
		{Kind: yaml.MappingNode, Tag: "!!map"}, {Kind: yaml.SequenceNode, Tag: "!!seq"},
	}
	return scalars[r.IntN(len(scalars))]
}
