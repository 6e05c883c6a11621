package memory

import (
	"slices"
	"sort"
	"strings"

	"opencec/tools/query"
	"opencec/tools/register"
)

// An index holds the distinct values of a field, in order, and for each of them the records
// that have it: those that have it on all days, and those that have it on some days. The rank
// of a value is its position in that order, so every operator selects a few runs of ranks.
type index struct {
	size     int // number of records
	values   values
	constant postings // of the records whose values are the same on all days
	dated    *dated   // of the other records; nil if there are none

	// ranks is, by ordinal, the rank of the record's value, unranked if it has none, or
	// varying if that depends on the day. It is nil for fields with several values.
	ranks *ranks
}

// A span is a run of ranks; it does not include to.
type span struct{ from, to int }

// commonShare is the share of all records from which on a number of records is worth a bit
// set: adding a set costs as much as adding the ordinals, and takes as much memory.
const commonShare = 32

// manyOf returns how many of n records are worth a bit set.
func manyOf(n int) int { return max(64, n/commonShare) }

// rankOn returns the rank of a record's value on a day. The field must have single values.
func (ix *index) rankOn(ordinal uint32, on register.Date) uint32 {
	rank := ix.ranks.of(ordinal)
	if rank != varying {
		return rank
	}
	return ix.dated.rankOn(ordinal, on)
}

// add adds to dst, which is empty, the records that have a value in one of the spans on a day.
// The spans must not overlap.
func (ix *index) add(dst set, spans []span, on register.Date) {
	for _, s := range spans {
		ix.constant.add(dst, s)
		switch {
		case ix.dated == nil:
		case s == ix.all():
			ix.dated.addSome(dst, on)
		default:
			ix.dated.add(dst, s, on)
		}
	}
}

// all is the span of all values.
func (ix *index) all() span { return span{0, ix.values.len()} }

// scanned returns how many entries add looks at one by one because of their days.
func (ix *index) scanned(spans []span) int {
	n := 0
	for _, s := range spans {
		if ix.dated != nil && s != ix.all() {
			n += ix.dated.scanned(s)
		}
	}
	return n
}

// A condition is a filter in terms of ranks: it holds for the records with a value in one of
// the spans or, if negated, for all others.
type condition struct {
	index   *index
	spans   []span // in order, without overlaps
	negated bool
}

// condition returns the condition of a filter.
func (ix *index) condition(op query.Op, values []query.Value) condition {
	c := condition{index: ix, negated: op == query.Not}
	if op == query.IsNull {
		c.spans, c.negated = []span{ix.all()}, values[0].Text == "true"
		return c
	}
	for _, v := range values {
		c.spans = ix.appendSpans(c.spans, op, v)
	}
	if len(values) > 1 {
		c.spans = merged(c.spans)
	}
	return c
}

// holds reports whether the condition holds for a value's rank.
func (c *condition) holds(rank uint32) bool {
	found := false
	if rank != unranked {
		// The first span that ends after the rank is the only one that may contain it.
		i, _ := slices.BinarySearchFunc(c.spans, int(rank), func(s span, rank int) int {
			if s.to <= rank {
				return -1
			}
			return 1
		})
		found = i < len(c.spans) && c.spans[i].from <= int(rank)
	}
	return found != c.negated
}

// appendSpans appends the spans of the values w for which "w op v" holds.
func (ix *index) appendSpans(spans []span, op query.Op, v query.Value) []span {
	switch op {
	case query.Equal, query.Not:
		if rank, ok := ix.rank(v); ok {
			spans = append(spans, span{rank, rank + 1})
		}
	case query.Contains:
		for rank := range ix.values.len() {
			if strings.Contains(ix.values.text(rank), v.Text) {
				spans = append(spans, span{rank, rank + 1})
			}
		}
	case query.StartsWith:
		from, _ := ix.rank(v)
		n := sort.Search(ix.values.len()-from, func(i int) bool { return !strings.HasPrefix(ix.values.text(from+i), v.Text) })
		spans = append(spans, span{from, from + n})
	default:
		spans = append(spans, ix.bounds(op, v))
	}
	return spans
}

// rank returns the rank of the first value that is not before v, and whether it is v.
func (ix *index) rank(v query.Value) (int, bool) {
	return sort.Find(ix.values.len(), func(rank int) int { return v.Compare(ix.values.at(rank)) })
}

// bounds returns the span of the values w for which "w op v" holds.
func (ix *index) bounds(op query.Op, v query.Value) span {
	rank, exact := ix.rank(v)
	after := rank
	if exact {
		after++
	}
	switch op {
	case query.Greater:
		return span{after, ix.values.len()}
	case query.AtLeast:
		return span{rank, ix.values.len()}
	case query.Less:
		return span{0, rank}
	case query.AtMost:
		return span{0, after}
	}
	panic("memory: no index answers the operator " + string(op))
}

// merged returns the union of spans, in order. It may reuse spans.
func merged(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	union := spans[:0]
	for _, s := range spans {
		if n := len(union); n > 0 && s.from <= union[n-1].to {
			union[n-1].to = max(union[n-1].to, s.to)
			continue
		}
		union = append(union, s)
	}
	return union
}
