package memory

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A table is the records of one kind, by id, with their indexes and documents.
type table struct {
	collection *query.Collection
	records    []register.Record
	documents  *documents
	indexes    map[*query.Field]func() *index
	sets       sync.Pool
}

func newTable(reg *register.Register, c *query.Collection, records []register.Record) *table {
	t := &table{collection: c, records: records, indexes: map[*query.Field]func() *index{}}
	t.documents = newDocuments(reg, t.records)
	for _, f := range append(slices.Clone(c.Fields), c.Search) {
		if f.Via == nil { // otherwise the linked table has it
			t.indexes[f] = t.indexer(f)
		}
		if f.Exact != nil {
			t.indexes[f.Exact] = t.indexer(f.Exact)
		}
	}
	t.sets.New = func() any { s := newSet(len(t.records)); return &s }
	return t
}

// indexer returns a function that returns the index of a field, building it on the first
// call.
func (t *table) indexer(f *query.Field) func() *index {
	return sync.OnceValue(func() *index {
		return buildIndex(fieldReader{
			records: len(t.records), many: f.Many,
			appendValues: func(dst []query.Value, ordinal int, on register.Date) []query.Value {
				return f.AppendValues(dst, t.records[ordinal], on)
			},
			appendChangeDays: func(dst []register.Date, ordinal int) []register.Date {
				return f.AppendChangeDays(dst, t.records[ordinal])
			},
		})
	})
}

func (t *table) index(f *query.Field) *index { return t.indexes[f]() }

// ordinal returns the ordinal of the record with that id.
func (t *table) ordinal(id string) (uint32, bool) {
	place, ok := slices.BinarySearchFunc(t.records, id, func(rec register.Record, id string) int {
		return strings.Compare(rec.RecordMeta().ID, id)
	})
	return uint32(place), ok
}

// borrow returns an empty set from the pool; put returns it to the pool.
func (t *table) borrow() *set {
	s := t.sets.Get().(*set)
	clear(*s)
	return s
}

func (t *table) put(s *set) { t.sets.Put(s) }

// A restriction is a condition that is about to be applied.
type restriction struct {
	condition
	scanned int // see index.scanned
}

// restrict keeps in found the records for which all conditions hold on a day. It applies those
// first that bit sets answer. When few records are left, it looks at the days of each of these
// instead of those of all records with a value.
func (t *table) restrict(found set, conditions []condition, on register.Date) {
	all := make([]restriction, len(conditions))
	for i, c := range conditions {
		all[i] = restriction{c, c.index.scanned(c.spans)}
	}
	slices.SortStableFunc(all, func(a, b restriction) int { return cmp.Compare(a.scanned, b.scanned) })
	for _, r := range all {
		if r.index.ranks != nil && r.scanned > scanShare*found.count() {
			found.keep(func(ordinal uint32) bool { return r.holds(r.index.rankOn(ordinal, on)) })
			continue
		}
		t.apply(found, r.condition, on)
	}
}

// scanShare is how many entries are scanned in the time in which the value of one record is
// looked up.
const scanShare = 8

// apply keeps in found the records for which a condition holds on a day.
func (t *table) apply(found set, c condition, on register.Date) {
	hits := t.borrow()
	defer t.put(hits)
	c.index.add(*hits, c.spans, on)
	if c.negated {
		found.andNot(*hits)
		return
	}
	found.and(*hits)
}
