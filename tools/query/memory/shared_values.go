package memory

import (
	"encoding/binary"
	"hash/maphash"
	"sync"
	"sync/atomic"

	"opencec/tools/base/textarena"
)

// sharedValues are the values that several of a table's records have, such as the name of a
// manufacturer: more than half of what the values would take together.
//
// A list of values is written as one text: each value as its length, twice, and then itself; or,
// if it is shared, as its place among the shared ones, twice, plus one. Which values several
// records have shows only while the records are read: the first one keeps the value itself.
type sharedValues struct {
	published atomic.Pointer[[]string]

	mu     sync.Mutex
	places map[string]uint32
	texts  textarena.Arena
	seen   []uint64 // hashes of values, each in the place that it selects
}

const (
	// minShared is the length of the shortest value that is shared.
	minShared = 4
	// seenValues is how many values are remembered. Records of one manufacturer are neighbours, so
	// most values are met again soon.
	seenValues = 1 << 16
)

// seed is for the hashes in sharedValues.
var seed = maphash.MakeSeed()

// all returns the shared values, for cutValue.
func (s *sharedValues) all() []string {
	if all := s.published.Load(); all != nil {
		return *all
	}
	return nil
}

// encode writes lists of values one after another, and calls at with the place where each begins.
func (s *sharedValues) encode(lists [][]string, at func(list, begin int)) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.all()
	before := len(all)
	var text []byte
	for i, values := range lists {
		at(i, len(text))
		for _, value := range values {
			place, ok := s.place(value, &all)
			if ok {
				text = binary.AppendUvarint(text, uint64(place)<<1|1)
				continue
			}
			text = binary.AppendUvarint(text, uint64(len(value))<<1)
			text = append(text, value...)
		}
	}
	if len(all) > before {
		s.published.Store(&all)
	}
	return string(text)
}

// place returns the place of a value among all, to which it adds the value if it has seen it
// before.
func (s *sharedValues) place(value string, all *[]string) (uint32, bool) {
	if len(value) < minShared {
		return 0, false
	}
	if place, ok := s.places[value]; ok {
		return place, true
	}
	if s.seen == nil {
		s.places, s.seen = map[string]uint32{}, make([]uint64, seenValues)
	}
	hash := maphash.String(seed, value)
	if seen := &s.seen[hash%seenValues]; *seen != hash {
		*seen = hash
		return 0, false
	}
	value = s.texts.Keep(value) // without the document that it is a part of
	place := uint32(len(*all))
	s.places[value] = place
	*all = append(*all, value)
	return place, true
}

// complete frees what only encode needs, after its last call.
func (s *sharedValues) complete() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.places, s.seen = nil, nil
}

// cutValue cuts off the first value of a list.
func cutValue(values string, shared []string) (value, rest string) {
	var n uint64
	for i := 0; ; i++ {
		n |= uint64(values[i]&0x7f) << (7 * i)
		if values[i] < 0x80 {
			values = values[i+1:]
			break
		}
	}
	if n&1 == 1 {
		return shared[n>>1], values
	}
	return values[:n>>1], values[n>>1:]
}
