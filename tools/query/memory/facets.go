package memory

import (
	"context"
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
)

// facets counts the matches by the query's facets.
func (e *Engine) facets(ctx context.Context, t *table, found set, total int, q *query.Query) ([]query.Facet, error) {
	if len(q.Facets) == 0 {
		return nil, nil
	}
	onFacet := func(f query.Filter) bool { return slices.Contains(q.Facets, f.Field) }
	others := found // matches of the filters that are on no facet's field
	if slices.ContainsFunc(q.Filters, onFacet) {
		borrowed := t.borrow()
		defer t.put(borrowed)
		others = *borrowed
		e.match(t, others, q, func(f query.Filter) bool { return !onFacet(f) })
	}
	facets := make([]query.Facet, len(q.Facets))
	for i, field := range q.Facets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(q.Filters, func(f query.Filter) bool { return f.Field == field }) {
			facets[i] = t.facetWithout(field, others, q)
			continue
		}
		facets[i] = t.facet(field, found, total, q.On)
	}
	return facets, nil
}

// facetWithout counts by a field without the filters on that field: among others, those
// for which the filters on other facets' fields hold.
func (t *table) facetWithout(field *query.Field, others set, q *query.Query) query.Facet {
	found := t.borrow()
	defer t.put(found)
	copy(*found, others)
	for _, f := range q.Filters {
		if f.Field != field && slices.Contains(q.Facets, f.Field) {
			t.restrict(*found, f.Field, f.Op, f.Values, q.On)
		}
	}
	return t.facet(field, *found, found.count(), q.On)
}

// facet counts by a field in a set. total is the size of the set.
func (t *table) facet(field *query.Field, found set, total int, on register.Date) query.Facet {
	ix := t.index(field, on)
	counts := make([]int, len(ix.values))
	with := ix.countIn(found, total, counts)
	if field.Many {
		some := t.borrow()
		defer t.put(some)
		ix.add(*some, 0, len(ix.values))
		with = some.countAnd(found)
	}
	spellings := func(place int) []string { return field.Spellings(t.records[ix.of(place)[0]]) }
	return query.NewFacet(field, ix.values, counts, total-with, spellings)
}

// countIn sets counts to the number of records of a set with each value, and returns the
// sum. total is the size of the set.
func (ix *index) countIn(s set, total int, counts []int) (sum int) {
	switch {
	case total == ix.size:
		for place := range counts {
			counts[place] = len(ix.of(place))
		}
	case ix.ranks != nil && total < len(ix.common)*len(s)/2+ix.rare:
		s.each(0, func(ordinal uint32) bool {
			if rank := ix.ranks[ordinal]; rank != unranked {
				counts[rank]++
			}
			return true
		})
	default:
		for place := range counts {
			counts[place] = ix.countValue(place, s)
		}
	}
	for _, n := range counts {
		sum += n
	}
	return sum
}

// countValue returns the number of records of a set with the value at an index.
func (ix *index) countValue(place int, s set) int {
	ordinals := ix.of(place)
	if len(ordinals) > ix.size/commonShare {
		return ix.common[place].countAnd(s)
	}
	n := 0
	for _, o := range ordinals {
		if s.has(o) {
			n++
		}
	}
	return n
}
