package keys

import (
	"context"
	"errors"
	"fmt"
	"time"

	"opencec/tools/base/spelling"
)

// MaxKeys is the maximum number of keys in one store. It bounds the cost of a check,
// which compares a secret with every key.
const MaxKeys = 1000

// A Source provides keys.
type Source interface {
	// Keys returns all keys, including revoked ones, in the order in which they were
	// added.
	Keys(ctx context.Context) ([]Key, error)
}

// A Store keeps keys: a File, or a table of a database.
type Store interface {
	Source
	// Change stores the result of change, completely or, if change fails, not at all. It
	// excludes concurrent changes, so that none is lost. Keys are added and modified but
	// never removed, because logs still name them.
	Change(ctx context.Context, change func([]Key) ([]Key, error)) error
}

// Add adds a key to a store.
func Add(ctx context.Context, s Store, key Key) error {
	return s.Change(ctx, func(keys []Key) ([]Key, error) {
		keys = append(keys, key)
		return keys, Check(keys)
	})
}

// Revoke marks the key with that name as revoked. Revoking it again changes nothing.
func Revoke(ctx context.Context, s Store, name string, now time.Time) error {
	return s.Change(ctx, func(keys []Key) ([]Key, error) {
		var held []string
		for i, k := range keys {
			if k.Name == name {
				if k.Revoked.IsZero() {
					keys[i].Revoked = now.UTC().Truncate(time.Second)
				}
				return keys, nil
			}
			held = append(held, k.Name)
		}
		if near := spelling.Nearest(name, held); near != "" {
			return nil, fmt.Errorf("there is no key %q; did you mean %s?", name, near)
		}
		return nil, fmt.Errorf("there is no key %q", name)
	})
}

// Check reports everything that is wrong with the keys of one store.
func Check(keys []Key) error {
	if len(keys) > MaxKeys {
		return fmt.Errorf("%d keys are more than %d", len(keys), MaxKeys)
	}
	var errs []error
	named, hashed := map[string]bool{}, map[string]bool{}
	for _, k := range keys {
		if err := k.check(); err != nil {
			errs = append(errs, err)
			continue
		}
		if named[k.Name] {
			errs = append(errs, fmt.Errorf("two keys have the name %s", k.Name))
		}
		if hashed[k.Hash] {
			errs = append(errs, fmt.Errorf("the key %s has the hash of another", k.Name))
		}
		named[k.Name], hashed[k.Hash] = true, true
	}
	return errors.Join(errs...)
}
