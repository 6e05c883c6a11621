package journal

import (
	"slices"
	"sort"

	"opencec/tools/register"
)

// A Filter selects lines. All of its conditions must hold, and of several values of one
// condition any; an unset condition matches every line.
type Filter struct {
	Since int // only lines of later revisions
	UpTo  int // only lines up to this revision, with the ids known at that revision

	// Record is any id that the record had. It selects the lines of its kind with one of
	// its ids (see IDs) and, for a listing, also the lines that concern it under one of
	// them.
	Record *register.Ref

	Kinds, Events           []string
	Listings, Manufacturers []string // any of those that the line concerns
}

// Find returns the positions of the selected lines, in order.
func (j *Journal) Find(f Filter) []int {
	from, to := j.end(f.Since), j.end(f.UpTo)
	wanted := []int{}
	add := func(place int) {
		if f.wants(&j.lines[place]) {
			wanted = append(wanted, place)
		}
	}
	candidates, some := j.candidates(f)
	if !some {
		for place := from; place < to; place++ {
			add(place)
		}
		return wanted
	}
	for _, place := range candidates {
		if from <= int(place) && int(place) < to {
			add(int(place))
		}
	}
	return wanted
}

// candidates returns the positions of the lines that may match, in order, if an index has
// them. They already satisfy the condition on the record.
func (j *Journal) candidates(f Filter) (places []int32, some bool) {
	switch {
	case f.Record != nil:
		for _, id := range j.IDs(*f.Record, f.UpTo) {
			places = append(places, j.ofRecord(f.Record.Kind.Ref(id))...)
			if f.Record.Kind == register.Listings {
				places = append(places, j.ofListing(id)...)
			}
		}
	case len(f.Listings) > 0:
		for _, id := range f.Listings {
			places = append(places, j.ofListing(id)...)
		}
	default:
		return nil, false
	}
	slices.Sort(places)
	return slices.Compact(places), true
}

// wants reports whether a line satisfies the conditions other than those on revision and
// record.
func (f *Filter) wants(l *line) bool {
	return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, l.rest.Kind.Folder())) &&
		meets(f.Events, l.rest.Events) && meets(f.Manufacturers, l.rest.Manufacturers) &&
		(len(f.Listings) == 0 || slices.ContainsFunc(f.Listings, l.concerns))
}

// meets reports whether one of the wanted values is among there, or none is wanted.
func meets(wanted, there []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(there, func(s string) bool { return slices.Contains(wanted, s) })
}

// Page returns at most limit of the positions that come after a line, given by its
// revision and number, and whether there are more. A limit of 0 is no limit.
func (j *Journal) Page(places []int, seq, number, limit int) (page []int, more bool) {
	page = places[sort.SearchInts(places, j.After(seq, number)):]
	if limit > 0 && len(page) > limit {
		return page[:limit], true
	}
	return page, false
}
