package importing

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

func TestListingIDs(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("A1 ", 60)
	records := &register.Records{Listings: []*register.Listing{
		{Meta: register.Meta{ID: "acme/held"}, Model: "Held"},
		{Meta: register.Meta{ID: "acme/renamed"}, Model: "Renamed", FormerIDs: []string{"acme/was"}},
	}}
	ids := NewIDs(records)
	tests := []struct{ model, class, want string }{
		{"X-1 (AS4777-2 2020)", "inverter", "acme/x-1"},
		{"X-1", "inverter", "acme/x-1-2"},                                       // the short id is taken, and is all that it has
		{"X-1 (AS/NZS 4777.2:2020)", "inverter", "acme/x-1-as-nzs-4777-2-2020"}, // here the standard tells it apart
		{"X-1 (AS4777-2 2020)", "bess", "acme/x-1-bess"},                        // a hybrid
		{"X-1+ (AS4777-2 2020)", "inverter", "acme/x-1-plus"},
		{"X 1 (IEC 61215-2021)", "pv_module", "acme/x-1-iec-61215-2021"},
		{"X/1", "inverter", "acme/x-1-3"},
		{"Q (TUV NORD)", "pv_module", "acme/q-tuv-nord"}, // not a tag of a standard
		{"Sun°-3 für Öl", "pv_module", "acme/sun-3-fur-ol"},
		{"Held (AS4777-2 2020)", "inverter", "acme/held-as4777-2-2020"},
		{"Was", "inverter", "acme/was-2"}, // a former id is not given again
		{"page", "inverter", "acme/model-page"},
		{"模型", "inverter", "acme/model-" + Digest("模型")}, // nothing to spell in a–z
	}
	for _, test := range tests {
		got := ids.Listing("acme", test.model, test.class)
		if got != test.want {
			t.Errorf("id of %q is %q, want %q", test.model, got, test.want)
		}
		if err := register.CheckID(register.Listings, got); err != nil {
			t.Error(err)
		}
	}
	seen := map[string]bool{}
	for _, model := range []string{long + "x", long + "y", long + "y", long + "(AS4777-2 2020)"} {
		id := ids.Listing("acme", model, "inverter")
		if err := register.CheckID(register.Listings, id); err != nil || seen[id] {
			t.Errorf("id of a long model is %q (seen: %v): %v", id, seen[id], err)
		}
		seen[id] = true
	}
	other := NewIDs(records)
	if a, b := other.Listing("acme", long+"y", "inverter"), "acme/"+Segment(long+"y", "model"); a != b {
		t.Errorf("the id of a long model depends on others: %q, %q", a, b)
	}
}

func TestManufacturerIDs(t *testing.T) {
	t.Parallel()
	ids := NewIDs(&register.Records{Manufacturers: []*register.Manufacturer{{Meta: register.Meta{ID: "acme"}, Name: "Acme", FormerIDs: []string{"old"}}}})
	for name, want := range map[string]string{
		"Acme.": "acme-2", "OLD": "old-2", "Müller & Söhne GmbH": "muller-sohne-gmbh", "index": "manufacturer-index",
	} {
		if got := ids.Manufacturer(name); got != want {
			t.Errorf("id of %q is %q, want %q", name, got, want)
		}
	}
}
