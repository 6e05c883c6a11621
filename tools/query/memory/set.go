package memory

import "math/bits"

// A set is a bit set of ordinals.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) add(ordinal uint32) { s[ordinal/64] |= 1 << (ordinal % 64) }

func (s set) has(ordinal uint32) bool { return s[ordinal/64]&(1<<(ordinal%64)) != 0 }

// toggle adds an ordinal, or removes it if it is there.
func (s set) toggle(ordinal uint32) { s[ordinal/64] ^= 1 << (ordinal % 64) }

func (s set) addAll(ordinals []uint32) {
	for _, o := range ordinals {
		s.add(o)
	}
}

func (s set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// countAnd returns the size of the intersection of s and t.
func (s set) countAnd(t set) int {
	n := 0
	for i, w := range s {
		n += bits.OnesCount64(w & t[i])
	}
	return n
}

// countOf returns how many of the ordinals are in s.
func (s set) countOf(ordinals []uint32) int {
	n := 0
	for _, o := range ordinals {
		if s.has(o) {
			n++
		}
	}
	return n
}

// andNot removes what is in t.
func (s set) andNot(t set) {
	for i := range s {
		s[i] &^= t[i]
	}
}

// xor toggles what is in t.
func (s set) xor(t set) {
	for i := range s {
		s[i] ^= t[i]
	}
}

// and removes what is not in t.
func (s set) and(t set) {
	for i := range s {
		s[i] &= t[i]
	}
}

// or adds what is in t.
func (s set) or(t set) {
	for i := range s {
		s[i] |= t[i]
	}
}

// fill adds all ordinals below n, and removes the others.
func (s set) fill(n int) {
	for i := range s {
		s[i] = ^uint64(0)
	}
	if rest := n % 64; rest != 0 {
		s[len(s)-1] &= 1<<rest - 1
	}
}

// keep removes the ordinals for which holds is false.
func (s set) keep(holds func(ordinal uint32) bool) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			if o := uint32(i*64 + bits.TrailingZeros64(w)); !holds(o) {
				s.toggle(o)
			}
		}
	}
}

// each calls yield with the ordinals from first on, in order, until it returns false.
func (s set) each(first uint32, yield func(uint32) bool) {
	for i := int(first / 64); i < len(s); i++ {
		w := s[i]
		if i == int(first/64) {
			w &^= 1<<(first%64) - 1
		}
		for ; w != 0; w &= w - 1 {
			if !yield(uint32(i*64 + bits.TrailingZeros64(w))) {
				return
			}
		}
	}
}
