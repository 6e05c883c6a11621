package history

import (
	"crypto/sha1"
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

// A store reads objects, in one goroutine.
type store struct {
	packs   []*packReader
	ways    []func(hash plumbing.Hash, limit int64) ([]byte, error) // ways to read an object, in order of preference
	missing func(plumbing.Hash) error
}

// keptObjects limits the memory for cached objects, which others are stored as deltas of.
// It suffices for fifty versions, git's usual delta chain, of a folder of ten thousand
// files.
const keptObjects = 32 * cache.MiByte

// open returns a store of the objects, to be closed by the caller.
func (o *objects) open() *store {
	s := &store{missing: o.missing}
	known := cache.NewBufferLRU(keptObjects)
	var loose []*dotgit.DotGit
	for _, place := range o.dirs {
		dot := dotgit.New(place.dot)
		loose = append(loose, dot)
		for _, p := range place.packs {
			reader := &packReader{pack: p, dot: dot, known: known, number: int64(len(s.packs))}
			s.packs, s.ways = append(s.packs, reader), append(s.ways, reader.read)
		}
	}
	for _, dot := range loose {
		s.ways = append(s.ways, func(hash plumbing.Hash, limit int64) ([]byte, error) { return readLoose(dot, hash, limit) })
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

// maxChecked limits the objects whose hash is checked although they are too large to be
// used: no register has a file of that size.
const maxChecked = 256 << 20

// read returns an object of a kind with at most limit bytes, which must not be changed.
// It reports an object as too large only if the hash is right, since a damaged one can
// claim any size.
func (s *store) read(kind plumbing.ObjectType, hash plumbing.Hash, limit int64) ([]byte, error) {
	_, content, err := s.readAs([]plumbing.ObjectType{kind}, hash, limit)
	if errors.Is(err, errLarge) && limit < maxChecked {
		if _, _, err := s.readAs([]plumbing.ObjectType{kind}, hash, maxChecked); err != nil {
			return nil, err
		}
		return nil, errLarge
	}
	return content, err
}

// readAs returns an object of one of the kinds, and its kind. If an object is stored
// several times, any intact copy counts, as in git.
func (s *store) readAs(kinds []plumbing.ObjectType, hash plumbing.Hash, limit int64) (plumbing.ObjectType, []byte, error) {
	var damage error
	for _, read := range s.ways {
		content, err := read(hash, limit)
		if err == nil {
			if kind := kindOfObject(kinds, hash, content); kind != plumbing.InvalidObject {
				return kind, content, nil
			}
			err = errHash
		}
		if errors.Is(err, errLarge) && limit < maxChecked {
			return plumbing.InvalidObject, nil, err
		}
		if !errors.Is(err, plumbing.ErrObjectNotFound) {
			damage = err
		}
	}
	if damage != nil {
		return plumbing.InvalidObject, nil, damaged(hash, damage)
	}
	return plumbing.InvalidObject, nil, s.missing(hash)
}

var errHash = errors.New("its content is not that of its name")

// damaged returns the error for a damaged object.
func damaged(hash plumbing.Hash, why error) error {
	return fmt.Errorf("%w: the git object %s is damaged: %w; git fsck --full names all that is, and git clone makes a whole copy", ErrUnreadable, hash, why)
}

// kindOfObject returns which of the kinds an object with that hash and content has, or an
// invalid kind if the content does not match the hash. go-git's hash function also
// detects attacks and takes several times as long.
func kindOfObject(kinds []plumbing.ObjectType, hash plumbing.Hash, content []byte) plumbing.ObjectType {
	for _, kind := range kinds {
		digest := sha1.New()
		digest.Write(fmt.Appendf(nil, "%s %d\x00", kind, len(content))) // a hash never fails
		digest.Write(content)
		if plumbing.Hash(digest.Sum(nil)) == hash {
			return kind
		}
	}
	return plumbing.InvalidObject
}

// readLoose reads an object that has its own file.
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

// maxCommit limits the size of a commit, including a message of many pages.
const maxCommit = 4 << 20

// tree returns a tree as git stores it, which must not be changed; nil for the zero hash.
func (s *store) tree(hash plumbing.Hash) ([]byte, error) {
	if hash.IsZero() {
		return nil, nil
	}
	content, err := s.read(plumbing.TreeObject, hash, maxObject)
	if err != nil {
		return nil, fmt.Errorf("tree %s: %w", hash, err)
	}
	return content, nil
}

func (s *store) commit(hash plumbing.Hash) (*object.Commit, error) {
	content, err := s.read(plumbing.CommitObject, hash, maxCommit)
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
