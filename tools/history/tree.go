package history

import (
	"bytes"
	"errors"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// An entry is one entry of a tree as git stores it: the mode in octal, a space, the name,
// a zero byte, the hash. A nil entry is no entry. go-git turns trees into strings and
// maps, but most entries are only compared with the previous ones.
type entry []byte

var errTree = errors.New("a tree that is not in git's form")

// cutEntry returns the first entry of a tree, and the rest.
func cutEntry(tree []byte) (entry, []byte, error) {
	zero := bytes.IndexByte(tree, 0)
	end := zero + 1 + len(plumbing.Hash{})
	if zero < 0 || end > len(tree) || bytes.IndexByte(tree[:zero], ' ') < 1 {
		return nil, nil, errTree
	}
	return entry(tree[:end:end]), tree[end:], nil
}

func (e entry) name() []byte {
	return e[bytes.IndexByte(e, ' ')+1 : len(e)-len(plumbing.Hash{})-1]
}

// hash returns the hash of the entry; zero for no entry.
func (e entry) hash() plumbing.Hash {
	var hash plumbing.Hash
	if e != nil {
		copy(hash[:], e[len(e)-len(hash):])
	}
	return hash
}

// mode returns the type of the entry, without permissions.
func (e entry) mode() filemode.FileMode {
	mode, err := filemode.New(string(e[:bytes.IndexByte(e, ' ')]))
	if err != nil {
		return filemode.Empty
	}
	if mode == filemode.Executable || mode == filemode.Deprecated {
		return filemode.Regular
	}
	return mode
}

// isFolder looks at the first digit of the mode, which is 4 only for trees (040000 in
// trees of old tools).
func (e entry) isFolder() bool {
	return e != nil && bytes.TrimPrefix(e, []byte("0"))[0] == '4'
}

// compare orders entries as in trees: by name, with a slash after the names of folders.
func (e entry) compare(other entry) int {
	a, b := e.name(), other.name()
	n := min(len(a), len(b))
	if c := bytes.Compare(a[:n], b[:n]); c != 0 {
		return c
	}
	return int(e.byteAt(a, n)) - int(other.byteAt(b, n))
}

func (e entry) byteAt(name []byte, n int) byte {
	switch {
	case n < len(name):
		return name[n]
	case e.isFolder():
		return '/'
	}
	return 0
}

// find returns the entry with that name, or nil.
func find(tree []byte, name string) (entry, error) {
	for len(tree) > 0 {
		e, rest, err := cutEntry(tree)
		if err != nil {
			return nil, err
		}
		if string(e.name()) == name {
			return e, nil
		}
		tree = rest
	}
	return nil, nil
}

// eachDifference calls do with the entries that differ between two trees, in order. An
// argument is nil if its tree has no such entry.
func eachDifference(old, now []byte, do func(old, now entry) error) error {
	for len(old) > 0 || len(now) > 0 {
		a, oldRest, err := cutEntryOrNone(old)
		if err != nil {
			return err
		}
		if a != nil && bytes.HasPrefix(now, a) {
			old, now = oldRest, now[len(a):]
			continue
		}
		b, nowRest, err := cutEntryOrNone(now)
		if err != nil {
			return err
		}
		switch order := compareOrNone(a, b); {
		case order < 0:
			b, old = nil, oldRest
		case order > 0:
			a, now = nil, nowRest
		default:
			old, now = oldRest, nowRest
		}
		if err := do(a, b); err != nil {
			return err
		}
	}
	return nil
}

func cutEntryOrNone(tree []byte) (entry, []byte, error) {
	if len(tree) == 0 {
		return nil, nil, nil
	}
	return cutEntry(tree)
}

// compareOrNone orders entries, with nil last.
func compareOrNone(a, b entry) int {
	switch {
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return a.compare(b)
}
