package history

import (
	"errors"
	"fmt"
	"sync"

	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// A storage is how the library reads a repository: its objects are read and checked as
// those of a history are, so that what is missing or damaged is an error that says so.
type storage struct {
	*filesystem.Storage
	shallow bool

	mu    sync.Mutex // a store is for one goroutine
	store *store
}

// Config is without the extensions, which were checked: the library refuses those that
// it does not know, whatever they mean.
func (s *storage) Config() (*config.Config, error) {
	c, err := s.Storage.Config()
	if err == nil {
		c.Raw.RemoveSection("extensions")
	}
	return c, err
}

// SetConfig does nothing but fail: what Config gives is not the whole.
func (s *storage) SetConfig(*config.Config) error {
	return errors.New("the configuration of a repository is only read here")
}

// anyKind are the kinds of objects that there are.
var anyKind = []plumbing.ObjectType{plumbing.CommitObject, plumbing.TreeObject, plumbing.BlobObject, plumbing.TagObject}

// EncodedObject reads an object. One of another kind is not found.
func (s *storage) EncodedObject(want plumbing.ObjectType, hash plumbing.Hash) (plumbing.EncodedObject, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kinds := anyKind
	if want != plumbing.AnyObject {
		kinds = append([]plumbing.ObjectType{want}, anyKind...)
	}
	kind, content, err := s.store.readAs(kinds, hash, maxChecked)
	if errors.Is(err, plumbing.ErrObjectNotFound) && s.shallow && want == plumbing.CommitObject {
		return nil, plumbing.ErrObjectNotFound // it is older than the clone, most likely
	}
	if err != nil {
		return nil, err
	}
	if want != plumbing.AnyObject && kind != want {
		return nil, plumbing.ErrObjectNotFound
	}
	o := &plumbing.MemoryObject{}
	o.SetType(kind)
	if _, err := o.Write(content); err != nil {
		return nil, fmt.Errorf("object %s: %w", hash, err)
	}
	return o, nil
}

// EncodedObjectSize returns the size of an object.
func (s *storage) EncodedObjectSize(hash plumbing.Hash) (int64, error) {
	o, err := s.EncodedObject(plumbing.AnyObject, hash)
	if err != nil {
		return 0, err
	}
	return o.Size(), nil
}
