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
		{Listings, "tesla/con", false}, // a device on Windows, whatever the ending
		{Listings, "nul/x", false},
		{Manufacturers, "lpt1", false},
		{Manufacturers, "conergy", true},
		{Manufacturers, "com10", true},
		{Manufacturers, "com", true},
		{TestProfiles, "AUX.1", false},
		{TestProfiles, "AUX", false},
		{TestProfiles, "PRN.2", false},
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
			t.Errorf("CheckID(%s, %q) = %v", test.kind.Name(), test.id, err)
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
		{"10.0S(AS4777-2 2020)", "10.0S (AS4777-2  2020)", true},
		{"S 1 10", "S 11 0", false},
		{"S 1 10", "s1\u00a010 ", true},
		{"S 1 10", "S 110", false},
		{"1 \u00e9 0", "1E0", true},
	} {
		if got := ModelKey(test.a) == ModelKey(test.b); got != test.same {
			t.Errorf("ModelKey: %q and %q are the same: %v", test.a, test.b, got)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"bess", "inverter", "evse", "pv_module", "manufacturer", "model"}
	versions := []string{"1.1", "1.1a", "1.2", "1.3", "1.3-beta/storage", "7"}
	for _, test := range []struct {
		in         string
		candidates []string
		want       string
	}{
		{"invertor", words, "inverter"},
		{"BESS", words, "bess"},
		{"pv-module", words, "pv_module"},
		{"manufacurer", words, "manufacturer"},
		{"man", words, "manufacturer"},
		{"modle", words, "model"},
		{"zzz", words, ""},
		{"", words, ""},
		{"--", []string{"a", "–"}, ""},
		{"2.1", versions, ""},
		{"8", versions, ""},
		{"1.4", versions, ""},
		{"1.20", versions, ""},
		{"v2.1", versions, ""},
		{"v1.2", versions, "1.2"},
		{"version 1.2", versions, "1.2"},
		{"1,2", versions, "1.2"},
		{" 1.2 ", versions, "1.2"},
		{"1.1b", versions, "1.1a"},
		{"1.3-beta", versions, "1.3-beta/storage"},
		{"2024-01-16", []string{"2024-01-15"}, ""},
		{"202", []string{"2024"}, ""},
		{"powerwall-3", []string{"powerwall-2"}, "powerwall-2"},
	} {
		if got := Nearest(test.in, test.candidates); got != test.want {
			t.Errorf("Nearest(%q, %q) = %q, want %q", test.in, test.candidates, got, test.want)
		}
	}
}
