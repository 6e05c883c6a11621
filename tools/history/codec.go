package history

import (
	"encoding/binary"

	"github.com/go-git/go-git/v5/plumbing"
)

// An encoder writes a sequence of numbers, texts and hashes for a decoder.
type encoder struct{ out []byte }

func (e *encoder) number(n uint64) { e.out = binary.AppendUvarint(e.out, n) }

func (e *encoder) text(s string) {
	e.number(uint64(len(s)))
	e.out = append(e.out, s...)
}

func (e *encoder) bytes(b []byte) {
	e.number(uint64(len(b)))
	e.out = append(e.out, b...)
}

func (e *encoder) flag(b bool) {
	if b {
		e.number(1)
	} else {
		e.number(0)
	}
}

func (e *encoder) hash(h plumbing.Hash) { e.out = append(e.out, h[:]...) }

// A decoder reads what an encoder wrote. It reads from a string, so that texts share its
// memory. After truncated or impossible input it has failed, and returns zero values.
type decoder struct {
	in     string
	failed bool
}

func (d *decoder) fail() {
	d.in, d.failed = "", true
}

func (d *decoder) number() uint64 {
	head := d.in[:min(len(d.in), binary.MaxVarintLen64)]
	n, size := binary.Uvarint([]byte(head))
	if size <= 0 {
		d.fail()
		return 0
	}
	d.in = d.in[size:]
	return n
}

func (d *decoder) flag() bool { return d.number() == 1 }

// count reads a number of items of at least size bytes each. It fails if there are too
// few bytes left for them.
func (d *decoder) count(bytes int) int {
	n := d.number()
	if n > uint64(len(d.in)/bytes) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.count(1)
	s := d.in[:n]
	d.in = d.in[n:]
	return s
}

func (d *decoder) hash() plumbing.Hash {
	var h plumbing.Hash
	if len(d.in) < len(h) {
		d.fail()
		return h
	}
	copy(h[:], d.in)
	d.in = d.in[len(h):]
	return h
}
