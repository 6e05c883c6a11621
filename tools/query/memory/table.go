package memory

import (
	"slices"
	"strings"
	"sync"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A table is the records of one kind, by id, with their indexes and documents.
type table struct {
	reg        *register.Register
	collection *query.Collection
	records    []register.Record
	documents  documents
	indexes    map[*query.Field]func() *index // of fields whose values are the same on all days
	days       days
	sets       sync.Pool
}

func newTable(reg *register.Register, c *query.Collection, records []register.Record) *table {
	t := &table{reg: reg, collection: c, records: records}
	t.documents = newDocuments(reg, t.records)
	t.indexes = map[*query.Field]func() *index{}
	var daily []*query.Field
	for _, f := range append(slices.Clone(c.Fields), c.Search) {
		switch {
		case f.Via != nil: // the linked table has it
		case f.VariesIn(t.records):
			daily = append(daily, f)
		default:
			t.indexes[f] = t.indexer(f, register.Date{})
		}
		if f.Exact != nil {
			t.indexes[f.Exact] = t.indexer(f.Exact, register.Date{})
		}
	}
	t.days.indexers = func(on register.Date) map[*query.Field]func() *index {
		indexes := make(map[*query.Field]func() *index, len(daily))
		for _, f := range daily {
			indexes[f] = t.indexer(f, on)
		}
		return indexes
	}
	t.sets.New = func() any { s := newSet(len(t.records)); return &s }
	return t
}

// indexer returns a function that returns the index of a field, building it on the first
// call.
func (t *table) indexer(f *query.Field, on register.Date) func() *index {
	return sync.OnceValue(func() *index {
		return buildIndex(len(t.records), f.Many, func(dst []query.Value, ordinal int) []query.Value {
			return f.AppendValues(dst, t.records[ordinal], on)
		})
	})
}

// index returns the index of a field on the day.
func (t *table) index(f *query.Field, on register.Date) *index {
	if constant, ok := t.indexes[f]; ok {
		return constant()
	}
	return t.days.index(f, on)
}

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

// restrict keeps in found the records for which the filter holds.
func (t *table) restrict(found set, f *query.Field, op query.Op, values []query.Value, on register.Date) {
	hits := t.borrow()
	defer t.put(hits)
	t.index(f, on).find(*hits, len(t.records), op, values)
	found.and(*hits)
}
