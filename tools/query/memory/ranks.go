package memory

// Ranks that are none.
const (
	unranked = ^uint32(0)
	varying  = unranked - 1
)

// ranks is a list of ranks, by ordinal, in as few bytes as the largest one needs. The two highest
// numbers of each width stand for varying and unranked.
type ranks struct {
	narrow []uint8
	middle []uint16
	wide   []uint32
}

// Numbers of values from which on the narrower lists do not suffice.
const (
	narrowRanks = 1<<8 - 2
	middleRanks = 1<<16 - 2
)

func (r *ranks) of(ordinal uint32) uint32 {
	switch {
	case r.narrow != nil:
		rank := uint32(r.narrow[ordinal])
		if rank >= narrowRanks {
			rank |= ^uint32(1<<8 - 1)
		}
		return rank
	case r.middle != nil:
		rank := uint32(r.middle[ordinal])
		if rank >= middleRanks {
			rank |= ^uint32(1<<16 - 1)
		}
		return rank
	}
	return r.wide[ordinal]
}

func (r *ranks) set(ordinal, rank uint32) {
	switch {
	case r.narrow != nil:
		r.narrow[ordinal] = uint8(rank)
	case r.middle != nil:
		r.middle[ordinal] = uint16(rank)
	default:
		r.wide[ordinal] = rank
	}
}

// newRanks returns a list for records and values of these numbers.
func newRanks(records, values int) *ranks {
	switch {
	case values <= narrowRanks:
		return &ranks{narrow: make([]uint8, records)}
	case values <= middleRanks:
		return &ranks{middle: make([]uint16, records)}
	}
	return &ranks{wide: make([]uint32, records)}
}

// ranksOf returns the ranks of an index of single values, by ordinal.
func ranksOf(ix *index) *ranks {
	r := newRanks(ix.size, ix.values.len())
	for ordinal := range ix.size {
		r.set(uint32(ordinal), unranked)
	}
	for rank := range ix.values.len() {
		for _, ordinal := range ix.constant.of(rank) {
			r.set(ordinal, uint32(rank))
		}
	}
	if ix.dated != nil {
		for _, e := range ix.dated.entries {
			r.set(e.ordinal, varying)
		}
	}
	return r
}
