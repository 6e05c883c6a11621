package api

import (
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"opencec/tools/keys"
)

// Bounds on what is remembered of addresses.
const (
	// wrongKeyWindow is the time over which wrong keys are counted.
	wrongKeyWindow = 10 * time.Minute
	// maxAddresses are remembered, a few hundred bytes each; then the one that was
	// not heard of for longest is forgotten. Who has that many addresses is not held
	// up by this limit, and does not find a key of 256 bits either.
	maxAddresses = 16 << 10
	// maxGoodKeys are remembered of an address, the latest: more than an office has.
	maxGoodKeys = 16
)

// wrongKeys limits how many wrong keys an address may send. One that has sent too
// many is refused before its key is looked at, until time has passed. It shares
// its address with others, perhaps: an office behind one, or everybody when a proxy
// is not trusted. Therefore a key that was good from that address before goes on to
// be. A new key has to wait there; and what is refused does not tell a right guess
// from a wrong one.
//
// A key that has been revoked or has expired is no guess, and is not counted.
type wrongKeys struct {
	allowed int // in the window; 0 for no limit
	mu      sync.Mutex
	callers *simplelru.LRU[netip.Prefix, *caller]
}

// A caller is what is remembered of an address.
type caller struct {
	wrong *rate.Limiter // nil until the first wrong key
	good  []string      // names of keys, never changed in place, the latest last
}

// A standing is how an address stands when a request comes in.
type standing struct {
	wait time.Duration // until it may try a key again; 0 when it may now
	good []string      // the keys that may go on all the same
}

func newWrongKeys(allowed int) *wrongKeys {
	return &wrongKeys{allowed: allowed, callers: newLRU[netip.Prefix, *caller](maxAddresses)}
}

// standing tells how the address stands.
func (k *wrongKeys) standing(address netip.Prefix, now time.Time) standing {
	if k.allowed == 0 {
		return standing{}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	c, ok := k.callers.Get(address)
	if !ok || c.wrong == nil {
		return standing{}
	}
	left := c.wrong.TokensAt(now)
	if left >= 1-rateSlack {
		return standing{}
	}
	return standing{wait: max(1, waitFor(c.wrong, left, 1)), good: c.good}
}

// sentWrong counts a wrong key of the address.
func (k *wrongKeys) sentWrong(address netip.Prefix, now time.Time) {
	if k.allowed == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.caller(address)
	if c.wrong == nil {
		c.wrong = rate.NewLimiter(rate.Limit(float64(k.allowed)/wrongKeyWindow.Seconds()), k.allowed)
	}
	c.wrong.AllowN(now, 1)
}

// sentGood remembers that a key was good from the address.
func (k *wrongKeys) sentGood(address netip.Prefix, name string) {
	if k.allowed == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.caller(address)
	if slices.Contains(c.good, name) {
		return
	}
	c.good = append(slices.Clone(c.good[max(0, len(c.good)-maxGoodKeys+1):]), name)
}

func (k *wrongKeys) caller(address netip.Prefix) *caller {
	c, ok := k.callers.Get(address)
	if !ok {
		c = &caller{}
		k.callers.Add(address, c)
	}
	return c
}

// checked returns the key of a request's secret, or the answer to a wrong one.
func (s *Server) checked(secret string, address netip.Prefix, now time.Time) (keys.Key, error) {
	standing := s.wrongKeys.standing(address, now)
	blocked := standing.wait > 0
	if blocked && len(standing.good) == 0 {
		s.metrics.refused.WithLabelValues(refusedAddress).Inc()
		return keys.Key{}, tooManyWrongKeys(standing.wait)
	}
	key, err := s.keys.Verify(secret, now.In(s.location()))
	if errors.Is(err, keys.ErrUnread) {
		return keys.Key{}, notReady(noKeys) // it may be a good one
	}
	if blocked && (err != nil || !slices.Contains(standing.good, key.Name)) {
		s.metrics.refused.WithLabelValues(refusedAddress).Inc()
		return keys.Key{}, tooManyWrongKeys(standing.wait)
	}
	if err != nil {
		s.metrics.badKeys.WithLabelValues(reasonOf(err)).Inc()
		if errors.Is(err, keys.ErrUnknown) || errors.Is(err, keys.ErrMistyped) {
			s.wrongKeys.sentWrong(address, now)
		}
		return keys.Key{}, refused(err)
	}
	s.wrongKeys.sentGood(address, key.Name)
	return key, nil
}

// tooManyWrongKeys is the answer to an address that has to wait.
func tooManyWrongKeys(wait time.Duration) *Error {
	seconds := wholeSeconds(wait)
	return &Error{Status: http.StatusTooManyRequests, Code: "too-many-wrong-keys", Header: map[string]string{"Retry-After": seconds},
		Detail: "Too many wrong keys have come from this address: a key that was not good from it before is not looked at. Try again in " + seconds + " s."}
}
