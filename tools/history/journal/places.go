package journal

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sort"
)

// places are the positions of lines by ids. Maps would take several times as much memory, and the
// garbage collector would look at each id in them.
type places []placed

// A placed is the position of a line, with a hash of an id.
type placed struct {
	hash  uint32
	place int32
}

func hashOf(id string) uint32 { return uint32(maphash.String(seed, id)) }

func (p *places) add(id string, place int) { *p = append(*p, placed{hashOf(id), int32(place)}) }

// sort must be called after the last add.
func (p *places) sort() {
	*p = slices.Clip(*p)
	slices.SortFunc(*p, func(a, b placed) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.place, b.place)) })
}

// of returns the positions of an id, in order. Other ids may have the same hash; has reports
// whether the line at a position has this one.
func (p places) of(id string, has func(place int32) bool) (found []int32) {
	hash := hashOf(id)
	first := sort.Search(len(p), func(i int) bool { return p[i].hash >= hash })
	for _, candidate := range p[first:] {
		if candidate.hash != hash {
			break
		}
		if has(candidate.place) {
			found = append(found, candidate.place)
		}
	}
	return slices.Compact(found)
}
