package memory

import (
	"cmp"
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
)

// An order is the total order of a query's answer: by keys on a day, then by ordinal.
type order struct {
	table *table
	on    register.Date
	keys  []orderKey
}

type orderKey struct {
	index *index
	desc  bool
}

func (t *table) order(q *query.Query) order {
	o := order{table: t, on: q.On}
	for _, k := range q.Sort {
		o.keys = append(o.keys, orderKey{t.index(k.Field), k.Desc})
	}
	return o
}

// A start is where a page begins: after a record, or at the first one.
type start struct {
	after uint32
	first bool
}

func (t *table) start(after string) (start, bool) {
	if after == "" {
		return start{first: true}, true
	}
	ordinal, ok := t.ordinal(after)
	return start{after: ordinal}, ok
}

// place returns the position of a rank in the key's order; ranks and positions are
// exchangeable. Records without a value come last in both directions.
func (k orderKey) place(rank int) int {
	if k.desc && rank < k.index.values.len() {
		return k.index.values.len() - 1 - rank
	}
	return rank
}

// placeOf returns the position of a record.
func (k orderKey) placeOf(ordinal uint32, on register.Date) int {
	rank := k.index.rankOn(ordinal, on)
	if rank == unranked {
		return k.index.values.len()
	}
	return k.place(int(rank))
}

func (o order) compare(a, b uint32) int {
	for _, k := range o.keys {
		if c := cmp.Compare(k.placeOf(a, o.on), k.placeOf(b, o.on)); c != 0 {
			return c
		}
	}
	return cmp.Compare(a, b)
}

// rest is the order among records with the same value of the first key.
func (o order) rest() order {
	o.keys = o.keys[1:]
	return o
}

// take appends the first n records of found from a start on; total is the size of found.
func (o order) take(dst []uint32, found set, total int, from start, n int) []uint32 {
	n = min(n, total)
	size := len(o.table.records)
	switch {
	case n == 0:
		return dst
	case len(o.keys) == 0:
		return takeByID(dst, found, from, n)
	// Walking visits size/total records per match, and the others touch all matches.
	case n*size < total*total, n == total && size < walkShare*total:
		return o.takeByWalk(dst, found, from, n)
	case n > total/2:
		return o.takeBySort(dst, found, total, from, n)
	}
	return o.takeBySelection(dst, found, from, n)
}

// walkShare is how many records a walk visits in the time in which a match is sorted.
const walkShare = 16

func takeByID(dst []uint32, found set, from start, n int) []uint32 {
	first := uint32(0)
	if !from.first {
		first = from.after + 1
	}
	full := len(dst) + n
	found.each(first, func(ordinal uint32) bool {
		dst = append(dst, ordinal)
		return len(dst) < full
	})
	return dst
}

// takeBySort sorts all records.
func (o order) takeBySort(dst []uint32, found set, total int, from start, n int) []uint32 {
	all := make([]uint32, 0, total)
	found.each(0, func(ordinal uint32) bool {
		if from.first || o.compare(from.after, ordinal) < 0 {
			all = append(all, ordinal)
		}
		return true
	})
	slices.SortFunc(all, o.compare)
	return append(dst, all[:min(n, len(all))]...)
}

// takeBySelection keeps the first n records, in order, while it looks at all.
func (o order) takeBySelection(dst []uint32, found set, from start, n int) []uint32 {
	best := make([]uint32, 0, n)
	found.each(0, func(ordinal uint32) bool {
		switch {
		case !from.first && o.compare(from.after, ordinal) >= 0:
			return true
		case len(best) < n:
			best = append(best, 0)
		case o.compare(best[n-1], ordinal) < 0:
			return true
		}
		place, _ := slices.BinarySearchFunc(best[:len(best)-1], ordinal, o.compare)
		copy(best[place+1:], best[place:])
		best[place] = ordinal
		return true
	})
	return append(dst, best...)
}

// takeByWalk takes the records of each value of the first key in turn, and finally those
// without a value.
func (o order) takeByWalk(dst []uint32, found set, from start, n int) []uint32 {
	key, full := o.keys[0], len(dst)+n
	values := key.index.values.len()
	first := 0
	if !from.first {
		first = key.placeOf(from.after, o.on)
	}
	var group []uint32
	for place := first; place < values && len(dst) < full; place++ {
		rank := key.place(place)
		if key.index.isCommon(rank) {
			dst = o.takeCommon(dst, rank, found, from, full-len(dst))
		} else {
			group = o.appendGroup(group[:0], rank, found, from)
			dst = append(dst, group[:min(len(group), full-len(dst))]...)
		}
		from = start{first: true}
	}
	if len(dst) < full {
		dst = o.takeUnranked(dst, found, from, full-len(dst))
	}
	return dst
}

// isCommon reports whether a value is so common that its records are better handled as a set.
func (ix *index) isCommon(rank int) bool {
	n := len(ix.constant.of(rank))
	if ix.dated != nil {
		n += len(ix.dated.of(rank))
	}
	return n > manyOf(ix.size)
}

// takeCommon takes records with a common value of the first key.
func (o order) takeCommon(dst []uint32, rank int, found set, from start, n int) []uint32 {
	hits := o.table.borrow()
	defer o.table.put(hits)
	o.keys[0].index.add(*hits, []span{{rank, rank + 1}}, o.on)
	hits.and(found)
	return o.rest().take(dst, *hits, hits.count(), from, n)
}

// takeUnranked takes records without a value of the first key.
func (o order) takeUnranked(dst []uint32, found set, from start, n int) []uint32 {
	ix := o.keys[0].index
	rest := o.table.borrow()
	defer o.table.put(rest)
	ix.add(*rest, []span{ix.all()}, o.on)
	for i := range *rest {
		(*rest)[i] = found[i] &^ (*rest)[i]
	}
	return o.rest().take(dst, *rest, rest.count(), from, n)
}

// appendGroup appends the records of found, from a start on, that have a value of the first
// key, in order.
func (o order) appendGroup(group []uint32, rank int, found set, from start) []uint32 {
	ix, rest := o.keys[0].index, o.rest()
	add := func(ordinal uint32) {
		if found.has(ordinal) && (from.first || rest.compare(from.after, ordinal) < 0) {
			group = append(group, ordinal)
		}
	}
	for _, ordinal := range ix.constant.of(rank) {
		add(ordinal)
	}
	if ix.dated != nil {
		for e := range ix.dated.on(rank, o.on) {
			add(e.ordinal)
		}
	}
	if len(rest.keys) > 0 || ix.dated != nil { // otherwise it is sorted already
		slices.SortFunc(group, rest.compare)
	}
	return group
}
