package register

import (
	"strings"
	"testing"
)

func TestCheckID(t *testing.T) {
	for _, test := range []struct {
		kind Kind
		id   string
		good bool
	}{
		{Listings, "tesla/powerwall-2", true},
		{Listings, "tesla", false},
		{Listings, "tesla/a/b", false},
		{Listings, "../powerwall-2", false},
		{Listings, "tesla/..", false},
		{Listings, "tesla/Powerwall", false},
		{Listings, "tesla/powerwall--2", false},
		{Listings, "tesla/-2", false},
		{Listings, "tesla/index", false},
		{Listings, "page/x", false},
		{Listings, "tesla/pages", true},
		{Listings, "tesla/a\nb", false},
		{Listings, "tesla/a\x00", false},
		{Listings, "tеsla/powerwall", false}, // a Cyrillic е
		{Listings, "tesla/" + strings.Repeat("a", MaxIDSegment), true},
		{Listings, "tesla/" + strings.Repeat("a", MaxIDSegment+1), false},
		{Manufacturers, "tesla", true},
		{Manufacturers, "", false},
		{DeviceClasses, "pv_module", true},
		{DeviceClasses, "pv-module", false},
		{DeviceClasses, "pv_2", true},
		{DeviceClasses, "2pv", false},
		{DeviceClasses, "_pv", false},
		{DeviceClasses, "pv_", false},
		{TestProfiles, "DER-G", true},
		{TestProfiles, "UL1973", true},
		{TestProfiles, "A/B", false},
		{TestProfiles, "AS4777.2-a", true},
		{TestProfiles, "A.-B", false},
		{TestProfiles, "Index", false},
	} {
		if err := CheckID(test.kind, test.id); (err == nil) != test.good {
			t.Errorf("CheckID(%s, %q) = %v", test.kind.Name, test.id, err)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Powerwall 2":                   "powerwall-2",
		"1KOMMA5° Technology GmbH":      "1komma5-technology-gmbh",
		"Größe & Söhne":                 "grosse-sohne",
		"SE7600H-US":                    "se7600h-us",
		"  Force 10.0S (AS4777-2 2020)": "force-10-0s-as4777-2-2020",
		"日本":                            "",
		"ﬁne":                           "fine",
	} {
		if got := Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for _, same := range [][]string{{"GOODWE", "GoodWe", "Good-We", " good we."}, {"1KOMMA5°", "1komma5"}} {
		for _, name := range same {
			if Fold(name) != Fold(same[0]) {
				t.Errorf("Fold(%q) = %q, want %q", name, Fold(name), Fold(same[0]))
			}
		}
	}
	if Fold("日本") == "" {
		t.Error("Fold lost a name in another script")
	}
}

func TestModelKey(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"Powerwall 2", "POWERWALL  2", true},
		{"X1-5.0-T", "X1-50-T", false},
		{"SE7600H", "SE7600H+", false},
		{"10.0S(AS4777-2 2020)", "10.0S (AS4777-2 2020)", true},
	} {
		if got := ModelKey(test.a) == ModelKey(test.b); got != test.same {
			t.Errorf("ModelKey: %q and %q are the same: %v", test.a, test.b, got)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"bess", "inverter", "evse", "pv_module", "manufacturer", "model"}
	for in, want := range map[string]string{
		"invertor": "inverter", "BESS": "bess", "pv-module": "pv_module", "manufacurer": "manufacturer",
		"man": "manufacturer", "zzz": "", "modle": "model", "": "",
	} {
		if got := Nearest(in, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", in, got, want)
		}
	}
}
