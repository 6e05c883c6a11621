package memory

import (
	"slices"

	"opencec/tools/register"
)

// An entry says that a record has a value from one day until another.
type entry struct {
	ordinal uint32
	rank    uint32
	from    register.Date // the first day; zero for all days before the end
	until   register.Date // the first day after it; zero if there is none
}

// holds reports whether a day is one of the entry's days.
func (e *entry) holds(on register.Date) bool { return holds(e.from, e.until, on) }

func holds(from, until, on register.Date) bool {
	return !on.Before(from) && (until.IsZero() || on.Before(until))
}

// dated are the entries of the records whose values depend on the day.
//
// A value that few records have is looked up entry by entry. Values that many have also have a
// timeline, so that their records on any day are known from a bit set and a few changes of it.
type dated struct {
	entries []entry  // by rank, then ordinal, then day
	starts  []uint32 // by rank, where its entries begin; one more than ranks, and the last rank is some
	days    []days   // by rank, those within which all its entries are
	lines   []*timeline

	// byRecord is where the entries of each record are, in the order of days; begin is, by
	// ordinal, where its places begin. Both are nil for fields with several values.
	byRecord, begin []uint32
}

// days are a run of days, as of an entry.
type days struct{ from, until register.Date }

// some is the rank after those of the values. Its entries say on which days a record has any
// value.
func (d *dated) some() int { return len(d.starts) - 2 }

// build completes what has entries, of n records.
func (d *dated) build(n int, many bool) {
	ranks := len(d.starts) - 1
	d.days, d.lines = make([]days, ranks), make([]*timeline, ranks)
	for rank := range ranks {
		entries := d.of(rank)
		d.days[rank] = within(entries)
		// A timeline toggles records. Those with several values would vanish when a filter
		// adds two of them.
		if len(entries) > manyOf(n) && (!many || rank == d.some()) {
			d.lines[rank] = newTimeline(n, entries)
		}
	}
	d.dropSome()
	if !many {
		d.indexRecords(n)
	}
}

// dropSome drops the entries of some if its timeline has them; nothing else looks at them.
func (d *dated) dropSome() {
	some := d.some()
	if d.lines[some] == nil {
		return
	}
	d.entries = slices.Clone(d.entries[:d.starts[some]])
	d.starts[some+1] = d.starts[some]
}

// within returns the days within which all entries are.
func within(entries []entry) days {
	if len(entries) == 0 {
		return days{}
	}
	all := days{entries[0].from, entries[0].until}
	for _, e := range entries[1:] {
		if e.from.Before(all.from) {
			all.from = e.from
		}
		if e.until.IsZero() || !all.until.IsZero() && e.until.After(all.until) {
			all.until = e.until
		}
	}
	return all
}

func (d *dated) indexRecords(n int) {
	values := d.entries[:d.starts[d.some()]]
	d.begin, d.byRecord = make([]uint32, n+1), make([]uint32, len(values))
	for _, e := range values {
		d.begin[e.ordinal+1]++
	}
	for o := range n {
		d.begin[o+1] += d.begin[o]
	}
	next := slices.Clone(d.begin)
	for place, e := range values {
		d.byRecord[next[e.ordinal]] = uint32(place)
		next[e.ordinal]++
	}
}

// of returns the entries of a rank.
func (d *dated) of(rank int) []entry { return d.entries[d.starts[rank]:d.starts[rank+1]] }

// rankOn returns the rank of a record's value on a day, or unranked.
func (d *dated) rankOn(ordinal uint32, on register.Date) uint32 {
	for _, place := range d.byRecord[d.begin[ordinal]:d.begin[ordinal+1]] {
		if e := &d.entries[place]; e.holds(on) {
			return e.rank
		}
	}
	return unranked
}

// add adds to dst the records that have a value of a span on a day. If the field has single
// values, dst must have none of the records that vary.
func (d *dated) add(dst set, s span, on register.Date) {
	for rank := s.from; rank < s.to; rank++ {
		if line := d.lines[rank]; line != nil {
			line.toggle(dst, on)
			continue
		}
		for e := range d.on(rank, on) {
			dst.add(e.ordinal)
		}
	}
}

// addSome adds to dst, which has none of the records that vary, those that have any value on a
// day.
func (d *dated) addSome(dst set, on register.Date) {
	d.add(dst, span{d.some(), d.some() + 1}, on)
}

// on yields the entries of a rank that hold on a day.
func (d *dated) on(rank int, on register.Date) func(yield func(*entry) bool) {
	return func(yield func(*entry) bool) {
		if within := d.days[rank]; !holds(within.from, within.until, on) {
			return
		}
		entries := d.of(rank)
		for i := range entries {
			if entries[i].holds(on) && !yield(&entries[i]) {
				return
			}
		}
	}
}

// scanned returns how many entries of a span have no timeline.
func (d *dated) scanned(s span) int {
	n := int(d.starts[s.to] - d.starts[s.from])
	if n == 0 {
		return 0
	}
	for rank := s.from; rank < s.to; rank++ {
		if d.lines[rank] != nil {
			n -= len(d.of(rank))
		}
	}
	return n
}

// countIn adds to counts, by rank, how many records of s have the value on a day. scratch is a
// set that it may use.
func (d *dated) countIn(s set, on register.Date, counts []int, scratch set) {
	for rank := range counts {
		if line := d.lines[rank]; line != nil {
			clear(scratch)
			line.toggle(scratch, on)
			counts[rank] += scratch.countAnd(s)
			continue
		}
		for e := range d.on(rank, on) {
			if s.has(e.ordinal) {
				counts[rank]++
			}
		}
	}
}
