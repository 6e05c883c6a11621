package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v4"

	"opencec/tools/register"
)

// dataDir is this repository's own data.
const dataDir = "../data"

// base stands for wherever the schemas are published.
const base = "https://register.example.org/schemas/"

// compileAll compiles every schema and returns them by file name.
func compileAll(t testing.TB, classes []*register.DeviceClass) map[string]*jsonschema.Schema {
	t.Helper()
	files, err := All(classes)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		return nil, fmt.Errorf("%s is not among the schemas", url)
	}
	for _, f := range files {
		if err := c.AddResource(base+f.Name, bytes.NewReader(f.Data)); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
	compiled := map[string]*jsonschema.Schema{}
	for _, f := range files {
		s, err := c.Compile(base + f.Name)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		compiled[f.Name] = s
	}
	return compiled
}

// locations validates a document and returns where in it the failures are,
// sorted: "/periods/0/from", and "" for the document itself.
func locations(t testing.TB, s *jsonschema.Schema, doc any) []string {
	t.Helper()
	err := s.Validate(doc)
	if err == nil {
		return nil
	}
	var ve *jsonschema.ValidationError
	if !errors.As(err, &ve) {
		t.Fatal(err)
	}
	var found []string
	var walk func(*jsonschema.ValidationError)
	walk = func(ve *jsonschema.ValidationError) {
		if len(ve.Causes) == 0 {
			found = append(found, ve.InstanceLocation)
		}
		for _, cause := range ve.Causes {
			walk(cause)
		}
	}
	walk(ve)
	slices.Sort(found)
	return slices.Compact(found)
}

// fromYAML reads YAML as the JSON that it stands for; a date is a text.
func fromYAML(t testing.TB, text []byte) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return valueOf(t, doc.Content[0])
}

func valueOf(t testing.TB, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			object[n.Content[i].Value] = valueOf(t, n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = valueOf(t, item)
		}
		return list
	}
	if n.ShortTag() == "!!timestamp" {
		return n.Value
	}
	var v any
	if err := n.Load(&v); err != nil {
		t.Fatalf("line %d: %v", n.Line, err)
	}
	return v
}

// readRecord reads a file of data/ into a record and refuses fields that the
// record does not have.
func readRecord(t testing.TB, path string, record any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(fromYAML(t, text))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	dec := json.NewDecoder(bytes.NewReader(asJSON))
	dec.DisallowUnknownFields()
	if err := dec.Decode(record); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// dataFiles returns the paths of the records of a kind, sorted.
func dataFiles(t testing.TB, k register.Kind) []string {
	t.Helper()
	pattern := filepath.Join(dataDir, k.Folder(), strings.Repeat("*"+string(filepath.Separator), k.Depth()-1), "*.yaml")
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// dataClasses returns the device classes of data/.
func dataClasses(t testing.TB) []*register.DeviceClass {
	t.Helper()
	var classes []*register.DeviceClass
	for _, path := range dataFiles(t, register.DeviceClasses) {
		class := new(register.DeviceClass)
		readRecord(t, path, class)
		class.ID = strings.TrimSuffix(filepath.Base(path), ".yaml")
		classes = append(classes, class)
	}
	if len(classes) == 0 {
		t.Fatalf("there are no device classes in %s", dataDir)
	}
	return classes
}
