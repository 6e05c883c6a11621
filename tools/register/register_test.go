package register

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewRefuses(t *testing.T) {
	for _, test := range []struct {
		name   string
		mutate func(*Records)
		want   string
	}{
		{"same id", func(r *Records) { r.Manufacturers = append(r.Manufacturers, &Manufacturer{Meta: Meta{ID: "acme"}}) },
			`two records of kind manufacturer have the id "acme"`},
		{"dangling reference", func(r *Records) { r.Certificates[0].Listings = []string{"acme/none"} },
			`certificate lab/1: listings[0]: no listing "acme/none"`},
		{"bad id", func(r *Records) { r.Manufacturers[1].ID = "../etc" }, `the id "../etc"`},
		{"time zone", func(r *Records) { r.Settings.TimeZone = "Sydney" }, `unknown time zone "Sydney"`},
		{"the machine's time zone", func(r *Records) { r.Settings.TimeZone = "Local" }, `unknown time zone "Local"`},
		{"no time zone", func(r *Records) { r.Settings.TimeZone = "" }, `unknown time zone ""`},
	} {
		records := validRecords()
		test.mutate(records)
		_, err := New(*records, Version{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
}

func TestRegisterLinks(t *testing.T) {
	r := mustNew(t, validRecords())
	if got := idsOf(r.CertificatesOf("acme/box")); !cmp.Equal(got, []string{"lab/1"}) {
		t.Errorf("certificates of acme/box: %v", got)
	}
	if got := idsOf(r.ClientsOf("sunny/s5")); !cmp.Equal(got, []string{"acme/box"}) {
		t.Errorf("clients of sunny/s5: %v", got)
	}
	if got := idsOf(r.ListingsOf("sunny")); !cmp.Equal(got, []string{"sunny/s5"}) {
		t.Errorf("listings of sunny: %v", got)
	}
	if id, ok := r.CurrentID(Listings, "acme/old-box"); !ok || id != "acme/box" {
		t.Errorf("acme/old-box is now %q, %v", id, ok)
	}
	if _, ok := r.CurrentID(Manufacturers, "acme/old-box"); ok {
		t.Error("a listing's former id was found for a manufacturer")
	}
	if !r.CertifiedOn("acme/box", today) || r.CertifiedOn("acme/box", day("2029-01-01")) || r.CertifiedOn("sunny/s5", today) {
		t.Error("certified does not follow from the certificates")
	}
	for rec := range r.All() {
		if !r.Has(rec.RecordKind(), rec.RecordMeta().ID) {
			t.Errorf("%s %s is not found", rec.RecordKind().Name(), rec.RecordMeta().ID)
		}
		if NewRecord(rec.RecordKind()).RecordKind() != rec.RecordKind() {
			t.Errorf("NewRecord makes another kind than %s", rec.RecordKind().Name())
		}
	}
}

func TestListingView(t *testing.T) {
	r := mustNew(t, validRecords())
	got, err := EncodeJSON(r.View(r.Listing("acme/box"), today))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"acme/box","manufacturer":"Acme","manufacturer_id":"acme","brand":null,"series":null,"model":"Box",` +
		`"entity_type":"client","deployment":null,"status":"active","certified":true,"on":"2026-11-23","listed_until":null,` +
		`"device_classes":{"bess":{"capacity":10,"chemistry":"LFP","usable_capacity":9}},` +
		`"periods":[{"from":"2023-01-01","to":"2024-12-31"},{"from":"2025-06-01","to":null}],` +
		`"suspensions":[{"from":"2023-03-01","to":"2023-03-31","reason":null,"source":null}],"delisted":null,"withdrawn":null,"not_in_list":[],` +
		`"certificates":["lab/1"],"test_profiles":["A"],"devices":["sunny/s5"],"clients":[],"certificate_type":null,` +
		`"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":[],"aliases":[],"white_labels":[],"notes":null,` +
		`"sources":[{"title":null,"url":"https://example.org/list","retrieved":"2026-11-01"}],"sample":false,` +
		`"former_ids":["acme/old-box"],"created_at":null,"updated_at":null,"commit":null,` +
		`"links":{"self":"/v1/listings/acme/box","html":"https://register.example/listings/acme/box/","history":"/v1/listings/acme/box/history"}}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("view (-want +got):\n%s", diff)
	}
}

// Every record has a view, and no view has a null where a list belongs.
func TestViewsHaveNoNullLists(t *testing.T) {
	r := mustNew(t, validRecords())
	for rec := range r.All() {
		text, err := EncodeJSON(r.View(rec, today))
		if err != nil || string(text) == "null" {
			t.Errorf("%s: %s, %v", rec.RecordMeta().ID, text, err)
		}
		for _, list := range []string{"aliases", "sources", "former_ids", "attributes", "values", "tests", "versions"} {
			if strings.Contains(string(text), `"`+list+`":null`) {
				t.Errorf("%s: %s is null in %s", rec.RecordMeta().ID, list, text)
			}
		}
	}
}

// A part of a register knows its records, also by former ids, and nothing else.
func TestWith(t *testing.T) {
	t.Parallel()
	whole := mustNew(t, validRecords())
	one := *whole.Listings[0]
	one.FormerIDs = []string{"acme/before"}
	part := whole.With([]*Listing{&one}, nil)
	if part.Listing(one.ID) != &one || len(part.Listings) != 1 || len(part.Certificates) != 0 || part.Version != whole.Version {
		t.Errorf("the part has %d listings and %d certificates", len(part.Listings), len(part.Certificates))
	}
	if id, ok := part.CurrentID(Listings, "acme/before"); id != one.ID || !ok {
		t.Errorf("the former id leads to %q, %v", id, ok)
	}
	for _, l := range whole.Listings[1:] {
		if part.Has(Listings, l.ID) {
			t.Errorf("the part has %s", l.ID)
		}
	}
	if rec, ok := part.Record(Manufacturers, whole.Manufacturers[0].ID); !ok || rec != Record(whole.Manufacturers[0]) {
		t.Errorf("the part's manufacturer is %v", rec)
	}
}
