package api_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
)

// A clock is advanced by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// A station is a server of the sample register with its own settings and clock.
type station struct {
	*fixture
	clock *clock
}

func newStation(t *testing.T, o api.Options, ring *keys.Ring) *station {
	t.Helper()
	s := newEmptyStation(t, o, ring)
	s.server.Swap(memory.New(querytest.Sample()))
	return s
}

// newEmptyStation returns a station without a register.
func newEmptyStation(t *testing.T, o api.Options, ring *keys.Ring) *station {
	t.Helper()
	s := &station{fixture: &fixture{T: t, log: &lockedBuffer{}}, clock: &clock{now: now}}
	o.Keys, o.Now, o.Log = ring, s.clock.Now, slog.New(slog.NewJSONHandler(s.log, nil))
	s.server = api.NewServer(o)
	s.http = s.server.Handler()
	return s
}

// send sends a request with a key, from an address.
func (s *station) send(target, secret, remote string) *http.Response {
	r := httptest.NewRequest("GET", target, nil)
	r.RemoteAddr = remote
	if secret != "" {
		r.Header.Set("X-Api-Key", secret)
	}
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	return w.Result()
}

const office = "192.0.2.1:4000"

func (s *station) expect(what string, res *http.Response, status int, code string) {
	s.Helper()
	if res.StatusCode != status {
		s.Errorf("%s: %d, want %d", what, res.StatusCode, status)
	}
	if code == "" {
		return
	}
	if p := s.problem(res); p.Type != "urn:opencec:problem:"+code {
		s.Errorf("%s: %+v, want %s", what, p, code)
	}
}

// keyOf returns a key with a rate, and its secret.
func keyOf(t *testing.T, name string, rate int) (keys.Key, string) {
	t.Helper()
	key, secret, err := keys.New(name, now)
	if err != nil {
		t.Fatal(err)
	}
	key.Rate = rate
	return key, secret
}

func ringOf(t *testing.T, held ...keys.Key) *keys.Ring {
	t.Helper()
	ring, err := keys.NewRing(held...)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// However many wrong keys an address has sent, a valid key works from it, even one that
// it uses for the first time.
func TestWrongKeysBlockNobody(t *testing.T) {
	t.Parallel()
	a, first := keyOf(t, "first", 0)
	b, second := keyOf(t, "second", 0)
	s := newStation(t, api.Options{}, ringOf(t, a, b))
	s.expect("good, before", s.send("/v1", first, office), 200, "")
	for range 1000 {
		s.expect("wrong", s.send("/v1", keys.NewSecret(), office), 401, "key-unknown")
	}
	for _, secret := range []string{first, second} {
		s.expect("good", s.send("/v1", secret, office), 200, "")
	}
}

// A key of three requests a minute, request by request.
func TestRate(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 3)
	s := newStation(t, api.Options{}, ringOf(t, key))
	for i, step := range []struct {
		pass    time.Duration
		status  int
		limit   string
		retryIn string
	}{
		{0, 200, `"key";r=2;t=20`, ""},
		{0, 200, `"key";r=1;t=20`, ""},
		{0, 200, `"key";r=0;t=20`, ""},
		{0, 429, `"key";r=0;t=20`, "20"},
		{5 * time.Second, 429, `"key";r=0;t=15`, "15"}, // what is refused costs nothing
		{14500 * time.Millisecond, 429, `"key";r=0;t=1`, "1"},
		{500 * time.Millisecond, 200, `"key";r=0;t=20`, ""},
		{0, 429, `"key";r=0;t=20`, "20"},
		{50 * time.Second, 200, `"key";r=1;t=10`, ""},
		{time.Hour, 200, `"key";r=2;t=20`, ""}, // no more than a minute's are saved up
	} {
		s.clock.pass(step.pass)
		res := s.send("/v1", secret, office)
		h := res.Header
		if res.StatusCode != step.status || h.Get("RateLimit") != step.limit || h.Get("RateLimit-Policy") != `"key";q=3;w=60` || h.Get("Retry-After") != step.retryIn {
			t.Errorf("request %d: %d %v, want %+v", i, res.StatusCode, h, step)
		}
		if res.StatusCode == http.StatusTooManyRequests {
			if p := s.problem(res); p.Type != "urn:opencec:problem:rate-limited" || !strings.Contains(p.Detail, step.retryIn+" s.") {
				t.Errorf("request %d: %+v", i, p)
			}
		}
	}
}

