package register

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

var recordTypes = map[Kind]reflect.Type{
	Listings: reflect.TypeFor[Listing](), Certificates: reflect.TypeFor[Certificate](),
	Manufacturers: reflect.TypeFor[Manufacturer](), CertifyingBodies: reflect.TypeFor[CertifyingBody](),
	EntityTypes: reflect.TypeFor[EntityType](), DeviceClasses: reflect.TypeFor[DeviceClass](),
	TestProfiles: reflect.TypeFor[TestProfile](), Lists: reflect.TypeFor[List](),
}

// Every field of every record stands in the table of its kind, or says that the view does not
// have it.
func TestFieldsAreComplete(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds() {
		fields := FieldsOf(recordTypes[k])
		if len(fields) != recordTypes[k].NumField()-1 { // without Meta
			t.Errorf("%s: %d fields of the struct, want %d", k, len(fields), recordTypes[k].NumField()-1)
		}
		for _, stored := range fields {
			f := k.Field(stored.Name)
			switch {
			case stored.Stored == "":
				t.Errorf("%s: a field has no name in JSON", k)
			case stored.Name != "" && f == nil:
				t.Errorf("%s: the table has no field %s", k, stored.Name)
			case stored.Name != "" && f.Stored != stored.Stored:
				t.Errorf("%s: the table says that %s is stored as %q, want %q", k, stored.Name, f.Stored, stored.Stored)
			}
			if stored.Refers != "" && !slices.Contains(Kinds(), stored.Refers) {
				t.Errorf("%s: %s refers to %q, which is no kind", k, stored.Stored, stored.Refers)
			}
		}
		names := map[string]bool{}
		for _, f := range k.Fields() {
			if names[f.Name] {
				t.Errorf("%s: the table has %s twice", k, f.Name)
			}
			names[f.Name] = true
		}
	}
}

// The fields of a struct have what its tags say.
func TestFieldsOf(t *testing.T) {
	t.Parallel()
	type part struct {
		Meta
		Name    string   `json:"name"`
		Text    string   `json:"text,omitempty"`
		Always  string   `json:"always,omitempty" view:",always"`
		Hidden  bool     `json:"hidden,omitempty" view:"-"`
		Maker   string   `json:"maker" view:"maker_id" refers:"manufacturers"`
		Day     Date     `json:"day"`
		End     Date     `json:"end,omitzero"`
		Number  *float64 `json:"number,omitempty"`
		Sample  bool     `json:"sample,omitempty"`
		Entries []string `json:"entries,omitempty"`
		Left    []string `json:"left,omitempty" view:",omitempty"`
	}
	want := []Field{
		{Name: "name", Stored: "name"},
		{Name: "text", Stored: "text", Nullable: true},
		{Name: "always", Stored: "always"},
		{Name: "", Stored: "hidden"},
		{Name: "maker_id", Stored: "maker", Refers: Manufacturers},
		{Name: "day", Stored: "day"},
		{Name: "end", Stored: "end", Nullable: true},
		{Name: "number", Stored: "number", Nullable: true},
		{Name: "sample", Stored: "sample"},
		{Name: "entries", Stored: "entries"},
		{Name: "left", Stored: "left", OmitEmpty: true},
	}
	fields := FieldsOf(reflect.TypeFor[part]())
	if len(fields) != len(want) {
		t.Fatalf("%d fields, want %d", len(fields), len(want))
	}
	for i, f := range fields {
		got := Field{Name: f.Name, Stored: f.Stored, Nullable: f.Nullable, OmitEmpty: f.OmitEmpty, Refers: f.Refers}
		if !reflect.DeepEqual(got, want[i]) {
			t.Errorf("field %d is %+v, want %+v", i, got, want[i])
		}
	}
}

func TestFieldValue(t *testing.T) {
	t.Parallel()
	r := mustNew(t, validRecords())
	listing, certificate := r.Listing("acme/box"), r.Certificate("lab/1")
	for _, test := range []struct {
		rec   Record
		field string
		want  any
	}{
		{certificate, "id", "lab/1"},
		{certificate, "certifying_body", "Lab"},
		{certificate, "certifying_body_id", "lab"},
		{certificate, "standard", ""},
		{certificate, "expiry", day("2028-12-31")},
		{certificate, "status", CertificateCurrent},
		{certificate, "created_at", time.Time{}},
		{listing, "listed_until", Date{}},
		{listing, "certified", true},
		{listing, "certificates", []string{"lab/1"}},
		{r.Manufacturer("acme"), "listings", 1},
		{r.CertifyingBody("lab"), "listings", 1},
	} {
		if got := test.rec.RecordKind().Field(test.field).Value(r.View(test.rec, today)); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s of %s is %v, want %v", test.field, test.rec.RecordMeta().ID, got, test.want)
		}
	}
	if f := Listings.Field("mixed_scripts"); f != nil {
		t.Error("the view has mixed_scripts")
	}
}
