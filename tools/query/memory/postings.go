package memory

// postings are lists of ordinals, one for each rank, one after another.
//
// A filter such as a threshold selects a run of them, which may have most of the records. So
// the ordinals are divided into blocks, and a tree holds the unions of blocks as bit sets: a
// run is the union of a few nodes, plus single ordinals at both ends.
type postings struct {
	starts   []uint32 // by rank, where its ordinals begin; one more than ranks
	ordinals []uint32 // of each rank in order
	block    int      // number of ordinals of a block
	leaves   int      // number of full blocks
	// nodes is a segment tree: node i is the union of the nodes 2i and 2i+1, and the blocks
	// are the last nodes. Node 0 is unused.
	nodes []set
}

// build builds the tree for n records.
func (p *postings) build(n int) {
	p.block = 2 * manyOf(n) // so that the tree takes as much memory as the ordinals
	p.leaves = len(p.ordinals) / p.block
	if p.leaves == 0 {
		return
	}
	p.nodes = make([]set, 2*p.leaves)
	for i := 2*p.leaves - 1; i > 0; i-- {
		node := newSet(n)
		if leaf := i - p.leaves; leaf >= 0 {
			node.addAll(p.ordinals[leaf*p.block : (leaf+1)*p.block])
		} else {
			node.or(p.nodes[2*i])
			node.or(p.nodes[2*i+1])
		}
		p.nodes[i] = node
	}
}

// of returns the ordinals of a rank.
func (p *postings) of(rank int) []uint32 { return p.ordinals[p.starts[rank]:p.starts[rank+1]] }

// add adds the ordinals of a span to dst.
func (p *postings) add(dst set, s span) {
	p.parts(s, dst.or, dst.addAll)
}

// countIn returns how many ordinals of a rank are in s.
func (p *postings) countIn(s set, rank int) int {
	n := 0
	p.parts(span{rank, rank + 1},
		func(node set) { n += node.countAnd(s) },
		func(ordinals []uint32) { n += s.countOf(ordinals) })
	return n
}

// parts calls node and rest with bit sets and ordinals that together are those of a span. If
// the span has no ordinal twice, neither have they.
func (p *postings) parts(s span, node func(set), rest func([]uint32)) {
	from, to := int(p.starts[s.from]), int(p.starts[s.to])
	first, last := (from+p.block-1)/p.block, min(to/p.block, p.leaves) // whole blocks, without the last
	if first >= last {
		rest(p.ordinals[from:to])
		return
	}
	rest(p.ordinals[from : first*p.block])
	rest(p.ordinals[last*p.block : to])
	for l, r := first+p.leaves, last+p.leaves; l < r; l, r = l/2, r/2 {
		if l%2 == 1 {
			node(p.nodes[l])
			l++
		}
		if r%2 == 1 {
			r--
			node(p.nodes[r])
		}
	}
}
