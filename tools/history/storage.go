package history

import (
	"errors"
	"fmt"
	"sync"

	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// A storage is the storage through which go-git reads a repository. It reads and checks
// objects as this package does, so that missing or damaged objects are clear errors.
type storage struct {
	*filesystem.Storage
	shallow bool

	mu    sync.Mutex // a store serves one goroutine at a time
	store *store
}

// Config omits the extensions, which were checked: go-git refuses those that it does not
// know.
func (s *storage) Config() (*config.Config, error) {
	c, err := s.Storage.Config()
	if err == nil {
		c.Raw.RemoveSection("extensions")
	}
	return c, err
}

// SetConfig always fails, because Config is incomplete.
func (s *storage) SetConfig(*config.Config) error {
	return errors.New("the configuration of a repository is only read here")
}

// anyKind are all kinds of objects.
var anyKind = []plumbing.ObjectType{plumbing.CommitObject, plumbing.TreeObject, plumbing.BlobObject, plumbing.TagObject}

// EncodedObject reads an object. An object of another kind is not found.
func (s *storage) EncodedObject(want plumbing.ObjectType, hash plumbing.Hash) (plumbing.EncodedObject, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kinds := anyKind
	if want != plumbing.AnyObject {
		kinds = append([]plumbing.ObjectType{want}, anyKind...)
	}
	kind, content, err := s.store.readAs(kinds, hash, maxChecked)
	if errors.Is(err, plumbing.ErrObjectNotFound) && s.shallow && want == plumbing.CommitObject {
		return nil, plumbing.ErrObjectNotFound // most likely older than the shallow clone
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
