package website

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"opencec/schemas"
	"opencec/tools/register"
)

func testSchemas(t testing.TB, c *Catalogue) schemaSet {
	t.Helper()
	set, err := readSchemas(c.register.DeviceClasses)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func testDataModel(t testing.TB, c *Catalogue, set schemaSet) *DataModelPage {
	t.Helper()
	page, err := c.dataModel(set)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestDataModelReferences(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, testRecords())
	page := testDataModel(t, c, testSchemas(t, c))
	var got []string
	for _, r := range page.References {
		got = append(got, r.From.Text+" "+r.Field+": "+r.Words+" "+r.To.Text)
	}
	want := []string{
		"Certificate certifying_body: exactly one Certifying body",
		"Certificate test_profiles: any number Test profile",
		"Certificate listings: one or more Listing",
		"Listing manufacturer: exactly one Manufacturer",
		"Listing entity_type: exactly one Entity type",
		"Listing device_classes: any number Device class",
		"Listing devices: any number Listing",
		"List device_class: exactly one Device class",
		"Test profile replaced_by: any number Test profile",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}

// fieldOf returns the row of a field.
func fieldOf(t *testing.T, entities []Entity, name, field string) FieldRow {
	t.Helper()
	for _, e := range entities {
		for _, f := range e.Fields {
			if e.Name == name && f.Name == field {
				return f
			}
		}
	}
	t.Fatalf("%s has no field %s", name, field)
	return FieldRow{}
}

func TestDataModelFields(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, testRecords())
	page := testDataModel(t, c, testSchemas(t, c))
	for _, tt := range []struct {
		entity, field, kind, limits string
		required                    bool
	}{
		{"Listing", "manufacturer", "Text", "at most 100 characters", true},
		{"Listing", "brand", "Text", "at most 200 characters", false},
		{"Listing", "deployment", "Word", "native, gateway, cloud, cloud-gateway", false},
		{"Listing", "jurisdictions", "List: word", "each: ACT, NSW, NT, QLD, SA, TAS, VIC, WA", false},
		{"Listing", "device_classes", "Fields", "", false},
		{"Listing", "periods", "List: fields", "at most 1,000", true},
		{"Listing", "periods[].from", "Date", "", true},
		{"Listing", "delisted.source", "Address", "at most 2,000 characters", false},
		{"Listing", "sample", "Yes or no", "", false},
		{"Certificate", "test_profiles", "List: text", "at most 100; each: at most 100 characters", false},
		{"Device class", "attributes[].unit", "Text", "at most 20 characters", false},
		{"Register", "licence.name", "Text", "at most 200 characters", true},
	} {
		f := fieldOf(t, page.Entities, tt.entity, tt.field)
		if f.Type != tt.kind || f.Limits != tt.limits || f.Required != tt.required || f.Meaning == "" {
			t.Errorf("%s %s: %+v, want %+v", tt.entity, tt.field, f, tt)
		}
	}
	capacity := fieldOf(t, page.Classes, "Battery energy storage system", "capacity")
	if capacity.Label != "Nominal capacity (kWh)" || capacity.Type != "Number" || capacity.Limits != "0–100,000" {
		t.Errorf("attribute: %+v", capacity)
	}
	if chemistry := fieldOf(t, page.Classes, "Battery energy storage system", "chemistry"); chemistry.Limits != "LFP, NMC" {
		t.Errorf("attribute: %+v", chemistry)
	}
}

// A field that is added to a schema is in the table and in the picture by itself;
// so is a schema that is not of a kind in the tables.
func TestDataModelShowsWhatIsNew(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, testRecords())
	set := testSchemas(t, c)
	manufacturer := set.ByName[register.Manufacturers.Schema()]
	added := &schemas.Node{Type: "integer", Description: "When it was founded."}
	manufacturer.Properties = append(manufacturer.Properties, schemas.Property{Name: "founded", Node: added})
	set.Names = append(set.Names, "laboratory.schema.json")
	set.ByName["laboratory.schema.json"] = &schemas.Node{Title: "A laboratory", Properties: schemas.Properties{{Name: "name", Node: &schemas.Node{Type: "string"}}}}
	page := testDataModel(t, c, set)
	if f := fieldOf(t, page.Entities, "Manufacturer", "founded"); f.Type != "Whole number" || f.Meaning != "When it was founded." {
		t.Errorf("field: %+v", f)
	}
	fieldOf(t, page.Entities, "Laboratory", "name")
	at := slices.IndexFunc(page.Diagram.Boxes, func(b DiagramBox) bool { return b.Name == "Manufacturer" })
	if !slices.ContainsFunc(page.Diagram.Boxes[at].Fields, func(f DiagramField) bool { return f.Name == "founded" }) {
		t.Error("the picture lacks the field")
	}
}

