package history

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/format/objfile"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// A store reads objects, for one goroutine.
type store struct {
	packs []*packReader
	loose []*dotgit.DotGit
}

// keptObjects bounds the objects that a store keeps in memory, since others are
// stored as what differs from them. It is enough for fifty versions, as many as git
// makes a chain of, of a folder of ten thousand files.
const keptObjects = 32 * cache.MiByte

// open returns a store of the objects, to be closed.
func (o *objects) open() *store {
	s := &store{}
	known := cache.NewBufferLRU(keptObjects)
	for _, place := range o.places {
		dot := dotgit.New(place.dot)
		s.loose = append(s.loose, dot)
		for _, p := range place.packs {
			s.packs = append(s.packs, &packReader{pack: p, dot: dot, known: known, number: int64(len(s.packs))})
		}
	}
	return s
}

func (s *store) Close() error {
	var err error
	for _, p := range s.packs {
		err = errors.Join(err, p.Close())
	}
	return err
}

// read returns an object of at most limit bytes, which must not be changed.
func (s *store) read(hash plumbing.Hash, limit int64) ([]byte, error) {
	for _, p := range s.packs {
		if content, err := p.read(hash, limit); !errors.Is(err, plumbing.ErrObjectNotFound) {
			return content, err
		}
	}
	for _, dot := range s.loose {
		if content, err := readLoose(dot, hash, limit); !errors.Is(err, plumbing.ErrObjectNotFound) {
			return content, err
		}
	}
	return nil, plumbing.ErrObjectNotFound
}

// readLoose reads an object that has a file of its own.
func readLoose(dot *dotgit.DotGit, hash plumbing.Hash, limit int64) (content []byte, err error) {
	f, err := dot.Object(hash)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, plumbing.ErrObjectNotFound
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r, err := objfile.NewReader(f)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	_, size, err := r.Header()
	if err != nil {
		return nil, err
	}
	if size < 0 || size > limit {
		return nil, errLarge
	}
	content = make([]byte, size)
	_, err = io.ReadFull(r, content)
	return content, err
}

// maxCommit bounds a commit. It leaves room for a message of many pages.
const maxCommit = 4 << 20

// tree returns a tree as git stores it, which must not be changed; nothing for the
// zero hash.
func (s *store) tree(hash plumbing.Hash) ([]byte, error) {
	if hash.IsZero() {
		return nil, nil
	}
	content, err := s.read(hash, maxObject)
	if err != nil {
		return nil, fmt.Errorf("tree %s: %w", hash, err)
	}
	return content, nil
}

func (s *store) commit(hash plumbing.Hash) (*object.Commit, error) {
	content, err := s.read(hash, maxCommit)
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", hash, err)
	}
	o := &plumbing.MemoryObject{}
	o.SetType(plumbing.CommitObject)
	if _, err := o.Write(content); err != nil {
		return nil, fmt.Errorf("commit %s: %w", hash, err)
	}
	c := new(object.Commit)
	if err := c.Decode(o); err != nil {
		return nil, fmt.Errorf("commit %s: %w", hash, err)
	}
	return c, nil
}
