package memory

import (
	"cmp"
	"iter"
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
)

// rows are records of a table as a query shows them.
type rows struct {
	engine    *Engine
	query     *query.Query
	table     *table
	ordinals  []uint32
	histories []historyJSON // of each record; nil if the query does not include it
}

func (r *rows) Len() int        { return len(r.ordinals) }
func (r *rows) ID(i int) string { return r.table.records[r.ordinals[i]].RecordMeta().ID }

func (r *rows) AppendJSON(dst []byte, i int) []byte {
	var past historyJSON
	if r.histories != nil {
		past = r.histories[i]
	}
	return r.engine.appendRecord(dst, r.table, r.ordinals[i], r.query, past)
}

// records returns the records themselves.
func (r *rows) records() []register.Record {
	records := make([]register.Record, len(r.ordinals))
	for i, o := range r.ordinals {
		records[i] = r.table.records[o]
	}
	return records
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

// page returns the page that begins at start.
func (e *Engine) page(t *table, found set, q *query.Query, from start) query.Page {
	total := found.count()
	limit := q.Limit
	if limit == 0 {
		limit = total
	}
	o := t.order(q)
	ordinals := o.take(found, total, from, limit+1) // one more shows whether there is a next page
	r := &rows{engine: e, query: q, table: t, ordinals: ordinals}
	p := query.Page{Total: total, Rows: r}
	if len(ordinals) > limit {
		r.ordinals = ordinals[:limit]
		p.Next = q.CursorAfter(r.ID(limit-1), e.reg.Version.ID)
	}
	return p
}

// An order is the total order of a query's answer: by keys, then by ordinal.
type order struct {
	keys []orderKey
	size int // of the table
}

type orderKey struct {
	index *index
	desc  bool
}

func (t *table) order(q *query.Query) order {
	o := order{size: len(t.records)}
	for _, k := range q.Sort {
		o.keys = append(o.keys, orderKey{t.index(k.Field, q.On), k.Desc})
	}
	return o
}

// compare orders two records by the key. Records without a value come last in both
// directions.
func (k orderKey) compare(a, b uint32) int {
	ra, rb := k.index.ranks[a], k.index.ranks[b]
	if k.desc && ra != unranked && rb != unranked {
		ra, rb = rb, ra
	}
	return cmp.Compare(ra, rb)
}

func compareBy(keys []orderKey, a, b uint32) int {
	for _, k := range keys {
		if c := k.compare(a, b); c != 0 {
			return c
		}
	}
	return cmp.Compare(a, b)
}

// take returns the first n records of found from a start on.
func (o order) take(found set, total int, from start, n int) []uint32 {
	n = min(n, total)
	switch {
	case n == 0:
		return nil
	case len(o.keys) == 0:
		return o.takeByID(found, from, n)
	// Walking the index visits size/total records per match, and sorting touches all
	// matches.
	case n*o.size < total*total:
		return o.takeByWalk(found, from, n)
	}
	return o.takeBySort(found, total, from, n)
}

func (o order) takeByID(found set, from start, n int) []uint32 {
	taken := make([]uint32, 0, n)
	first := uint32(0)
	if !from.first {
		first = from.after + 1
	}
	found.each(first, func(ordinal uint32) bool {
		taken = append(taken, ordinal)
		return len(taken) < n
	})
	return taken
}

func (o order) takeBySort(found set, total int, from start, n int) []uint32 {
	all := make([]uint32, 0, total)
	found.each(0, func(ordinal uint32) bool {
		if from.first || compareBy(o.keys, from.after, ordinal) < 0 {
			all = append(all, ordinal)
		}
		return true
	})
	slices.SortFunc(all, func(a, b uint32) int { return compareBy(o.keys, a, b) })
	return all[:min(n, len(all))]
}

// takeByWalk walks the values of the first key, and sorts the records of each value by
// the other keys.
func (o order) takeByWalk(found set, from start, n int) []uint32 {
	taken := make([]uint32, 0, n)
	first, rest := o.keys[0], o.keys[1:]
	var group []uint32
	for members := range first.groups(from) {
		group = group[:0]
		for _, ordinal := range members {
			if found.has(ordinal) && (from.first || compareBy(o.keys, from.after, ordinal) < 0) {
				group = append(group, ordinal)
			}
		}
		if len(rest) > 0 {
			slices.SortFunc(group, func(a, b uint32) int { return compareBy(rest, a, b) })
		}
		taken = append(taken, group[:min(len(group), n-len(taken))]...)
		if len(taken) == n {
			break
		}
	}
	return taken
}

// groups yields the records of each value in the key's order, from the start's value on,
// and finally those without a value.
func (k orderKey) groups(from start) iter.Seq[[]uint32] {
	return func(yield func([]uint32) bool) {
		ix := k.index
		last := len(ix.values) - 1
		i := 0
		if !from.first {
			i = k.step(ix.ranks[from.after])
		}
		for ; i <= last; i++ {
			place := i
			if k.desc {
				place = last - i
			}
			if !yield(ix.of(place)) {
				return
			}
		}
		yield(ix.unranked())
	}
}

// step returns the position of a rank in the key's order.
func (k orderKey) step(rank uint32) int {
	switch {
	case rank == unranked:
		return len(k.index.values)
	case k.desc:
		return len(k.index.values) - 1 - int(rank)
	}
	return int(rank)
}

// unranked returns the records without a value.
func (ix *index) unranked() []uint32 {
	var none []uint32
	for ordinal, rank := range ix.ranks {
		if rank == unranked {
			none = append(none, uint32(ordinal))
		}
	}
	return none
}
