package query

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/schemas"
	"opencec/tools/register"
)

// A probe is a record with fields of all types that can be asked for.
type probe struct {
	register.Certificate
	Day      register.Date   `json:"day,omitzero"`
	Count    int             `json:"count"`
	Size     float64         `json:"size"`
	Weight   *float64        `json:"weight,omitempty"`
	Good     bool            `json:"good"`
	Sure     *bool           `json:"sure,omitempty"`
	Colour   string          `json:"colour,omitempty"`
	Title    string          `json:"title" filter:"title"`
	Shared   string          `json:"shared,omitempty" filter:"shared,counted"`
	Notes    string          `json:"notes,omitempty"`
	Maker    string          `json:"maker" view:"maker_id" refers:"manufacturers"`
	Next     string          `json:"next,omitempty" refers:"listings"`
	Tests    []string        `json:"tests,omitempty" filter:"test"`
	Near     []string        `json:"near,omitempty" refers:"listings" filter:"neighbour"`
	Hidden   []string        `json:"hidden,omitempty"`
	Revoked  *probeEnding    `json:"revoked,omitempty"`
	Periods  []probePeriod   `json:"periods,omitempty"`
	Anything map[string]bool `json:"anything,omitempty"`
}

type probeEnding struct {
	On     register.Date `json:"on"`
	Reason string        `json:"reason,omitempty"`
}

type probePeriod struct {
	From register.Date `json:"from" filter:"period.from"`
	To   register.Date `json:"to,omitzero"`
}

// schema describes every field of the probe alike; colours are words.
func (probe) schema(name string) *schemas.Node {
	inner := func(names ...string) (properties schemas.Properties) {
		for _, name := range names {
			properties = append(properties, schemas.Property{Name: name, Node: &schemas.Node{Description: "The " + name + " of it; absent when there is none."}})
		}
		return properties
	}
	node := &schemas.Node{Title: "Title of " + name, Description: "The " + name + ". More about it.", Properties: inner("on", "reason")}
	switch name {
	case "colour":
		node.Enum = []string{"red", "blue"}
	case "periods":
		node.Items = &schemas.Node{Properties: inner("from", "to")}
	}
	return node
}

func TestRecordFields(t *testing.T) {
	t.Parallel()
	day := register.NewDate(2025, 3, 1)
	weight, sure := 1.5, false
	full := &probe{
		Day: day, Count: 3, Size: 2.5, Weight: &weight, Good: true, Sure: &sure, Colour: "blue", Title: "A Title", Shared: " Both ", Notes: "x",
		Maker: "acme", Next: "acme/two", Tests: []string{"One", "", "TWO"}, Near: []string{"acme/one"}, Hidden: []string{"h"},
		Revoked: &probeEnding{On: day, Reason: "r"}, Periods: []probePeriod{{From: day}, {From: day.AddDays(1), To: day}},
	}
	manufacturers := newVocabulary("", []Term{{ID: "acme", Name: "Acme"}})
	got, empty := map[string]string{}, map[string][]Value{}
	described := map[string]string{}
	for _, stored := range register.FieldsOf(reflect.TypeFor[probe]()) {
		node := probe{}.schema(stored.Stored)
		field := recordField{Field: stored, schema: node, path: stored.Stored, text: meaning(node), reach: inField(stored)}
		for _, part := range field.withParts() {
			for _, f := range fieldsFrom(part, vocabularies{register.Manufacturers: manufacturers}) {
				form := string(f.Type)
				for _, flag := range []struct {
					on   bool
					text string
				}{{f.Required, " required"}, {f.Many, " many"}, {f.Named, " named"}, {f.Facetable(), " counted"}} {
					if flag.on {
						form += flag.text
					}
				}
				for _, v := range f.values(nil, full, register.Date{}) {
					form += "; " + v.Text
					if v.Text == "" {
						form += register.FormatNumber(v.Order)
					}
				}
				got[f.Name], described[f.Name] = form, f.Description
				empty[f.Name] = f.values(nil, &probe{}, register.Date{})
			}
		}
	}
	want := map[string]string{
		"day": "date; 2025-03-01", "count": "number required; 3", "size": "number required; 2.5", "weight": "number; 1.5",
		"good": "boolean required counted; true", "sure": "boolean counted; false", "colour": "word counted; blue", "title": "text required; a title",
		"shared": "text counted; both", "maker": "word required named counted; acme", "maker_id": "word required counted; acme", "next": "id; acme/two",
		"test": "text many; one; two", "neighbour": "id many; acme/one", "revoked.on": "date; 2025-03-01", "period.from": "date many; 2025-03-01; 2025-03-02",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	for name, values := range empty {
		if always := name == "count" || name == "size" || name == "good"; always != (len(values) > 0) {
			t.Errorf("%s of an empty record is %v", name, values)
		}
	}
	for name, want := range map[string]string{
		"day": "the day", "maker": "its title of maker, by id, name or alias", "maker_id": "its title of maker, by id", "neighbour": "one of its title of near, by id",
		"test": "one of its title of tests", "revoked.on": "title of revoked, the on of it", "period.from": "the from of it",
	} {
		if described[name] != want {
			t.Errorf("%s is described as %q, want %q", name, described[name], want)
		}
	}
}

func TestMeaning(t *testing.T) {
	t.Parallel()
	for description, want := range map[string]string{
		"The last day on which it is valid; absent when it has none.": "the last day on which it is valid",
		"The model. Quote it when it looks like a number: \"1.2\".":   "the model",
		"Whether it is good: true, or false where it is not.":         "whether it is good",
		"Clients only: where the client runs. native: in the device.": "clients only: where the client runs",
		"CSIP-AUS versions in which it exists.":                       "CSIP-AUS versions in which it exists",
		"A day.":                                                      "a day",
	} {
		if got := meaning(&schemas.Node{Description: description}); got != want {
			t.Errorf("%q means %q, want %q", description, got, want)
		}
	}
}

// The API's document describes every field.
func TestFieldsAreDescribed(t *testing.T) {
	t.Parallel()
	reg, err := register.New(register.Records{Settings: register.Settings{TimeZone: "UTC"}}, register.Version{})
	if err != nil {
		t.Fatal(err)
	}
	model := NewModel(reg)
	for _, k := range register.Kinds() {
		for _, f := range model.Collection(k).Fields {
			if f.Description == "" {
				t.Errorf("%s: %s has no description", k, f.Name)
			}
		}
	}
}
