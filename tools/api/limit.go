package api

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"opencec/tools/query/keys"
)

// rateWindow is the period of rates.
const rateWindow = time.Minute

// rateSlack absorbs rounding errors of floating-point arithmetic.
const rateSlack = 1e-6

// The headers in the form that needs no canonicalisation; case does not matter.
const (
	headerPolicy = "Ratelimit-Policy"
	headerLimit  = "Ratelimit"
)

// rates limits the requests of each key with a token bucket: it holds one minute's
// requests and fills up over a minute. After a pause a key may send a minute's requests
// at once, and then continues at its rate.
type rates struct {
	standard int // requests a minute of keys without their own rate; 0 for no limit
	mu       sync.Mutex
	buckets  *simplelru.LRU[string, *bucket] // by the name of the key; it has room for all keys of a ring
}

// A bucket is what a key has left.
type bucket struct {
	limiter *rate.Limiter
	quota   int    // requests a minute
	policy  string // the value of RateLimit-Policy
}

// An allowance is the state of a key's bucket at a request. The zero allowance belongs to
// a key without a limit.
type allowance struct {
	policy string
	left   int
	next   time.Duration // until the bucket has one request more
	spent  bool          // the request itself exceeds the limit
}

func newRates(standard int) *rates {
	return &rates{standard: standard, buckets: newLRU[string, *bucket](keys.MaxKeys)}
}

// newLRU returns a cache of at most size entries; size must be positive.
func newLRU[K comparable, V any](size int) *simplelru.LRU[K, V] {
	cache, err := simplelru.NewLRU[K, V](size, nil)
	if err != nil { // only for a wrong constant
		panic(err)
	}
	return cache
}

// take takes one request out of the key's bucket.
func (r *rates) take(key keys.Key, now time.Time) allowance {
	quota := key.Rate
	if quota == 0 {
		quota = r.standard
	}
	if quota == 0 {
		return allowance{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.bucket(key.Name, quota, now)
	a := allowance{policy: b.policy, spent: !b.limiter.AllowN(now, 1)}
	left := b.limiter.TokensAt(now)
	a.left = max(0, int(math.Floor(left+rateSlack)))
	a.next = waitFor(b.limiter, left, float64(a.left+1))
	return a
}

// bucket returns the bucket of a key at the key's current rate: a changed rate applies
// from the next request on, and what is left stays.
func (r *rates) bucket(name string, quota int, now time.Time) *bucket {
	b, ok := r.buckets.Get(name)
	if ok && b.quota == quota {
		return b
	}
	limit := rate.Limit(float64(quota) / rateWindow.Seconds())
	if !ok {
		b = &bucket{limiter: rate.NewLimiter(limit, quota)}
		r.buckets.Add(name, b)
	} else {
		b.limiter.SetLimitAt(now, limit)
		b.limiter.SetBurstAt(now, quota)
	}
	b.quota = quota
	b.policy = fmt.Sprintf(`"key";q=%d;w=%d`, quota, int(rateWindow.Seconds()))
	return b
}

// waitFor returns how long a limiter takes to have wanted requests.
func waitFor(l *rate.Limiter, has, wanted float64) time.Duration {
	return max(0, time.Duration((wanted-has)/float64(l.Limit())*float64(time.Second)))
}

// limited counts a request of a key, reports the limit in the response's headers, and
// refuses the request if it exceeds the limit.
//
// The headers follow draft-ietf-httpapi-ratelimit-headers-11: structured fields with a
// policy's name as the item; q and w are the quota and its window, r is what is left, and
// t the number of seconds in which no more than that can be sent.
func (s *Server) limited(w http.ResponseWriter, key keys.Key, now time.Time) error {
	a := s.rates.take(key, now)
	if a.policy == "" {
		return nil
	}
	h := w.Header()
	h.Set(headerPolicy, a.policy)
	h.Set(headerLimit, `"key";r=`+strconv.Itoa(a.left)+`;t=`+wholeSeconds(a.next))
	if !a.spent {
		return nil
	}
	s.metrics.refused.WithLabelValues(refusedKey).Inc()
	return rateLimited(a.next)
}

// rateLimited returns the error for a key that has nothing left.
func rateLimited(wait time.Duration) *Error {
	seconds := wholeSeconds(wait)
	return &Error{Status: http.StatusTooManyRequests, Code: "rate-limited", Header: map[string]string{"Retry-After": seconds},
		Detail: "The key has made more requests than it may: RateLimit-Policy says how many (q) in how many seconds (w). Try again in " + seconds + " s."}
}

// wholeSeconds formats a wait for a header: rounded up, so that a client that waits
// for that long is not refused again.
func wholeSeconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()-rateSlack))))
}
