package journal

import (
	"slices"
	"sort"

	"opencec/tools/register"
)

// A Filter says which lines are wanted. All of its conditions hold, and of several
// words any; a condition that is not set leaves every line.
type Filter struct {
	Since int // only lines of later revisions
	UpTo  int // only lines of revisions up to this one, which is also that as of which ids are known

	// Record has any id that the record had: lines of the kind with one of its ids (see
	// IDs), now or before, and, of a listing, lines that concern a listing of one of them.
	Record *register.Ref

	Kinds, Events           []string
	Listings, Manufacturers []string // any of those that the line concerns
}

// Find returns the places of the lines that are wanted, in order.
func (j *Journal) Find(f Filter) []int {
	from, to := j.end(f.Since), j.end(f.UpTo)
	wanted := []int{}
	add := func(place int) {
		if f.wants(&j.lines[place].Entry) {
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

// candidates returns the places of the lines that can be wanted, in order, where an
// index has them; they meet the condition of the record.
func (j *Journal) candidates(f Filter) (places []int32, some bool) {
	switch {
	case f.Record != nil:
		for _, id := range j.IDs(*f.Record, f.UpTo) {
			places = append(places, j.byRecord[f.Record.Kind.Ref(id)]...)
			if f.Record.Kind == register.Listings {
				places = append(places, j.byListing[id]...)
			}
		}
	case len(f.Listings) > 0:
		for _, id := range f.Listings {
			places = append(places, j.byListing[id]...)
		}
	default:
		return nil, false
	}
	slices.Sort(places)
	return slices.Compact(places), true
}

// wants reports whether a line meets the conditions but those of revision and record.
func (f *Filter) wants(e *Entry) bool {
	return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, e.Kind.Folder())) &&
		meets(f.Events, e.Events) && meets(f.Listings, e.Listings) && meets(f.Manufacturers, e.Manufacturers)
}

// meets reports whether one of the wanted words is there, or none is wanted.
func meets(wanted, there []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(there, func(s string) bool { return slices.Contains(wanted, s) })
}

// Page returns those of the places that come after a line, which is told by its
// revision and its number in it, at most limit of them, and whether there are more. A
// limit of 0 is none.
func (j *Journal) Page(places []int, seq, number, limit int) (page []int, more bool) {
	page = places[sort.SearchInts(places, j.After(seq, number)):]
	if limit > 0 && len(page) > limit {
		return page[:limit], true
	}
	return page, false
}
