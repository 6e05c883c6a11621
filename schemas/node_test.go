package schemas

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

func TestReadKeepsTheOrder(t *testing.T) {
	t.Parallel()
	set, err := Read([]*register.DeviceClass{{Meta: register.Meta{ID: "bess"}, Name: "Battery"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range set.ByName[register.Manufacturers.Schema()].Properties {
		got = append(got, p.Name)
	}
	want := []string{"name", "aliases", "mixed_scripts", "description", "website", "sources", "former_ids"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	classes := set.ByName[AttributesFile].Properties
	if len(classes) != 1 || classes[0].Name != "bess" || classes[0].Title != "Battery" {
		t.Errorf("classes: %v", classes)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	text := &Node{Type: "string", Description: "A text.", MaxLength: 9}
	text.setFile("common")
	set := Set{ByName: map[string]*Node{
		"common": {Defs: map[string]*Node{"text": text, "name": {Ref: "#/$defs/text", file: "common"}}},
	}}
	for _, test := range []struct {
		name string
		node Node
		want Node
	}{
		{"no reference", Node{Type: "number"}, Node{Type: "number"}},
		{"to another file", Node{Ref: "common#/$defs/text"}, *text},
		{"within a file, twice", Node{Ref: "#/$defs/name", file: "common"}, *text},
		{
			"its own words on top", Node{Ref: "common#/$defs/text", Title: "Name", Description: "A name.", MaxLength: 5},
			Node{Type: "string", Title: "Name", Description: "A name.", MaxLength: 5, Form: "A text.", file: "common"},
		},
		{"to a whole file", Node{Ref: "common"}, Node{Ref: "common"}},
		{"to nothing", Node{Ref: "common#/$defs/date"}, Node{Ref: "common#/$defs/date"}},
		{"to no file", Node{Ref: "other#/$defs/text"}, Node{Ref: "other#/$defs/text"}},
	} {
		if diff := cmp.Diff(&test.want, set.Resolve(&test.node), cmp.AllowUnexported(Node{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestMeaning(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ description, want string }{
		{"The model.", "The model."},
		{`The version. Quote it when it looks like a number: "1.2".`, "The version."},
		{"The classes; {} for a class of which nothing more is known.", "The classes."},
	} {
		if got := (&Node{Description: test.description}).Meaning(); got != test.want {
			t.Errorf("%q: %q, want %q", test.description, got, test.want)
		}
	}
}

func TestField(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind        register.Kind
		path, about string // the beginning of the description; "" for no field
	}{
		{register.Certificates, "number", "The certificate's number"},
		{register.Certificates, "revoked", "When its certifying body"},
		{register.Certificates, "revoked.on", "The first day on which it has ended"},
		{register.Certificates, "document.sha256", "The SHA-256 digest"},
		{register.Certificates, "sources.url", "Its address"},
		{register.Listings, "periods.from", "The first day on which it is listed"},
		{register.Listings, "periods.device_classes", "The attribute values that held"},
		{register.TestProfiles, "tests.role", "Whom it tests"},
		{register.DeviceClasses, "attributes.values.id", "The word as listings write it"},
		{register.Certificates, "colour", ""},
		{register.Certificates, "number.on", ""},
		{register.Certificates, "document.colour", ""},
		{register.Certificates, "", ""},
	} {
		field := Embedded().Field(test.kind, test.path)
		if found := field != nil; found != (test.about != "") {
			t.Errorf("%s of a %s: found %t", test.path, test.kind.Name(), found)
		} else if found && !strings.HasPrefix(field.Description, test.about) {
			t.Errorf("%s of a %s: %q, want it to begin with %q", test.path, test.kind.Name(), field.Description, test.about)
		}
	}
}
