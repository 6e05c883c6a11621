package memory

import (
	"fmt"
	"slices"
	"testing"

	"opencec/tools/query"
)

func ordinalsOf(s set) []uint32 {
	list := []uint32{}
	s.each(0, func(o uint32) bool {
		list = append(list, o)
		return true
	})
	return list
}

// Record o has the texts of texts[o]; the last one has none.
func textIndex(many bool, texts ...[]string) *index {
	return buildIndex(len(texts), many, func(dst []query.Value, o int) []query.Value {
		for _, s := range texts[o] {
			dst = append(dst, query.Value{Text: s})
		}
		return dst
	})
}

func TestIndexFind(t *testing.T) {
	t.Parallel()
	ix := textIndex(true, []string{"b"}, []string{"a", "ab", "a"}, []string{"c"}, []string{"ab", "b"}, nil)
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
		var values []query.Value
		for _, v := range test.values {
			values = append(values, query.Value{Text: v})
		}
		found := newSet(5)
		ix.find(found, 5, test.op, values)
		if got := ordinalsOf(found); !slices.Equal(got, test.want) {
			t.Errorf("%s %v: %v, want %v", test.op, test.values, got, test.want)
		}
	}
}

// Common values are found as rare ones are.
func TestIndexCommonValues(t *testing.T) {
	t.Parallel()
	texts := make([][]string, 200)
	var common, rare []uint32
	for o := range texts {
		if o%7 == 0 {
			texts[o] = []string{"common"}
			common = append(common, uint32(o))
			continue
		}
		texts[o] = []string{fmt.Sprintf("rare %d", o)}
		rare = append(rare, uint32(o))
	}
	ix := textIndex(false, texts...)
	if len(ix.common) != 1 {
		t.Fatalf("%d values are common", len(ix.common))
	}
	for word, want := range map[string][]uint32{"common": common, "rare": rare} {
		found := newSet(len(texts))
		ix.find(found, len(texts), query.StartsWith, []query.Value{{Text: word}})
		if got := ordinalsOf(found); !slices.Equal(got, want) {
			t.Errorf("%s: %v", word, got)
		}
	}
}

func TestSet(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 63, 64, 65, 128, 130} {
		s := newSet(n)
		if s.invert(n); s.count() != n {
			t.Errorf("all of %d are %d", n, s.count())
		}
		if s.invert(n); s.count() != 0 {
			t.Errorf("none of %d are %d", n, s.count())
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