// Every answer to a valid key reports the limit, and no other answer does.
func TestRateHeaders(t *testing.T) {
	t.Parallel()
	own, ownSecret := keyOf(t, "own", 7)
	standard, standardSecret := keyOf(t, "standard", 0)
	ring := ringOf(t, own, standard)
	limited, unlimited := newStation(t, api.Options{Rate: 100}, ring), newStation(t, api.Options{}, ring)
	for _, test := range []struct {
		s              *station
		target, secret string
		status         int
		policy         string
	}{
		{limited, "/v1/listings", ownSecret, 200, `"key";q=7;w=60`},
		{limited, "/v1/listings", standardSecret, 200, `"key";q=100;w=60`},
		{limited, "/v1?x=1", standardSecret, 400, `"key";q=100;w=60`},
		{limited, "/v1/nothing", standardSecret, 404, `"key";q=100;w=60`},
		{limited, "/v1/listings/tesla/powerwall-ii", standardSecret, 308, `"key";q=100;w=60`},
		{limited, "/v1", "wrong", 401, ""},
		{limited, "/v1", "", 401, ""},
		{limited, "/healthz", "", 200, ""},
		{unlimited, "/v1", ownSecret, 200, `"key";q=7;w=60`},
		{unlimited, "/v1", standardSecret, 200, ""},
	} {
		res := test.s.send(test.target, test.secret, office)
		h := res.Header
		if res.StatusCode != test.status || h.Get("RateLimit-Policy") != test.policy || (h.Get("RateLimit") == "") != (test.policy == "") {
			t.Errorf("%s: %d %v, want %d %s", test.target, res.StatusCode, h, test.status, test.policy)
		}
	}
	first := limited.send("/v1", standardSecret, office)
	again := limited.request("GET", "/v1", http.Header{"X-Api-Key": {standardSecret}, "If-None-Match": {first.Header.Get("ETag")}})
	if again.StatusCode != http.StatusNotModified || again.Header.Get("RateLimit") == "" {
		t.Errorf("%d %v", again.StatusCode, again.Header)
	}
	if exposed := first.Header.Get("Access-Control-Expose-Headers"); !strings.Contains(exposed, "RateLimit, RateLimit-Policy, Retry-After") {
		t.Errorf("a page of another origin may read %s", exposed)
	}
}

// A rate changed in the keys file applies from the next request on. What was used up
// stays so.
func TestRateChanges(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	key, secret := keyOf(t, "portal", 0)
	write := func(rate int) {
		t.Helper()
		key.Rate = rate
		text, err := json.Marshal(map[string][]keys.Key{"keys": {key}})
		if err == nil {
			err = os.WriteFile(path, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write(2)
	ring, err := keys.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	tick, read := make(chan time.Time), make(chan error)
	go ring.Watch(t.Context(), tick, func(err error) { read <- err })
	s := newStation(t, api.Options{Rate: 1000}, ring)
	for _, step := range []struct {
		rate   int
		status int
		policy string
		limit  string
	}{
		{2, 200, `"key";q=2;w=60`, `"key";r=1;t=30`},
		{2, 200, `"key";q=2;w=60`, `"key";r=0;t=30`},
		{120, 429, `"key";q=120;w=60`, `"key";r=0;t=1`},
		{6, 429, `"key";q=6;w=60`, `"key";r=0;t=10`},
		{0, 429, `"key";q=1000;w=60`, `"key";r=0;t=1`},
	} {
		if step.rate != key.Rate {
			write(step.rate)
			tick <- now
			if err := <-read; err != nil {
				t.Fatal(err)
			}
		}
		res := s.send("/v1", secret, office)
		if res.StatusCode != step.status || res.Header.Get("RateLimit-Policy") != step.policy || res.Header.Get("RateLimit") != step.limit {
			t.Errorf("%d %v, want %+v", res.StatusCode, res.Header, step)
		}
	}
}

// Keys have separate limits, and concurrent requests of a key do not exceed its limit.
func TestRateConcurrently(t *testing.T) {
	t.Parallel()
	const rate, requests = 20, 60
	a, aSecret := keyOf(t, "a", rate)
	b, bSecret := keyOf(t, "b", rate)
	s := newStation(t, api.Options{}, ringOf(t, a, b))
	var group sync.WaitGroup
	var good [2]atomic.Int64
	for i, secret := range []string{aSecret, bSecret} {
		for range requests {
			group.Go(func() {
				if s.send("/v1", secret, office).StatusCode == http.StatusOK {
					good[i].Add(1)
				}
			})
		}
	}
	group.Wait()
	if good[0].Load() != rate || good[1].Load() != rate {
		t.Errorf("answered %d and %d, want %d each", good[0].Load(), good[1].Load(), rate)
	}
}

// For any sequence of requests, the bucket lets through what a plain count in integers
// does.
func TestRateAgainstOracle(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		rate := 1 + random.IntN(40)
		key, secret := keyOf(t, fmt.Sprint("k", seed), rate)
		s := newStation(t, api.Options{}, ringOf(t, key))
		const request = int64(time.Minute) // in units of which a nanosecond brings as many as the rate
		held := request * int64(rate)
		for i := range 200 {
			pass := time.Duration(random.IntN(1+random.IntN(3*60_000/rate))) * time.Millisecond
			s.clock.pass(pass)
			held = min(held+int64(pass)*int64(rate), request*int64(rate))
			want := http.StatusTooManyRequests
			if held >= request {
				held -= request
				want = http.StatusOK
			}
			res := s.send("/v1", secret, office)
			if left := fmt.Sprintf(`"key";r=%d;`, held/request); res.StatusCode != want || !strings.HasPrefix(res.Header.Get("RateLimit"), left) {
				t.Fatalf("seed %d, rate %d, request %d: %d %s, want %d %s", seed, rate, i, res.StatusCode, res.Header.Get("RateLimit"), want, left)
			}
		}
	}
}

// A client that waits as long as Retry-After says is served.
func TestRetryAfterIsEnough(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{1, 7, 59, 60, 61, 600, 997} {
		key, secret := keyOf(t, "k", rate)
		s := newStation(t, api.Options{}, ringOf(t, key))
		for range 3 {
			res := s.send("/v1", secret, office)
			for ; res.StatusCode == http.StatusOK; res = s.send("/v1", secret, office) {
			}
			wait, err := time.ParseDuration(res.Header.Get("Retry-After") + "s")
			if err != nil {
				t.Fatal(err)
			}
			s.clock.pass(wait)
			if res := s.send("/v1", secret, office); res.StatusCode != http.StatusOK {
				t.Errorf("rate %d: refused again after %s", rate, wait)
			}
		}
	}
}
