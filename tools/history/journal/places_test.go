package journal

import (
	"slices"
	"testing"
)

// Positions come in order, each once, and without those of other ids that have the same hash.
func TestPlaces(t *testing.T) {
	t.Parallel()
	ids := []string{2: "a", 3: "b", 5: "a", 8: "a", 9: "c"}
	p := places{{hashOf("a"), 3}} // as if b had the hash of a
	for _, place := range []int{8, 2, 5, 5, 9, 3} {
		p.add(ids[place], place)
	}
	p.sort()
	for id, want := range map[string][]int32{"a": {2, 5, 8}, "b": {3}, "c": {9}, "d": nil} {
		got := p.of(id, func(place int32) bool { return ids[place] == id })
		if !slices.Equal(got, want) {
			t.Errorf("%s is at %v, want %v", id, got, want)
		}
	}
}
