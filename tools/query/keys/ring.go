package keys

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"opencec/tools/base/safefile"
	"opencec/tools/register"
)

// The errors of Verify besides ErrMistyped. None of them tells anything about a
// key to someone who does not have it.
var (
	ErrUnknown = errors.New("the key is not known here")
	ErrRevoked = errors.New("the key has been revoked")
	ErrExpired = errors.New("the key has expired")
	// ErrUnread is about the ring, and not about the key, which may be a good one.
	ErrUnread = errors.New("the keys could not be read yet")
)

// readTimeout bounds a read of a source that does not answer, so that this is reported and
// the next one can be tried: a revoked key must not go on working for long.
const readTimeout = safefile.Timeout

// A Ring is the set of keys that requests are checked against. It may be used
// from many goroutines.
type Ring struct {
	source Source // nil for a ring that follows none
	fixed  []Key  // held besides those of the source
	held   atomic.Pointer[holding]
	// What Watch knows of the source: what it had when it was last good, and why it
	// could not be used, "" when it could.
	seen   []Key
	failed string
}

// A holding is what a ring has at a time.
type holding struct {
	entries []entry
	unread  bool // those of the source are not among them yet
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

// Follow returns a ring of the keys of a source, and of the others that are given. The
// source is not read yet: Read does that once, and Watch again and again.
func Follow(source Source, others ...Key) (*Ring, error) {
	r, err := NewRing(others...)
	if err != nil {
		return nil, err
	}
	r.source = source
	r.held.Store(&holding{r.held.Load().entries, true})
	return r, nil
}

// Open returns a ring that follows a keys file, which is read.
func Open(ctx context.Context, path string, others ...Key) (*Ring, error) {
	r, err := Follow(File(path), others...)
	if err == nil {
		err = r.Read(ctx)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Len returns how many keys the ring holds, revoked ones as well.
func (r *Ring) Len() int { return len(r.held.Load().entries) }

// Unread reports whether the ring has a source that was not read yet.
func (r *Ring) Unread() bool { return r.held.Load().unread }

// Verify returns the key whose secret it is, if it may be used at the instant
// now. Its expiry is a day in now's location. The time it takes does not depend
// on how much of a secret is right.
func (r *Ring) Verify(secret string, now time.Time) (Key, error) {
	if err := CheckForm(secret); err != nil {
		return Key{}, err
	}
	held := r.held.Load()
	found := held.find(secret)
	switch {
	case found < 0 && held.unread:
		return Key{}, ErrUnread
	case found < 0:
		return Key{}, ErrUnknown
	}
	key := held.entries[found].Key
	switch {
	case !key.Revoked.IsZero():
		return Key{}, fmt.Errorf("%w (%s)", ErrRevoked, key.Name)
	case !key.Expires.IsZero() && register.DateIn(now, now.Location()).After(key.Expires):
		return Key{}, fmt.Errorf("%w: %s was good until %s", ErrExpired, key.Name, key.Expires)
	}
	return key, nil
}

// Holds reports whether the text is the secret of a key, good or not.
func (r *Ring) Holds(text string) bool { return r.held.Load().find(text) >= 0 }

// find returns the index of the key whose secret it is, and -1 for none. The time it takes
// does not depend on how much of a secret is right.
func (h *holding) find(secret string) int {
	sum := sha256.Sum256([]byte(secret))
	found := -1
	for i := range h.entries {
		found = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(sum[:], h.entries[i].sum[:]), i, found)
	}
	return found
}

// set replaces the keys of the source.
func (r *Ring) set(keys []Key) error {
	all := append(append([]Key(nil), r.fixed...), keys...)
	if err := Check(all); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	entries := make([]entry, len(all))
	for i, k := range all {
		entries[i].Key = k
		if _, err := hex.Decode(entries[i].sum[:], []byte(k.Hash)); err != nil {
			return fmt.Errorf("keys: the hash of %s: %w", k.Name, err)
		}
	}
	r.held.Store(&holding{entries: entries})
	return nil
}

// Read takes the keys of the ring's source. It is for the start, before Watch.
func (r *Ring) Read(ctx context.Context) error {
	_, err := r.read(ctx)
	return err
}

// read takes the keys of the source, and reports whether they are others than before.
func (r *Ring) read(ctx context.Context) (changed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	keys, err := r.source.Keys(ctx)
	if err != nil {
		return false, err
	}
	if !r.held.Load().unread && slices.EqualFunc(keys, r.seen, Key.Equal) {
		return false, nil
	}
	if err := r.set(keys); err != nil {
		return false, err
	}
	r.seen = keys
	return true, nil
}

// Watch reads the ring's source at every tick, until ctx ends. It tells report of
// every change: nil when the keys are those of the source again, or why they stay as
// they were.
func (r *Ring) Watch(ctx context.Context, tick <-chan time.Time, report func(error)) {
	if r.source == nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			r.look(ctx, report)
		}
	}
}

// look reads the source. That it cannot be used is reported once, as is that it can be
// again.
func (r *Ring) look(ctx context.Context, report func(error)) {
	changed, err := r.read(ctx)
	switch {
	case err != nil && ctx.Err() != nil: // which is no fault of the source
	case err == nil:
		if changed || r.failed != "" {
			report(nil)
		}
		r.failed = ""
	case err.Error() != r.failed:
		r.failed = err.Error()
		report(err)
	}
}