// A schema that a record of Go does not fit is an error, not a page that lies.
func TestDataModelRefusesOtherSchemas(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, testRecords())
	set := testSchemas(t, c)
	listing := set.ByName[register.Listings.Schema()]
	i := slices.IndexFunc(listing.Properties, func(p schemas.Property) bool { return p.Name == "periods" })
	listing.Properties[i].Node = &schemas.Node{Type: "string"}
	if _, err := c.dataModel(set); err == nil || !strings.Contains(err.Error(), "listing.schema.json") {
		t.Errorf("error %v, want one that names the schema", err)
	}
}

func TestDiagramHasRoom(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, testRecords())
	d := testDataModel(t, c, testSchemas(t, c)).Diagram
	if len(d.Boxes) != len(register.Kinds()) {
		t.Errorf("%d boxes, want one for each kind", len(d.Boxes))
	}
	for i, a := range d.Boxes {
		if a.X < 0 || a.Y < 0 || a.X+a.Width > d.Width || a.Y+a.Height > d.Height {
			t.Errorf("%s is not inside: %+v", a.Name, a)
		}
		for _, f := range a.Fields {
			if f.Y <= a.Y+boxHead/2 || f.Y >= a.Y+a.Height {
				t.Errorf("%s: the field %s is at %d", a.Name, f.Name, f.Y)
			}
		}
		for _, b := range d.Boxes[i+1:] {
			if a.X == b.X && a.Y < b.Y+b.Height && b.Y < a.Y+a.Height {
				t.Errorf("%s and %s cover each other", a.Name, b.Name)
			}
		}
	}
	if len(d.Lines) != 9 {
		t.Errorf("%d lines, want 9", len(d.Lines))
	}
	const text = "Certificate, listings: one or more of Listing"
	if !slices.ContainsFunc(d.Lines, func(l DiagramLine) bool { return l.Text == text && l.Many }) {
		t.Errorf("no line %q", text)
	}
}

// What the pages show, through the front door.
func TestFiguresOnPages(t *testing.T) {
	t.Parallel()
	pages := parsePages(t, testSite(t))
	statistics, model := pages[statisticsPath], pages[dataModelPath]
	if statistics == nil || model == nil {
		t.Fatal("a page is missing")
	}
	for root, want := range map[*html.Node][]string{
		statistics: {"Listings by device class and status", "5 of 12 listings are active", "Sample data", "23 November 2026", hostileScript, "Zébra Énergie"},
		model:      {"periods[].from", "The first day on which it is listed.", "exactly one", "Battery energy storage system", "Nominal capacity (kWh)", "cloud-gateway"},
	} {
		shown := text(root, "body")
		for _, s := range want {
			if !strings.Contains(shown, s) {
				t.Errorf("%s does not show %q", text(root, "h1"), s)
			}
		}
	}
	figures := 0
	for n := range statistics.Descendants() {
		if n.Type != html.ElementNode || n.Data != "figure" {
			continue
		}
		figures++
		checkFigure(t, n)
	}
	if figures != 8 {
		t.Errorf("%d figures, want 8", figures)
	}
	if link := find(model, "a", "href", "/schemas/listing.schema.json"); link.Data != "a" {
		t.Error("no link to a schema that is published")
	}
	if link := find(model, "a", "href", "/schemas/certificate.schema.json"); link.Data == "a" {
		t.Error("a link to a schema that is not published")
	}
}

// checkFigure looks for what those read who do not see the picture.
func checkFigure(t *testing.T, figure *html.Node) {
	t.Helper()
	title := text(figure, "h2")
	if text(figure, "td") == "" || text(figure, "summary") == "" {
		t.Errorf("%s has no table", title)
	}
	picture := find(figure, "svg", "role", "img")
	if picture.Data == "" {
		t.Logf("%s has no picture", title)
		return
	}
	for key := range strings.FieldsSeq(attribute(picture, "aria-labelledby")) {
		if find(figure, "title", "id", key).FirstChild == nil && find(figure, "desc", "id", key).FirstChild == nil {
			t.Errorf("%s: the picture has no text %s", title, key)
		}
	}
	if attribute(picture, "aria-labelledby") == "" {
		t.Errorf("%s: the picture has no name", title)
	}
}
