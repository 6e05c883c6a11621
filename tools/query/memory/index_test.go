package memory

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"opencec/tools/query"
	"opencec/tools/register"
)

func ordinalsOf(s set) []uint32 {
	list := []uint32{}
	s.each(0, func(o uint32) bool {
		list = append(list, o)
		return true
	})
	return list
}

// A state is the texts that a record has from a day on.
type state struct {
	from  int // the day of June 2026; 0 for all days before the next
	texts []string
}

// always is the states of a record with the same texts on all days.
func always(texts ...string) []state { return []state{{0, texts}} }

func dayOf(n int) register.Date { return register.NewDate(2026, 6, n) }

// textIndex returns the index of records with these states.
func textIndex(many bool, records ...[]state) *index {
	return buildIndex(fieldReader{records: len(records), many: many,
		appendValues: func(dst []query.Value, o int, on register.Date) []query.Value {
			var now state
			for _, s := range records[o] {
				if s.from == 0 || !on.Before(dayOf(s.from)) {
					now = s
				}
			}
			for _, text := range now.texts {
				dst = append(dst, query.Value{Text: text})
			}
			return dst
		},
		appendChangeDays: func(dst []register.Date, o int) []register.Date {
			for _, s := range slices.Backward(records[o]) { // in any order, and more than once
				if s.from > 0 {
					dst = append(dst, dayOf(s.from), dayOf(s.from))
				}
			}
			return dst
		}})
}

// find returns the ordinals that a filter finds on a day.
func find(ix *index, on register.Date, op query.Op, texts ...string) []uint32 {
	var values []query.Value
	for _, text := range texts {
		values = append(values, query.Value{Text: text})
	}
	c := ix.condition(op, values)
	hits, found := newSet(ix.size), newSet(ix.size)
	ix.add(hits, c.spans, on)
	found.fill(ix.size)
	if c.negated {
		found.andNot(hits)
	} else {
		found.and(hits)
	}
	return ordinalsOf(found)
}

func TestIndexFind(t *testing.T) {
	t.Parallel()
	ix := textIndex(true, always("b"), always("a", "ab", "a"), always("c"), always("ab", "b"), always())
	for _, test := range []struct {
		op     query.Op
		values []string
		want   []uint32
	}{
		{query.Equal, []string{"ab"}, []uint32{1, 3}},
		{query.Equal, []string{"a", "c"}, []uint32{1, 2}},
		{query.Equal, []string{"zz"}, []uint32{}},
		{query.Equal, nil, []uint32{}},
		{query.Not, []string{"ab"}, []uint32{0, 2, 4}},
		{query.Not, []string{"ab", "c"}, []uint32{0, 4}},
		{query.Contains, []string{"b"}, []uint32{0, 1, 3}},
		{query.StartsWith, []string{"a"}, []uint32{1, 3}},
		{query.StartsWith, []string{"z"}, []uint32{}},
		{query.Greater, []string{"ab"}, []uint32{0, 2, 3}},
		{query.AtLeast, []string{"ab"}, []uint32{0, 1, 2, 3}},
		{query.Less, []string{"ab"}, []uint32{1}},
		{query.AtMost, []string{"ab"}, []uint32{1, 3}},
		{query.AtMost, []string{"aa"}, []uint32{1}}, // between two values
		{query.Greater, []string{"aa"}, []uint32{0, 1, 2, 3}},
		{query.IsNull, []string{"true"}, []uint32{4}},
		{query.IsNull, []string{"false"}, []uint32{0, 1, 2, 3}},
	} {
		if got := find(ix, dayOf(1), test.op, test.values...); !slices.Equal(got, test.want) {
			t.Errorf("%s %v: %v, want %v", test.op, test.values, got, test.want)
		}
	}
}

// The days on which values change, and those before and after, of records that have one value
// after the other, gaps, the same value twice, and a change that changes nothing.
func TestIndexDays(t *testing.T) {
	t.Parallel()
	ix := textIndex(false,
		always("a"),
		[]state{{0, nil}, {5, []string{"a"}}, {10, []string{"b"}}, {20, nil}},
		[]state{{0, []string{"b"}}, {10, []string{"a"}}, {15, []string{"b"}}},
		[]state{{0, []string{"c"}}, {10, []string{"c"}}},
		always())
	for _, test := range []struct {
		day  int
		op   query.Op
		text string
		want []uint32
	}{
		{4, query.Equal, "a", []uint32{0}}, {5, query.Equal, "a", []uint32{0, 1}}, {9, query.Equal, "a", []uint32{0, 1}}, {10, query.Equal, "a", []uint32{0, 2}},
		{14, query.Equal, "a", []uint32{0, 2}}, {15, query.Equal, "a", []uint32{0}},
		{9, query.Equal, "b", []uint32{2}}, {10, query.Equal, "b", []uint32{1}}, {15, query.Equal, "b", []uint32{1, 2}}, {19, query.Equal, "b", []uint32{1, 2}}, {20, query.Equal, "b", []uint32{2}},
		{4, query.IsNull, "true", []uint32{1, 4}}, {5, query.IsNull, "true", []uint32{4}}, {19, query.IsNull, "true", []uint32{4}}, {20, query.IsNull, "true", []uint32{1, 4}},
		{10, query.IsNull, "false", []uint32{0, 1, 2, 3}},
		{10, query.Not, "a", []uint32{1, 3, 4}}, {10, query.AtLeast, "b", []uint32{1, 3}}, {10, query.Less, "b", []uint32{0, 2}},
		{9, query.Equal, "c", []uint32{3}}, {10, query.Equal, "c", []uint32{3}},
	} {
		if got := find(ix, dayOf(test.day), test.op, test.text); !slices.Equal(got, test.want) {
			t.Errorf("on %s %s %s: %v, want %v", dayOf(test.day), test.op, test.text, got, test.want)
		}
	}
	if len(ix.constant.ordinals) != 2 { // of the first record, and of the one that changes nothing
		t.Errorf("%d constant entries", len(ix.constant.ordinals))
	}
}

