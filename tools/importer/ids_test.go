package importer

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
	ids := newIDBook(records)
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
		{"模型", "inverter", "acme/model-" + digest("模型")}, // nothing to spell in a–z
	}
	for _, test := range tests {
		got := ids.listing("acme", test.model, test.class)
		if got != test.want {
			t.Errorf("id of %q is %q, want %q", test.model, got, test.want)
		}
		if err := register.CheckID(register.Listings, got); err != nil {
			t.Error(err)
		}
	}
	seen := map[string]bool{}
	for _, model := range []string{long + "x", long + "y", long + "y", long + "(AS4777-2 2020)"} {
		id := ids.listing("acme", model, "inverter")
		if err := register.CheckID(register.Listings, id); err != nil || seen[id] {
			t.Errorf("id of a long model is %q (seen: %v): %v", id, seen[id], err)
		}
		seen[id] = true
	}
	other := newIDBook(records)
	if a, b := other.listing("acme", long+"y", "inverter"), "acme/"+segment(long+"y", "model"); a != b {
		t.Errorf("the id of a long model depends on others: %q, %q", a, b)
	}
}

func TestManufacturerIDs(t *testing.T) {
	t.Parallel()
	ids := newIDBook(&register.Records{Manufacturers: []*register.Manufacturer{{Meta: register.Meta{ID: "acme"}, Name: "Acme", FormerIDs: []string{"old"}}}})
	for name, want := range map[string]string{
		"Acme.": "acme-2", "OLD": "old-2", "Müller & Söhne GmbH": "muller-sohne-gmbh", "index": "manufacturer-index",
	} {
		if got := ids.manufacturer(name); got != want {
			t.Errorf("id of %q is %q, want %q", name, got, want)
		}
	}
}

func TestRespellingKey(t *testing.T) {
	t.Parallel()
	same := [][2]string{{"X-1 (AS4777-2 2020)", "X_1 [AS4777-2/2020]"}, {"S-18K -AU", "s 18k/AU"}}
	for _, pair := range same {
		if respellingKey(pair[0]) != respellingKey(pair[1]) {
			t.Errorf("%q and %q are not a respelling", pair[0], pair[1])
		}
	}
	different := [][2]string{{"33KTLX", "3.3KTLX"}, {"Nshb", "Nshb+"}, {"X-1", "X-2"}, {"5.0", "50"}}
	for _, pair := range different {
		if respellingKey(pair[0]) == respellingKey(pair[1]) {
			t.Errorf("%q and %q are a respelling", pair[0], pair[1])
		}
	}
}

func TestSpellingsBest(t *testing.T) {
	t.Parallel()
	if got := (spellings{"GOODWE": 2, "GoodWe": 3, "Goodwe": 1}).best(); got != "GoodWe" {
		t.Errorf("best is %q", got)
	}
	if got := (spellings{"B": 2, "A": 2, "C": 1}).best(); got != "A" {
		t.Errorf("best of equals is %q", got)
	}
}
