package api

import "testing"

func TestSoftwareCovers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		constraint, version string
		covered, known      bool
	}{
		{">=25.10.4", "25.10.4", true, true},
		{">=25.10.4", "25.10.10", true, true}, // numbers, not texts
		{">=25.10.4", "25.10", false, true},
		{">= 25.10, <26", "v25.11", true, true},
		{">= 25.10 <26", "26.0", false, true},
		{"1.2", "1.2.0", true, true},
		{"=1.2", "1.2.1", false, true},
		{"<=1.2", "1.2", true, true},
		{">1.2", "1.2", false, true},
		{"", "1.2", false, false},
		{">=1.2", "", false, false},
		{">=1.2", "1.2-beta", false, false},
		{"1.x", "1.2", false, false},
		{"all", "1.2", false, false},
		{">=", "1.2", false, false},
		{"<>1.2", "1.2", false, false},
		{"1.0 or newer", "1.2", false, false},
	} {
		if covered, known := softwareCovers(tt.constraint, tt.version); covered != tt.covered || known != tt.known {
			t.Errorf("%q covers %q: %t, %t", tt.constraint, tt.version, covered, known)
		}
	}
}
