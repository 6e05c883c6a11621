package match

import (
	"slices"
	"testing"
)

func TestLists(t *testing.T) {
	t.Parallel()
	in := []uint32{2, 0, 2, 3, 2}
	l := newLists(5, len(in), func(number int) uint32 { return in[number] })
	for list, want := range [][]uint32{{1}, {}, {0, 2, 4}, {3}, {}} {
		got := l.of(uint32(list))
		if !slices.Equal(got, want) {
			t.Errorf("list %d: %v, want %v", list, got, want)
		}
		_ = append(got, 7) // does not reach into the next list
	}
	if !slices.Equal(l.of(3), []uint32{3}) {
		t.Errorf("list 3 has become %v", l.of(3))
	}
}
