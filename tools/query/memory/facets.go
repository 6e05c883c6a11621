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
	var conditions []condition
	for _, f := range q.Filters {
		if f.Field != field && slices.Contains(q.Facets, f.Field) {
			conditions = append(conditions, t.index(f.Field).condition(f.Op, f.Values))
		}
	}
	t.restrict(*found, conditions, q.On)
	return t.facet(field, *found, found.count(), q.On)
}

// facet counts by a field in a set. total is the size of the set.
func (t *table) facet(field *query.Field, found set, total int, on register.Date) query.Facet {
	ix := t.index(field)
	scratch := t.borrow()
	defer t.put(scratch)
	counts := make([]int, ix.values.len())
	ix.countIn(found, total, on, counts, *scratch)
	with := 0
	for _, n := range counts {
		with += n
	}
	if field.Many { // a record counts for each of its values
		clear(*scratch)
		ix.add(*scratch, []span{ix.all()}, on)
		with = scratch.countAnd(found)
	}
	// Fields with spellings do not depend on the day.
	spellings := func(rank int) []string { return field.Spellings(t.records[ix.constant.of(rank)[0]]) }
	return query.NewFacet(field, ix.values.at, counts, total-with, spellings)
}

// countIn sets counts, which are zero, to the number of records of a set that have each value
// on a day. total is the size of the set, and scratch a set that countIn may use.
func (ix *index) countIn(s set, total int, on register.Date, counts []int, scratch set) {
	if ix.ranks != nil && total < ix.countingCost(len(s)) {
		s.each(0, func(ordinal uint32) bool {
			if rank := ix.rankOn(ordinal, on); rank != unranked {
				counts[rank]++
			}
			return true
		})
		return
	}
	for rank := range counts {
		counts[rank] = ix.constant.countIn(s, rank)
	}
	if ix.dated != nil {
		ix.dated.countIn(s, on, counts, scratch)
	}
}

// countingCost estimates what counting by values costs, in records that could be counted one
// by one meanwhile. words is the size of a set.
func (ix *index) countingCost(words int) int {
	cost := min(len(ix.constant.ordinals), ix.values.len()*ix.constant.block+len(ix.constant.nodes)*words/2)
	if ix.dated == nil {
		return cost
	}
	for _, line := range ix.dated.lines {
		if line != nil {
			cost += words + line.apart/4
		}
	}
	return cost + ix.dated.scanned(ix.all())/scanShare
}