// Indexes with blocks and timelines find, count and rank what a loop over the records does, on
// every day.
func TestIndexAtSize(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 5))
	texts := []string{"aa", "ab", "b", "c", "d"}
	for _, many := range []bool{false, true} {
		records := make([][]state, 3000)
		for o := range records {
			records[o] = randomStates(rng, texts, many, o)
		}
		ix := textIndex(many, records...)
		if ix.constant.leaves < 3 || ix.dated.lines[0] != nil == many || ix.dated.lines[ix.dated.some()] == nil {
			t.Fatal("too few records for blocks and timelines")
		}
		for day := range 30 {
			on := dayOf(day + 1)
			have := func(o int) []string { return textsOn(records[o], day+1) }
			for _, text := range texts {
				for _, op := range []query.Op{query.Equal, query.Not, query.AtLeast, query.Less, query.StartsWith, query.Contains} {
					want := []uint32{}
					for o := range records {
						if satisfies(have(o), op, text) {
							want = append(want, uint32(o))
						}
					}
					if got := find(ix, on, op, text); !slices.Equal(got, want) {
						t.Fatalf("many %v, on %s %s %s: %d, want %d", many, on, op, text, len(got), len(want))
					}
				}
			}
			testCounts(t, ix, on, have)
		}
	}
}

// randomStates gives one record in three the same texts on all days.
func randomStates(rng *rand.Rand, texts []string, many bool, o int) []state {
	states := []state{{}}
	for from := 1 + rng.IntN(10); o%3 > 0 && from < 30; from += 1 + rng.IntN(12) {
		states = append(states, state{from: from})
	}
	for i := range states {
		for range rng.IntN(2) + rng.IntN(2) {
			if len(states[i].texts) == 0 || many {
				states[i].texts = append(states[i].texts, texts[rng.IntN(len(texts))])
			}
		}
	}
	return states
}

func textsOn(states []state, day int) []string {
	now := states[0].texts
	for _, s := range states {
		if s.from <= day {
			now = s.texts
		}
	}
	return now
}

func satisfies(have []string, op query.Op, text string) bool {
	if op == query.Not {
		return !slices.Contains(have, text)
	}
	return slices.ContainsFunc(have, func(s string) bool {
		switch op {
		case query.AtLeast:
			return s >= text
		case query.Less:
			return s < text
		case query.StartsWith:
			return strings.HasPrefix(s, text)
		case query.Contains:
			return strings.Contains(s, text)
		}
		return s == text
	})
}

// testCounts compares the counts in sets of different sizes, and the ranks of single records.
func testCounts(t *testing.T, ix *index, on register.Date, have func(o int) []string) {
	t.Helper()
	for _, every := range []int{1, 3, 500} {
		s, total := newSet(ix.size), 0
		want := make([]int, ix.values.len())
		for o := 0; o < ix.size; o += every {
			s.add(uint32(o))
			total++
			for rank := range want {
				if slices.Contains(have(o), ix.values.text(rank)) {
					want[rank]++
				}
			}
		}
		got := make([]int, ix.values.len())
		ix.countIn(s, total, on, got, newSet(ix.size))
		if !slices.Equal(got, want) {
			t.Fatalf("on %s, %d records: counts %v, want %v", on, total, got, want)
		}
	}
	for o := 0; o < ix.size && ix.ranks != nil; o++ {
		text := ""
		if rank := ix.rankOn(uint32(o), on); rank != unranked {
			text = ix.values.text(int(rank))
		}
		if want := strings.Join(have(o), ""); text != want {
			t.Fatalf("record %d on %s: %q, want %q", o, on, text, want)
		}
	}
}

// Spans that overlap or touch become one.
func TestMerged(t *testing.T) {
	t.Parallel()
	got := merged([]span{{4, 6}, {1, 2}, {2, 3}, {5, 8}, {4, 5}, {9, 9}})
	if want := []span{{1, 3}, {4, 8}, {9, 9}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestSet(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 63, 64, 65, 128, 130} {
		s := newSet(n)
		if s.fill(n); s.count() != n {
			t.Errorf("all of %d are %d", n, s.count())
		}
		if s.keep(func(o uint32) bool { return o%2 == 1 }); s.count() != n/2 {
			t.Errorf("the odd ones of %d are %d", n, s.count())
		}
	}
	s, odd := newSet(130), newSet(130)
	s.addAll([]uint32{0, 63, 64, 65, 129})
	odd.addAll([]uint32{1, 63, 65, 129})
	var from []uint32
	s.each(64, func(o uint32) bool {
		from = append(from, o)
		return o != 65
	})
	if !slices.Equal(from, []uint32{64, 65}) {
		t.Errorf("from 64 until 65: %v", from)
	}
	if !s.has(129) || s.has(128) {
		t.Error("has")
	}
	s.and(odd)
	if got := ordinalsOf(s); !slices.Equal(got, []uint32{63, 65, 129}) {
		t.Errorf("and: %v", got)
	}
	s.or(odd)
	if got := ordinalsOf(s); !slices.Equal(got, []uint32{1, 63, 65, 129}) {
		t.Errorf("or: %v", got)
	}
}
