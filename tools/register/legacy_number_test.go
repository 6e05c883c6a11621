package register

import (
	"slices"
	"testing"
)

// The numbers are what clients keep: they must never change.
func TestLegacyNumber(t *testing.T) {
	for _, test := range []struct {
		id     string
		former []string
		want   []int64 // its own, then the others that find it
	}{
		{"tesla/powerwall-2", nil, []int64{0}},
		{"tesla/powerwall-3", []string{"tesla/powerwall-2"}, []int64{0, 0}}, // renamed: it keeps its number
		{"tesla/powerwall-2", []string{"original/12"}, []int64{12, 0}},
		{"tesla/powerwall-2", []string{"tesla/old", "original/12", "original/3"}, []int64{12, 0, 0, 3}},
		{"a/b", []string{"original/4503599627370495"}, []int64{4503599627370495, 0}},
		{"a/b", []string{"original/4503599627370496"}, []int64{0, 0}}, // where derived ones begin
		{"a/b", []string{"original/007", "original/0", "original/-1", "original/+1", "original/row-1f"}, []int64{0, 0, 0, 0, 0, 0}},
	} {
		l := &Listing{Meta: Meta{ID: test.id}, FormerIDs: test.former}
		got := l.LegacyNumbers()
		if got[0] != l.LegacyNumber() {
			t.Errorf("%s %v: %d and %d", test.id, test.former, got[0], l.LegacyNumber())
		}
		for i, n := range got {
			if n >= firstDerived && n <= MaxLegacyNumber {
				got[i] = 0 // a derived one
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s %v: %d, want %d", test.id, test.former, got, test.want)
		}
	}
	before := &Listing{Meta: Meta{ID: "tesla/powerwall-2"}}
	after := &Listing{Meta: Meta{ID: "tesla/powerwall-3"}, FormerIDs: []string{"tesla/powerwall-2", "tesla/powerwall-two"}}
	if a, b := before.LegacyNumber(), after.LegacyNumber(); a != b || a != 7377437646728247 {
		t.Errorf("before the renaming %d, after it %d, want 7377437646728247", a, b)
	}
}

func TestLegacyEntityType(t *testing.T) {
	for id, want := range map[string]int64{"client": 1, "server": 2, "device": 3, "aggregator": 1669419602} {
		if got := (&EntityType{Meta: Meta{ID: id}}).LegacyNumber(); got != want {
			t.Errorf("%s: %d, want %d", id, got, want)
		}
	}
	if got := (&EntityType{Meta: Meta{ID: "gateway"}, FormerIDs: []string{"device"}}).LegacyNumber(); got != 3 {
		t.Errorf("a renamed one: %d", got)
	}
}
