package spelling

import "testing"

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
