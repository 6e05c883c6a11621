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

// The errors of Verify besides ErrMistyped. They reveal nothing about a key to anybody
// who does not have it.
var (
	ErrUnknown = errors.New("the key is not known here")
	ErrRevoked = errors.New("the key has been revoked")
	ErrExpired = errors.New("the key has expired")
	// ErrUnread concerns the ring: the key itself may be valid.
	ErrUnread = errors.New("the keys could not be read yet")
)

// readTimeout limits reading a source that does not answer, so that the failure is
// reported and reading is tried again: a revoked key must not work for long.
const readTimeout = safefile.Timeout

// A Ring is the set of keys that requests are checked against. It is safe for concurrent
// use.
type Ring struct {
	source Source // nil if the ring has fixed keys only
	fixed  []Key  // held besides those of the source
	held   atomic.Pointer[holding]
	// Watch's state of the source: its keys when it was last valid, and why it could not
	// be used, or "".
	seen   []Key
	failed string
}

// A holding is the content of a ring at one time.
type holding struct {
	entries []entry
	unread  bool // the source's keys are not among them yet
}

type entry struct {
	Key
	sum [sha256.Size]byte
}

// NewRing returns a ring of fixed keys.
func NewRing(keys ...Key) (*Ring, error) {
	r := &Ring{fixed: keys}
	if err := r.set(nil); err != nil {
		return nil, err
	}
	return r, nil
}

// Follow returns a ring of the keys of a source and of fixed ones. It does not read the
// source yet: Read does so once, and Watch repeatedly.
func Follow(source Source, others ...Key) (*Ring, error) {
	r, err := NewRing(others...)
	if err != nil {
		return nil, err
	}
	r.source = source
	r.held.Store(&holding{r.held.Load().entries, true})
	return r, nil
}

// Open reads a keys file and returns a ring that follows it.
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

// Len returns the number of keys, including revoked ones.
func (r *Ring) Len() int { return len(r.held.Load().entries) }

// Unread reports whether the ring has a source that was not read yet.
func (r *Ring) Unread() bool { return r.held.Load().unread }

// Verify returns the key with the given secret if it is valid at the instant now. It
// expires at the end of a day in now's location. The time that Verify takes does not
// depend on how much of a secret is right.
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

// Holds reports whether the text is the secret of a key, valid or not.
func (r *Ring) Holds(text string) bool { return r.held.Load().find(text) >= 0 }

// find returns the index of the key with the given secret, or -1. The time that it takes
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

// Read reads the ring's source once, before Watch.
func (r *Ring) Read(ctx context.Context) error {
	_, err := r.read(ctx)
	return err
}

// read reads the source, and reports whether its keys differ from before.
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

// Watch reads the ring's source at every tick until ctx ends. It calls report at every
// change: with nil when it has new keys or the source is valid again, or with the reason
// why it keeps its keys.
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

// look reads the source. It reports a failure once, and also the end of the failure.
func (r *Ring) look(ctx context.Context, report func(error)) {
	changed, err := r.read(ctx)
	switch {
	case err != nil && ctx.Err() != nil: // not a failure of the source
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
