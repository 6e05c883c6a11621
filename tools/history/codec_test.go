package history

import (
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// A decoder reads what an encoder wrote, and fails on truncated input.
func TestCodec(t *testing.T) {
	t.Parallel()
	write := func() string {
		var e encoder
		e.number(1 << 40)
		e.flag(true)
		e.text("text")
		e.bytes([]byte("bytes"))
		e.hash(plumbing.Hash{1, 19: 2})
		return string(e.out)
	}
	read := func(in string) (decoder, bool) {
		d := decoder{in: in}
		same := d.number() == 1<<40
		same = d.flag() && same
		same = d.text() == "text" && same
		same = d.text() == "bytes" && same
		return d, d.hash() == plumbing.Hash{1, 19: 2} && same
	}
	whole := write()
	if d, same := read(whole); !same || d.failed || d.in != "" {
		t.Errorf("read %v, failed %v, left %q", same, d.failed, d.in)
	}
	for n := range whole {
		if d, same := read(whole[:n]); !d.failed || same || d.in != "" {
			t.Errorf("of %d bytes %d were enough", len(whole), n)
		}
	}
}

// A number of things that there are not enough bytes for is refused, before anyone
// makes room for them.
func TestDecoderCount(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in     string
		bytes  int
		want   int
		failed bool
	}{
		{"\x02abcd", 2, 2, false},
		{"\x02abc", 2, 0, true},
		{"\x00", 20, 0, false},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01abc", 1, 0, true},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 1, 0, true},
		{"", 1, 0, true},
	} {
		d := decoder{in: test.in}
		if got := d.count(test.bytes); got != test.want || d.failed != test.failed {
			t.Errorf("%q: %d, failed %v", test.in, got, d.failed)
		}
	}
}
