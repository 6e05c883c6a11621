package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"opencec/tools/register"
	"opencec/tools/testenv/golden"
)

func TestAllNamesAFileForEachKind(t *testing.T) {
	t.Parallel()
	files, err := All(nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range files {
		got = append(got, f.Name)
	}
	want := []string{AttributesFile, "common.schema.json", "register.schema.json"}
	for _, k := range register.Kinds() {
		want = append(want, k.Schema())
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestAllComposesAttributes(t *testing.T) {
	t.Parallel()
	classes := []*register.DeviceClass{{Meta: register.Meta{ID: "load"}, Name: "Load"}}
	files, err := All(classes)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Attributes(classes)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(files, func(f File) bool { return f.Name == AttributesFile })
	if !bytes.Equal(files[i].Data, want) {
		t.Errorf("%s is not composed of the classes given:\n%s", AttributesFile, files[i].Data)
	}
}

func TestAllReportsClassesThatCannotBeComposed(t *testing.T) {
	t.Parallel()
	_, err := All([]*register.DeviceClass{{Meta: register.Meta{ID: "load"}, Attributes: []register.Attribute{{ID: "power", Type: "watts"}}}})
	want := `schemas: attributes.schema.json: device class load: attribute power: unknown type "watts"`
	if err == nil || err.Error() != want {
		t.Errorf("All: %v, want %s", err, want)
	}
}

// The file is the one of data/device-classes.
func TestAttributesFileIsCurrent(t *testing.T) {
	composed, err := Attributes(dataClasses(t))
	if err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, AttributesFile, composed)
}

// Editors and the site resolve references by file name, so each schema's id must
// be its own.
func TestIDsAreFileNames(t *testing.T) {
	t.Parallel()
	files, err := All(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		var head struct {
			Schema string `json:"$schema"`
			ID     string `json:"$id"`
			Title  string `json:"title"`
		}
		if err := json.Unmarshal(f.Data, &head); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if head.ID != f.Name || head.Schema != "https://json-schema.org/draft/2020-12/schema" || head.Title == "" {
			t.Errorf("%s: its head is %+v", f.Name, head)
		}
	}
}

// Editors show the title and the description of a field while a person writes it. Pages,
// the API and the dialogue of "opencec new" have them from the schemas too.
func TestEveryFieldIsDescribed(t *testing.T) {
	t.Parallel()
	files, err := All(dataClasses(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		var doc any
		if err := json.Unmarshal(f.Data, &doc); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for _, flaw := range flaws(doc, f.Name) {
			t.Error(flaw)
		}
	}
}

// A title is a label: it begins with a capital and does not end like a sentence.
var isTitle = regexp.MustCompile(`^[A-Z].*[^.:\s]$`)

// saysAbsent matches how descriptions say what an absent field means, which the API replaces
// by null.
var saysAbsent = regexp.MustCompile(`; absent (when|where|while|until|for) |\. Absent: `)

// flaws returns what is wrong with the titles and descriptions of the properties in a
// part of a schema.
func flaws(node any, path string) []string {
	var found []string
	switch node := node.(type) {
	case []any:
		for i, item := range node {
			found = append(found, flaws(item, fmt.Sprintf("%s/%d", path, i))...)
		}
	case map[string]any:
		fields, _ := node["properties"].(map[string]any)
		for name, field := range fields {
			title, _ := field.(map[string]any)["title"].(string)
			if !isTitle.MatchString(title) {
				found = append(found, fmt.Sprintf("%s/properties/%s: the title %q is no label", path, name, title))
			}
			text, _ := field.(map[string]any)["description"].(string)
			if !strings.HasSuffix(text, ".") {
				found = append(found, fmt.Sprintf("%s/properties/%s: the description %q is no sentence", path, name, text))
			}
			if rest := saysAbsent.ReplaceAllString(text, ""); strings.Contains(strings.ToLower(rest), "absent") {
				found = append(found, fmt.Sprintf("%s/properties/%s: %q says what absent means in another way than the package comment", path, name, text))
			}
		}
		for name, child := range node {
			found = append(found, flaws(child, path+"/"+name)...)
		}
	}
	slices.Sort(found)
	return found
}

// A text that is written in a form of its own, such as a date, an id or a digest, has an
// example.
func TestFormsHaveExamples(t *testing.T) {
	t.Parallel()
	set := Embedded()
	var check func(path string, n *Node)
	check = func(path string, n *Node) {
		if n == nil {
			return
		}
		resolved := set.Resolve(n)
		isFree := resolved.Format == "" && regexp.MustCompile(resolved.Pattern).MatchString("Any words")
		if resolved.Type == "string" && !isFree && len(resolved.Enum) == 0 && len(resolved.Examples) == 0 {
			t.Errorf("%s has no example", path)
		}
		check(path+"[]", n.Items)
		for _, p := range n.Properties {
			check(path+"."+p.Name, p.Node)
		}
		for name, def := range n.Defs {
			check(path+"#"+name, def)
		}
	}
	for _, name := range set.Names {
		check(name, set.ByName[name])
	}
}

// The id forms of the schemas and those of the domain are one rule in two
// languages.
func TestIDFormsAreThoseOfTheDomain(t *testing.T) {
	t.Parallel()
	compiled := compileAll(t, nil)
	vocabulary := compiled[register.Certificates.Schema()].Properties
	forms := []struct {
		kind   register.Kind
		schema string
		ids    []string
	}{
		{register.Manufacturers, "certifying_body", []string{"ul", "sa-power-networks", "1komma5", "a--b", "-a", "a-", "A", "a_b", "a.b", "a/b", "", "ü", strings.Repeat("a", 100), strings.Repeat("a", 101)}},
		{register.TestProfiles, "test_profiles", []string{"A", "S-G", "FCC-Part-15", "v1.2", "a_b", "A--B", ".A", "A.", "A/B", "", strings.Repeat("A", 101)}},
		{register.Listings, "listings", []string{"tesla/powerwall-2", "tesla", "tesla/", "/a", "a/b/c", "Tesla/a", "a/b_c", "a//b", "../a", ""}},
	}
	for _, form := range forms {
		s := vocabulary[form.schema]
		if s.Items2020 != nil {
			s = s.Items2020
		}
		for _, id := range form.ids {
			want := register.CheckID(form.kind, id) == nil
			if got := s.Validate(id) == nil; got != want {
				t.Errorf("%s: %.20q is valid: %t; for register.CheckID: %t", form.schema, id, got, want)
			}
		}
	}
	word := compiled[register.DeviceClasses.Schema()].Properties["attributes"].Items2020.Ref.Properties["id"]
	for _, id := range []string{"bess", "pv_module", "a1", "1a", "a__b", "_a", "a_", "A", "a-b", ""} {
		want := register.CheckID(register.DeviceClasses, id) == nil
		if got := word.Validate(id) == nil; got != want {
			t.Errorf("attribute id: %q is valid: %t; for register.CheckID: %t", id, got, want)
		}
	}
}

// Closed vocabularies that code or readers rely on, word by word.
func TestVocabularies(t *testing.T) {
	t.Parallel()
	compiled := compileAll(t, nil)
	listing := compiled[register.Listings.Schema()].Properties
	profile := compiled[register.TestProfiles.Schema()].Properties
	class := compiled[register.DeviceClasses.Schema()].Properties
	for _, test := range []struct {
		name   string
		schema *jsonschema.Schema
		want   []any
	}{
		{"deployment", listing["deployment"], []any{"native", "gateway", "cloud", "cloud-gateway"}},
		{"certificate_type", listing["certificate_type"], []any{"device", "aggregator"}},
		{"csip_aus_version", listing["csip_aus_version"].Ref, []any{"1.0", "1.1", "1.1a", "1.2", "1.3-beta/storage", "1.3"}},
		{"jurisdictions", listing["jurisdictions"].Items2020, []any{"ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"}},
		{"role", profile["tests"].Items2020.Ref.Properties["role"], []any{register.RoleClient, register.RoleServer}},
		{"type", class["attributes"].Items2020.Ref.Properties["type"], []any{
			string(register.TypeNumber), string(register.TypeInteger), string(register.TypeRange),
			string(register.TypeBoolean), string(register.TypeEnum), string(register.TypeText),
		}},
	} {
		if diff := cmp.Diff(test.want, test.schema.Enum); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}
