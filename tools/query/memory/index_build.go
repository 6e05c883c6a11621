package memory

import (
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A fieldReader reads a field from the records of a table, by their ordinals.
type fieldReader struct {
	records int
	many    bool
	// appendValues appends the values of a record on a day.
	appendValues func(dst []query.Value, ordinal int, on register.Date) []query.Value
	// appendChangeDays appends the days on which they may differ from the day before.
	appendChangeDays func(dst []register.Date, ordinal int) []register.Date
}

// buildIndex builds the index of a field.
func buildIndex(f fieldReader) *index {
	b := &indexBuilder{fieldReader: f, groups: map[query.Value]uint32{}}
	b.constant = make([]groupEntry, 0, f.records)
	for ordinal := range f.records {
		b.read(ordinal)
	}
	return b.index()
}

// An indexBuilder collects the entries of an index. While it does, each distinct value has a
// number, its group, in the order of appearance.
type indexBuilder struct {
	fieldReader
	groups   map[query.Value]uint32
	distinct []query.Value
	constant []groupEntry
	dated    []entry // with groups in the place of ranks

	// These are for one record at a time.
	days    []register.Date
	values  []query.Value
	present []uint32 // the groups of its values on a day
	running []entry  // the entries that have not ended yet
	ended   []entry
}

// A groupEntry says that a record has the value of a group on all days.
type groupEntry struct{ group, ordinal uint32 }

// someGroup is the group of the entries that say when a record has any value.
const someGroup = ^uint32(0)

// anyDay is a day for reading what is the same on all days.
var anyDay = register.NewDate(2000, 1, 1)

// read reads a record.
func (b *indexBuilder) read(ordinal int) {
	b.days = b.appendChangeDays(b.days[:0], ordinal)
	if len(b.days) == 0 {
		b.readOn(ordinal, anyDay)
		b.addConstant(ordinal)
		return
	}
	slices.SortFunc(b.days, register.Date.Compare)
	b.days = slices.Compact(b.days)
	b.running, b.ended = b.running[:0], b.ended[:0]
	b.readOn(ordinal, b.days[0].AddDays(-1))
	b.change(ordinal, register.Date{})
	for _, day := range b.days {
		b.readOn(ordinal, day)
		b.change(ordinal, day)
	}
	// What never changed since the beginning of time is constant.
	if len(b.ended) == 0 && !slices.ContainsFunc(b.running, func(e entry) bool { return !e.from.IsZero() }) {
		b.addConstant(ordinal)
		return
	}
	b.dated = append(append(b.dated, b.ended...), b.running...)
}

// readOn sets present to the groups of the record's values on a day.
func (b *indexBuilder) readOn(ordinal int, on register.Date) {
	b.values = b.appendValues(b.values[:0], ordinal, on)
	b.present = b.present[:0]
	for _, v := range b.values {
		g, ok := b.groups[v]
		if !ok {
			g = uint32(len(b.distinct))
			b.groups[v] = g
			b.distinct = append(b.distinct, v)
		}
		if !slices.Contains(b.present, g) {
			b.present = append(b.present, g)
		}
	}
}

func (b *indexBuilder) addConstant(ordinal int) {
	for _, g := range b.present {
		if g != someGroup {
			b.constant = append(b.constant, groupEntry{g, uint32(ordinal)})
		}
	}
}

// change ends the running entries whose groups are not present from a day on, and begins
// those that are new. If any group is present, so is someGroup.
func (b *indexBuilder) change(ordinal int, day register.Date) {
	if len(b.present) > 0 {
		b.present = append(b.present, someGroup)
	}
	running := b.running[:0]
	for _, e := range b.running {
		if !slices.Contains(b.present, e.rank) {
			e.until = day
			b.ended = append(b.ended, e)
			continue
		}
		running = append(running, e)
	}
	b.running = running
	for _, g := range b.present {
		if !slices.ContainsFunc(running, func(e entry) bool { return e.rank == g }) {
			b.running = append(b.running, entry{ordinal: uint32(ordinal), rank: g, from: day})
		}
	}
}

// index sorts the groups by value, and returns the index of the entries.
func (b *indexBuilder) index() *index {
	n := b.records
	slices.SortFunc(b.distinct, query.Value.Compare)
	ix := &index{size: n, values: newValues(b.distinct)}
	places := make([]uint32, len(b.distinct)) // of the ranks by group
	for rank, v := range b.distinct {
		places[b.groups[v]] = uint32(rank)
	}
	ix.constant = b.postings(places)
	if len(b.dated) > 0 {
		ix.dated = b.datedEntries(places)
	}
	if !b.many {
		ix.ranks = ranksOf(ix)
	}
	return ix
}

// postings returns the constant entries by rank; ranks are by group.
func (b *indexBuilder) postings(ranks []uint32) postings {
	p := postings{starts: make([]uint32, len(ranks)+1), ordinals: make([]uint32, len(b.constant))}
	for _, e := range b.constant {
		p.starts[ranks[e.group]+1]++
	}
	accumulate(p.starts)
	next := slices.Clone(p.starts)
	for _, e := range b.constant {
		rank := ranks[e.group]
		p.ordinals[next[rank]] = e.ordinal
		next[rank]++
	}
	p.build(b.records)
	return p
}

// datedEntries returns the dated entries by rank; ranks are by group. The entries of a record
// with one group are in the order of days already, and those of a rank keep the order of
// records.
func (b *indexBuilder) datedEntries(ranks []uint32) *dated {
	some := uint32(len(ranks))
	d := &dated{starts: make([]uint32, some+2), entries: make([]entry, len(b.dated))}
	for i, e := range b.dated {
		rank := some
		if e.rank != someGroup {
			rank = ranks[e.rank]
		}
		b.dated[i].rank = rank
		d.starts[rank+1]++
	}
	accumulate(d.starts)
	next := slices.Clone(d.starts)
	for _, e := range b.dated {
		d.entries[next[e.rank]] = e
		next[e.rank]++
	}
	d.build(b.records, b.many)
	return d
}

// accumulate turns sizes, each in the place after its own, into starts.
func accumulate(starts []uint32) {
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
}
