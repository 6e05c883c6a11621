package keys

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"opencec/tools/register"
)

// The errors of Verify besides ErrMistyped. None of them tells anything about a
// key to someone who does not have it.
var (
	ErrUnknown = errors.New("the key is not known here")
	ErrRevoked = errors.New("the key has been revoked")
	ErrExpired = errors.New("the key has expired")
)

// A Ring is the set of keys that requests are checked against. It may be used
// from many goroutines.
type Ring struct {
	path    string // "" for a ring that follows no file
	fixed   []Key  // held besides those of the file
	entries atomic.Pointer[[]entry]
	// What Watch knows of the file: the state in which it was last read, and why it
	// could not be, "" when it could.
	seen   fileState
	failed string
}

type entry struct {
	Key
	sum [sha256.Size]byte
}

// NewRing returns a ring of these keys.
func NewRing(keys ...Key) (*Ring, error) {
	r := &Ring{fixed: keys}
	if err := r.set(nil); err != nil {
		return nil, err
	}
	return r, nil
}

// Open returns a ring of the keys in a file, and of the others that are given.
func Open(path string, others ...Key) (*Ring, error) {
	r := &Ring{path: path, fixed: others}
	if err := r.load(); err != nil {
		return nil, err
	}
	return r, nil
}

// Len returns how many keys the ring holds, revoked ones as well.
func (r *Ring) Len() int { return len(*r.entries.Load()) }

// Verify returns the key whose secret it is, if it may be used at the instant
// now. Its expiry is a day in now's location. The time it takes does not depend
// on how much of a secret is right.
func (r *Ring) Verify(secret string, now time.Time) (Key, error) {
	if err := CheckForm(secret); err != nil {
		return Key{}, err
	}
	sum := sha256.Sum256([]byte(secret))
	entries := *r.entries.Load()
	found := -1
	for i := range entries {
		found = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(sum[:], entries[i].sum[:]), i, found)
	}
	if found < 0 {
		return Key{}, ErrUnknown
	}
	key := entries[found].Key
	switch {
	case !key.Revoked.IsZero():
		return Key{}, fmt.Errorf("%w (%s)", ErrRevoked, key.Name)
	case !key.Expires.IsZero() && register.DateIn(now, now.Location()).After(key.Expires):
		return Key{}, fmt.Errorf("%w: %s was good until %s", ErrExpired, key.Name, key.Expires)
	}
	return key, nil
}

// set replaces the keys of the file.
func (r *Ring) set(keys []Key) error {
	all := append(append([]Key(nil), r.fixed...), keys...)
	if err := check(all); err != nil {
		return err
	}
	entries := make([]entry, len(all))
	for i, k := range all {
		entries[i].Key = k
		if _, err := hex.Decode(entries[i].sum[:], []byte(k.Hash)); err != nil {
			return fmt.Errorf("keys: the hash of %s: %w", k.Name, err)
		}
	}
	r.entries.Store(&entries)
	return nil
}

// A fileState is what changes when a file does.
type fileState struct {
	modified time.Time
	size     int64
}

func stateOf(path string) (fileState, error) {
	info, err := os.Stat(path)
	if err != nil {
		return fileState{}, err
	}
	return fileState{info.ModTime(), info.Size()}, nil
}

// load reads the file. The state is taken first, so that a change while it is
// read is seen the next time.
func (r *Ring) load() error {
	state, err := stateOf(r.path)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	r.seen = state
	keys, err := ReadFile(r.path)
	if err != nil {
		return err
	}
	return r.set(keys)
}

// Watch looks at the ring's file at every tick, until ctx ends. It tells report of
// every change: nil when the keys are those of the file again, or why they stay as
// they were.
func (r *Ring) Watch(ctx context.Context, tick <-chan time.Time, report func(error)) {
	if r.path == "" {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			r.look(report)
		}
	}
}

// look reads the file again if it has changed. One that could not be read is tried
// at every look, as what mends it may leave its time and size alone (a permission,
// a disk), but a failure is reported once.
func (r *Ring) look(report func(error)) {
	if r.failed == "" && !r.changed() {
		return
	}
	err := r.load()
	if err == nil {
		r.failed = ""
		report(nil)
		return
	}
	if message := err.Error(); message != r.failed {
		r.failed = message
		report(err)
	}
}

// changed reports whether the file is another than the one that was read, or is
// not there.
func (r *Ring) changed() bool {
	state, err := stateOf(r.path)
	return err != nil || state != r.seen
}
