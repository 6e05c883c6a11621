package memory

import (
	"cmp"
	"slices"

	"opencec/tools/register"
)

// A timeline is a set of records that changes from day to day. It keeps the changes in order,
// and the whole set after every so many of them: the set of any day is the nearest of these, and
// the changes between that and the day. If there are n records, kept sets are manyOf(n) changes
// apart, and take half as much memory as the changes.
type timeline struct {
	changes []toggling
	apart   int   // number of changes between kept sets
	kept    []set // kept[i] is the set after the first i*apart changes; the first is empty
}

// A toggling adds a record to the set on a day, or removes it.
type toggling struct {
	day     register.Date
	ordinal uint32
}

// newTimeline returns the timeline of the entries of one value, of n records. The entries of a
// record must not overlap.
func newTimeline(n int, entries []entry) *timeline {
	t := &timeline{apart: manyOf(n), changes: make([]toggling, 0, 2*len(entries))}
	for _, e := range entries {
		t.changes = append(t.changes, toggling{e.from, e.ordinal})
		if !e.until.IsZero() {
			t.changes = append(t.changes, toggling{e.until, e.ordinal})
		}
	}
	t.changes = slices.Clip(t.changes)
	slices.SortFunc(t.changes, func(a, b toggling) int { return cmp.Or(a.day.Compare(b.day), cmp.Compare(a.ordinal, b.ordinal)) })
	now := newSet(n)
	for i, c := range t.changes {
		if i%t.apart == 0 {
			t.kept = append(t.kept, slices.Clone(now))
		}
		now.toggle(c.ordinal)
	}
	return t
}

// toggle adds to dst, which has none of them, the records of a day.
func (t *timeline) toggle(dst set, on register.Date) {
	// The changes up to and on that day are those before place.
	place, _ := slices.BinarySearchFunc(t.changes, on, func(c toggling, on register.Date) int {
		if c.day.After(on) {
			return 1
		}
		return -1
	})
	nearest := min((place+t.apart/2)/t.apart, len(t.kept)-1)
	dst.xor(t.kept[nearest])
	at := nearest * t.apart
	for _, c := range t.changes[min(at, place):max(at, place)] {
		dst.toggle(c.ordinal)
	}
}
