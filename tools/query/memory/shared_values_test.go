package memory

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// Values are the same after they were written and read. From the second time on, a value is kept
// only once, unless it is short.
func TestSharedValues(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 70_000) // its length needs several bytes
	lists := [][]string{
		{`"Tesla"`, "1", `"a"`, ""},
		{},
		{`"Tesla"`, "1", long, `"a"`, `"Sigenergy"`},
		{long, `"Tesla"`, strings.Repeat("y", 127), strings.Repeat("z", 64)},
	}
	var s sharedValues
	var begins []int
	text := s.encode(lists, func(list, begin int) {
		if list != len(begins) {
			t.Errorf("list %d comes after %d", list, len(begins)-1)
		}
		begins = append(begins, begin)
	})
	for i, values := range lists {
		rest := text[begins[i]:]
		for _, want := range values {
			var got string
			if got, rest = cutValue(rest, s.all()); got != want {
				t.Errorf("list %d: %.20q, want %.20q", i, got, want)
			}
		}
	}
	if want := []string{`"Tesla"`, long}; !slices.Equal(s.all(), want) {
		t.Errorf("shared are %.40q", s.all())
	}
	again := s.encode([][]string{{`"Tesla"`}}, func(int, int) {})
	if len(again) != 1 {
		t.Errorf("the third time takes %d bytes", len(again))
	}
}

// Values are read while others are written.
func TestSharedValuesAtOnce(t *testing.T) {
	t.Parallel()
	var s sharedValues
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range 300 {
				value := strings.Repeat("v", minShared+i%7+worker%2*100)
				text := s.encode([][]string{{value, value}}, func(int, int) {})
				first, rest := cutValue(text, s.all())
				second, rest := cutValue(rest, s.all())
				if first != value || second != value || rest != "" {
					t.Errorf("%q, %q and %q, want %q twice", first, second, rest, value)
				}
			}
		})
	}
	group.Wait()
	if n := len(s.all()); n != 14 {
		t.Errorf("%d values are shared, not 14", n)
	}
}
