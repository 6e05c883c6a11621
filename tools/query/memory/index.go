package memory

import (
	"slices"
	"strings"

	"opencec/tools/query"
)

// An index holds the distinct values of a field, in order, and for each of them the
// ordinals of the records that have it, in order.
type index struct {
	values   []query.Value
	starts   []uint32 // start of each value's run in ordinals; one more than values
	ordinals []uint32
	// common holds, by value, the set of ordinals of a common value, because adding a set
	// to another is much faster than adding ordinals.
	common map[int]set
	// size is the number of all records, rare the number of ordinals of the other values.
	size, rare int
	// ranks is, by ordinal, the index of the record's value in values, or unranked. It is
	// nil for fields with several values.
	ranks []uint32
}

const unranked = ^uint32(0)

// commonShare is the share of all records from which on a value is common. A field with
// one value per record has at most that many common values, whose sets take no more
// memory than the ordinals.
const commonShare = 32

// buildIndex builds the index of n records; appendValues appends the values of one.
func buildIndex(n int, many bool, appendValues func(dst []query.Value, ordinal int) []query.Value) *index {
	var (
		groups   = map[query.Value]uint32{} // by value, in order of appearance
		sizes    []uint32
		last     []uint32 // by group: its last ordinal, plus one
		entries  = make([]groupEntry, 0, n)
		distinct []query.Value
		buffer   []query.Value
	)
	for ordinal := range n {
		buffer = appendValues(buffer[:0], ordinal)
		for _, v := range buffer {
			g, ok := groups[v]
			if !ok {
				g = uint32(len(distinct))
				groups[v] = g
				distinct, sizes, last = append(distinct, v), append(sizes, 0), append(last, 0)
			}
			if last[g] == uint32(ordinal)+1 {
				continue
			}
			last[g] = uint32(ordinal) + 1
			sizes[g]++
			entries = append(entries, groupEntry{g, uint32(ordinal)})
		}
	}
	return arrange(n, many, distinct, groups, sizes, entries)
}

// A groupEntry says that a record has the value of a group.
type groupEntry struct{ group, ordinal uint32 }

// arrange sorts the groups by value.
func arrange(n int, many bool, values []query.Value, groups map[query.Value]uint32, sizes []uint32, entries []groupEntry) *index {
	slices.SortFunc(values, query.Value.Compare)
	ix := &index{size: n, values: slices.Clip(values), starts: make([]uint32, len(values)+1), ordinals: make([]uint32, len(entries))}
	next := make([]uint32, len(values)) // by group: where its next ordinal goes
	for place, v := range ix.values {
		g := groups[v]
		next[g] = ix.starts[place]
		ix.starts[place+1] = ix.starts[place] + sizes[g]
	}
	for _, e := range entries {
		ix.ordinals[next[e.group]] = e.ordinal
		next[e.group]++
	}
	ix.common = map[int]set{}
	for place := range ix.values {
		ordinals := ix.of(place)
		if len(ordinals) <= n/commonShare {
			ix.rare += len(ordinals)
			continue
		}
		s := newSet(n)
		s.addAll(ordinals)
		ix.common[place] = s
	}
	if !many {
		ix.rank(n)
	}
	return ix
}

func (ix *index) rank(n int) {
	ix.ranks = make([]uint32, n)
	for i := range ix.ranks {
		ix.ranks[i] = unranked
	}
	for place := range ix.values {
		for _, o := range ix.of(place) {
			ix.ranks[o] = uint32(place)
		}
	}
}

// of returns the ordinals of the records with the value at an index.
func (ix *index) of(place int) []uint32 { return ix.ordinals[ix.starts[place]:ix.starts[place+1]] }

// add adds to dst the records with the values from index from up to, not including, to.
func (ix *index) add(dst set, from, to int) {
	for place := from; place < to; place++ {
		if s, ok := ix.common[place]; ok {
			dst.or(s)
			continue
		}
		dst.addAll(ix.of(place))
	}
}

// place returns the index of the first value that is not before v, and whether it is v.
func (ix *index) place(v query.Value) (int, bool) {
	return slices.BinarySearchFunc(ix.values, v, query.Value.Compare)
}

// find adds to dst the records, out of n, for which the filter holds. dst must be empty.
func (ix *index) find(dst set, n int, op query.Op, values []query.Value) {
	for _, v := range values {
		switch op {
		case query.Equal, query.Not:
			if place, ok := ix.place(v); ok {
				ix.add(dst, place, place+1)
			}
		case query.Contains:
			for place, w := range ix.values {
				if strings.Contains(w.Text, v.Text) {
					ix.add(dst, place, place+1)
				}
			}
		case query.StartsWith:
			from, _ := ix.place(v)
			to := from
			for to < len(ix.values) && strings.HasPrefix(ix.values[to].Text, v.Text) {
				to++
			}
			ix.add(dst, from, to)
		case query.IsNull:
			ix.add(dst, 0, len(ix.values))
			if v.Text == "true" {
				dst.invert(n)
			}
		default:
			from, to := ix.bounds(op, v)
			ix.add(dst, from, to)
		}
	}
	if op == query.Not {
		dst.invert(n)
	}
}

// bounds returns the run of the values v' for which "v' op v" holds.
func (ix *index) bounds(op query.Op, v query.Value) (from, to int) {
	place, exact := ix.place(v)
	after := place
	if exact {
		after++
	}
	switch op {
	case query.Greater:
		return after, len(ix.values)
	case query.AtLeast:
		return place, len(ix.values)
	case query.Less:
		return 0, place
	case query.AtMost:
		return 0, after
	}
	panic("memory: no index answers the operator " + string(op))
}
