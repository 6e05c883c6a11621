package memory

import (
	"fmt"
	"testing"

	"opencec/tools/query"
)

// A rank is the same after it was kept in as few bytes as the number of values allows.
func TestRanks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ values, bytes int }{{1, 1}, {254, 1}, {255, 2}, {65_534, 2}, {65_535, 4}, {100_000, 4}} {
		t.Run(fmt.Sprint(test.values), func(t *testing.T) {
			t.Parallel()
			want := []uint32{0, uint32(test.values / 2), uint32(test.values - 1), varying, unranked}
			r := newRanks(len(want), test.values)
			if got := len(r.narrow)/len(want) + 2*len(r.middle)/len(want) + 4*len(r.wide)/len(want); got != test.bytes {
				t.Errorf("a rank takes %d bytes, not %d", got, test.bytes)
			}
			for ordinal, rank := range want {
				r.set(uint32(ordinal), rank)
			}
			for ordinal, rank := range want {
				if got := r.of(uint32(ordinal)); got != rank {
					t.Errorf("rank %d became %d", rank, got)
				}
			}
		})
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	for _, distinct := range [][]query.Value{
		nil,
		{{}},
		{{Order: -1}, {}, {Order: 2.5}},
		{{}, {Text: "a"}, {Text: "b"}},
		{{Text: "false"}, {Order: 1, Text: "true"}},
	} {
		vs := newValues(distinct)
		if vs.len() != len(distinct) {
			t.Errorf("%v: %d values", distinct, vs.len())
		}
		for rank, want := range distinct {
			if got := vs.at(rank); got != want || vs.text(rank) != want.Text {
				t.Errorf("%v: value %d is %v", distinct, rank, got)
			}
		}
	}
}
