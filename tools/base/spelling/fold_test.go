package spelling

import "testing"

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
