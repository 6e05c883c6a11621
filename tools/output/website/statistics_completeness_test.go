package website

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// The fields that are counted, and those that are left out, are together those of
// the schema.
func TestCompletenessKnowsEveryField(t *testing.T) {
	t.Parallel()
	set, err := readSchemas(nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, p := range set.ByName[register.Listings.Schema()].Properties {
		want = append(want, p.Name)
	}
	got := slices.Clone(meaningfulIfAbsent)
	for _, f := range completenessFields() {
		got = append(got, f.Stored)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-schema +counted):\n%s", diff)
	}
}

// What the rules refuse of a device is counted among clients alone.
func TestClientFieldsAreThoseOfTheRule(t *testing.T) {
	t.Parallel()
	records := vocabulary()
	records.Add(&register.Manufacturer{Meta: id("tesla"), Name: "Tesla"})
	records.Add(&register.Listing{
		Meta: id("tesla/one"), Manufacturer: "tesla", Brand: "B", Series: "S", Model: "One", EntityType: register.EntityDevice,
		Deployment: "native", CertificateType: "device", CSIPAUSVersion: "1.2", Software: &register.Software{Name: "x"}, Hardware: "A box",
		Jurisdictions: []string{"NSW"}, Devices: []string{"tesla/one"}, Periods: periods("2026-01-01–"),
	})
	refused := []string{"hardware"} // of which the schema says that it is for a client
	for _, p := range records.Check(day, nil) {
		if p.Rule == register.RuleClient && !slices.Contains(refused, p.Field) && p.Field != "devices[0]" {
			refused = append(refused, p.Field)
		}
	}
	got := slices.Sorted(slices.Values(clientFields))
	slices.Sort(refused)
	if diff := cmp.Diff(refused, got); diff != "" {
		t.Errorf("fields of clients (-rule +counted):\n%s", diff)
	}
}

func TestFieldCounts(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, testRecords())
	got := map[string][2]int{}
	for _, f := range c.census().fields {
		got[f.Stored] = [2]int{f.given, f.possible}
	}
	for name, want := range map[string][2]int{
		"model": {12, 12}, "brand": {2, 12}, "series": {4, 12}, "device_classes": {3, 12}, "periods": {11, 12},
		"sources": {2, 12}, "software": {2, 12}, "jurisdictions": {1, 12},
		"deployment": {1, 3}, "certificate_type": {1, 3}, "devices": {1, 3}, "hardware": {1, 3},
	} {
		if got[name] != want {
			t.Errorf("%s is given by %v, want %v", name, got[name], want)
		}
	}
}
