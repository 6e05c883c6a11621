package match

import "slices"

// lists are the numbers 0, 1, … grouped into lists, in order: one piece of memory for all, because
// most lists have one or two numbers.
type lists struct {
	starts  []uint32 // where each list begins; one more than lists
	numbers []uint32
}

// newLists groups the numbers from 0 up to n into a number of lists; of returns the list of each.
func newLists(count, n int, of func(number int) uint32) lists {
	l := lists{starts: make([]uint32, count+1), numbers: make([]uint32, n)}
	for i := range n {
		l.starts[of(i)+1]++
	}
	for list := range count {
		l.starts[list+1] += l.starts[list]
	}
	next := slices.Clone(l.starts)
	for i := range n {
		list := of(i)
		l.numbers[next[list]] = uint32(i)
		next[list]++
	}
	return l
}

// of returns a list. It must not be changed.
func (l *lists) of(list uint32) []uint32 {
	from, to := l.starts[list], l.starts[list+1]
	return l.numbers[from:to:to]
}
