package history

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// A pack is a file with many objects, and its index.
type pack struct {
	name  plumbing.Hash
	index *idxfile.MemoryIndex
}

// A packReader reads the objects of a pack, in one goroutine. It uses go-git for scanning
// and patching, but resolves deltas itself: go-git's packfile.Packfile computes the hash
// of each cached object (see the package comment), has no limit on the size of a base,
// and overflows the stack on deltas that refer to each other.
type packReader struct {
	pack
	dot     *dotgit.DotGit
	file    billy.File // opened on first use, as a repository can have hundreds of packs
	scanner *packfile.Scanner

	known  *cache.BufferLRU // contents of all packs
	number int64            // of this pack in known
}

// Limits of reading a pack. Git makes chains of 50 deltas, and of at most 4095 if
// configured so.
const (
	maxObject = 32 << 20
	maxDeltas = 4095
)

var (
	errLarge = errors.New("object too large")
	errDelta = errors.New("damaged object: it is made of others in a way that cannot be")
)

func (p *packReader) open() error {
	if p.file != nil {
		return nil
	}
	var err error
	if p.file, err = p.dot.ObjectPack(p.name); err != nil {
		return err
	}
	p.scanner = packfile.NewScanner(p.file)
	return nil
}

func (p *packReader) Close() error {
	if p.file == nil {
		return nil
	}
	return p.file.Close()
}

// key is the cache key of the content at an offset. No file has 2^48 bytes.
func (p *packReader) key(offset int64) int64 { return p.number<<48 | offset }

// read returns an object of at most limit bytes, which must not be changed. If the pack
// does not have it, the error is plumbing.ErrObjectNotFound.
func (p *packReader) read(hash plumbing.Hash, limit int64) ([]byte, error) {
	offset, err := p.index.FindOffset(hash)
	if err != nil {
		return nil, err
	}
	if err := p.open(); err != nil {
		return nil, fmt.Errorf("pack %s: %w", p.name, err)
	}
	content, err := p.at(offset, limit, maxDeltas)
	if errors.Is(err, plumbing.ErrObjectNotFound) { // the missing object is the base of a delta
		err = errDelta
	}
	return content, err
}

// at reads the object at an offset, which is stored in full or as a delta.
func (p *packReader) at(offset, limit int64, deltas int) ([]byte, error) {
	if content, ok := p.known.Get(p.key(offset)); ok {
		return within(content, limit)
	}
	header, err := p.scanner.SeekObjectHeader(offset)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", p.name, err)
	}
	if header.Length < 0 || header.Length > limit { // a damaged length can be negative
		return nil, errLarge
	}
	text := bytes.NewBuffer(make([]byte, 0, min(header.Length, maxObject))) // a damaged length can be anything
	if _, _, err := p.scanner.NextObject(text); err != nil {
		return nil, fmt.Errorf("pack %s: %w", p.name, err)
	}
	content := text.Bytes()
	base, isDelta, err := p.baseOf(header)
	if err != nil {
		return nil, err
	}
	if isDelta {
		if content, err = p.patch(base, content, limit, deltas); err != nil {
			return nil, err
		}
	}
	p.known.Put(p.key(offset), content)
	return content, nil
}

func within(content []byte, limit int64) ([]byte, error) {
	if int64(len(content)) > limit {
		return nil, errLarge
	}
	return content, nil
}

// baseOf returns the offset of the base of a delta.
func (p *packReader) baseOf(h *packfile.ObjectHeader) (offset int64, isDelta bool, err error) {
	switch h.Type {
	case plumbing.OFSDeltaObject:
		return h.OffsetReference, true, nil
	case plumbing.REFDeltaObject:
		offset, err = p.index.FindOffset(h.Reference)
		return offset, true, err
	}
	return 0, false, nil
}

// patch applies a delta to the object at the offset base.
func (p *packReader) patch(base int64, delta []byte, limit int64, deltas int) ([]byte, error) {
	_, n := binary.Uvarint(delta) // size of the base
	if n <= 0 || deltas == 0 {
		return nil, errDelta
	}
	size, n := binary.Uvarint(delta[n:])
	if n <= 0 {
		return nil, errDelta
	}
	if size > uint64(limit) {
		return nil, errLarge
	}
	from, err := p.at(base, maxObject, deltas-1)
	if err != nil {
		return nil, err
	}
	return packfile.PatchDelta(from, delta)
}
