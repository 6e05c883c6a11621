package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"opencec/tools/output/signature"
	"opencec/tools/testenv"
)

// A faulty server is a good one behind a proxy that falsifies its answers.
type faulty struct {
	name  string
	spoil func(r *http.Response, text []byte) []byte
	want  string // the kind of fault that has to be found; none for ""
}

// takenFor makes a server take an operator of a query for another.
func takenFor(op, other string) func(*http.Request) {
	return func(r *http.Request) { r.URL.RawQuery = strings.ReplaceAll(r.URL.RawQuery, op+"=", other+"=") }
}

// Servers that confuse two comparisons are detected by the values for which the two differ.
func TestFaultyComparisons(t *testing.T) {
	t.Parallel()
	testenv.SkipIfShort(t, "it tries servers for some seconds")
	s := newStand(t)
	for _, ops := range [][2]string{{"__gte", "__gt"}, {"__gt", "__gte"}, {"__lte", "__lt"}, {"__lt", "__lte"}, {"__not", ""}} {
		t.Run(ops[0], func(t *testing.T) {
			j := s.through(t, func(_ *http.Response, text []byte) []byte { return text }, takenFor(ops[0], ops[1]))
			j.ask(t.Context(), s.trial.mix, plain)
			if j.faults.of(wrongAnswer) == 0 {
				t.Errorf("there are no wrong answers among %v", j.faults.all())
			}
		})
	}
}

// ofRecords falsifies JSON lists by changing their records.
func ofRecords(alter func(records []json.RawMessage) []json.RawMessage) func(*http.Response, []byte) []byte {
	return func(r *http.Response, text []byte) []byte {
		var page map[string]json.RawMessage
		var records []json.RawMessage
		if r.Request.URL.Path != "/v1/listings" || json.Unmarshal(text, &page) != nil || json.Unmarshal(page["data"], &records) != nil || len(records) < 2 {
			return text
		}
		page["data"], _ = json.Marshal(alter(records))
		// As the server has it: the records first, then what they are of.
		return []byte(fmt.Sprintf(`{"data":%s,"meta":%s,"links":%s}`, page["data"], page["meta"], page["links"]))
	}
}

func replacing(old, new string) func(*http.Response, []byte) []byte {
	return func(_ *http.Response, text []byte) []byte { return bytes.Replace(text, []byte(old), []byte(new), 1) }
}

// earlier replaces the first edition in a text with several by the one before.
func earlier(_ *http.Response, text []byte) []byte {
	n := versionIn(editions, text)
	if bytes.Count(text, []byte(editionOf(n))) < 2 {
		return text
	}
	return bytes.Replace(text, []byte(editionOf(n)), []byte(editionOf(n-1)), 1)
}

var faultyServers = []faulty{
	{"sound", func(_ *http.Response, text []byte) []byte { return text }, ""},
	{"mixes two versions in a page", ofRecords(func(records []json.RawMessage) []json.RawMessage {
		records[1] = earlierRecord(records[1])
		return records
	}), mixedPage},
	{"mixes two versions in a stream", func(r *http.Response, text []byte) []byte {
		if !strings.Contains(r.Request.URL.RawQuery, "format=") {
			return text
		}
		return earlier(r, text)
	}, mixedPage},
	{"drops a record", ofRecords(func(records []json.RawMessage) []json.RawMessage { return records[1:] }), wrongAnswer},
	{"gives a record twice", ofRecords(func(records []json.RawMessage) []json.RawMessage {
		records[1] = records[0]
		return records
	}), wrongAnswer},
	{"has another order", ofRecords(func(records []json.RawMessage) []json.RawMessage {
		records[0], records[1] = records[1], records[0]
		return records
	}), wrongAnswer},
	{"says another status", replacing(`"status":"active"`, `"status":"expired"`), wrongAnswer},
	{"says another total", replacing(`"total":1`, `"total":2`), wrongAnswer},
	{"miscounts a facet", replacing(`"count":1`, `"count":2`), wrongAnswer},
	{"is of a version that is not there yet", func(_ *http.Response, text []byte) []byte {
		n := versionIn(editions, text)
		text = bytes.ReplaceAll(text, []byte(editionOf(n)), []byte(editionOf(n+4)))
		return bytes.ReplaceAll(text, []byte(commitOf(n)), []byte(commitOf(n+4)))
	}, wrongAnswer},
	{"ends a stream early", func(r *http.Response, text []byte) []byte {
		if !strings.Contains(r.Request.URL.RawQuery, "format=ndjson") {
			return text
		}
		return text[:bytes.LastIndexByte(text[:len(text)-1], '\n')+1]
	}, wrongAnswer},
	{"fails now and then", func(r *http.Response, text []byte) []byte {
		if r.Request.URL.Path == "/v1/check" {
			r.StatusCode = http.StatusInternalServerError
		}
		return text
	}, unexpectedStatus},
	{"takes a wrong query", func(r *http.Response, text []byte) []byte {
		if r.StatusCode == http.StatusBadRequest {
			r.StatusCode = http.StatusOK
		}
		return text
	}, unexpectedStatus},
	{"breaks connections", func(r *http.Response, text []byte) []byte {
		if r.Request.URL.Path == "/v1" {
			panic(http.ErrAbortHandler)
		}
		return text
	}, requestFailed},
	{"tags two texts alike", func(r *http.Response, text []byte) []byte {
		if r.Header.Get("Etag") != "" {
			r.Header.Set("Etag", `"one"`)
		}
		return text
	}, wrongAnswer},
}

func earlierRecord(record json.RawMessage) json.RawMessage {
	n := versionIn(editions, record)
	return bytes.ReplaceAll(record, []byte(editionOf(n)), []byte(editionOf(n-1)))
}

// proxied puts a faulty server before a good one, and returns its address. It may change requests too.
func proxied(t *testing.T, target string, spoil func(*http.Response, []byte) []byte, alter ...func(*http.Request)) string {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{}
	proxy.Rewrite = func(r *httputil.ProxyRequest) {
		r.SetURL(u)
		r.Out.URL.RawQuery = r.In.URL.RawQuery // also what cannot be parsed
		r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
		for _, a := range alter {
			a(r.Out)
		}
	}
	proxy.ModifyResponse = func(r *http.Response) error {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		text = spoil(r, text)
		r.Header.Set("Content-Length", strconv.Itoa(len(text)))
		r.ContentLength, r.Body = int64(len(text)), io.NopCloser(bytes.NewReader(text))
		return nil
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

// A stand is a server with versions in a folder, for tests of the judge.
type stand struct {
	trial *trial
	swaps *swapper
}

func newStand(t *testing.T) *stand {
	t.Helper()
	c := shortConfig(t)
	cat, err := newCatalogue(t.Context(), c.data, c.listings, c.seed, c.today)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := newTrial(c, "stand", cat, newOracle(cat))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := signature.NewSecret("soak.example.org")
	if err != nil {
		t.Fatal(err)
	}
	tr.judge = newJudge("", tr.keys.good, tr.oracle, tr.faults, c.timeout)
	s := &swapper{cat: cat, secret: secret, dir: tr.dir, every: c.every, bound: c.bound, steps: swapSteps, rng: rand.New(rand.NewPCG(1, 3)),
		judge: tr.judge, faults: tr.faults, served: tr.served}
	if err := s.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := tr.start(t.Context(), []string{"--snapshot", s.live(), "--verify-key", secret.Key().String()}, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tr.server.stop() })
	return &stand{tr, s}
}

// through returns a judge of the answers of a faulty server, which may also change requests.
func (s *stand) through(t *testing.T, spoil func(*http.Response, []byte) []byte, alter ...func(*http.Request)) *judge {
	t.Helper()
	j := newJudge(proxied(t, s.trial.server.url, spoil, alter...), s.trial.keys.good, s.trial.oracle, newFaults(nil), s.trial.timeout)
	j.offered.Store(int64(s.swaps.newest))
	return j
}

// ask sends every request of the mix once, in a way, and walks through all pages.
func (j *judge) ask(ctx context.Context, m *mix, how way) {
	for _, r := range m.requests {
		if r.method != http.MethodGet || r.status != http.StatusOK {
			j.try(ctx, r, plain)
			continue
		}
		j.try(ctx, r, how)
	}
	j.walk(ctx)
}

// The judge detects faulty answers, and accepts those of a sound server.
func TestFaultyServers(t *testing.T) {
	t.Parallel()
	testenv.SkipIfShort(t, "it tries servers for some seconds")
	s := newStand(t)
	for _, f := range faultyServers {
		t.Run(f.name, func(t *testing.T) {
			j := s.through(t, f.spoil)
			j.ask(t.Context(), s.trial.mix, plain)
			if f.want == "" && j.faults.total() != 0 {
				t.Errorf("faults %v of a sound server: %v", j.faults.all(), j.faults.shown)
			}
			if f.want != "" && j.faults.of(f.want) == 0 {
				t.Errorf("there are no %s among %v", f.want, j.faults.all())
			}
		})
	}
}

// A cache is a faulty server that repeats earlier answers.
type cache struct {
	mu    sync.Mutex
	texts map[string][]byte
	old   bool // whether it does
}

func (c *cache) spoil(r *http.Response, text []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := r.Request.Method + r.Request.URL.String()
	if was := c.texts[key]; c.old && was != nil {
		r.Header.Del("Etag")
		return was
	}
	c.texts[key] = text
	return text
}

// A server that goes back to an older version is detected, and so is one that confirms a client's outdated
// copy.
func TestOlderVersions(t *testing.T) {
	t.Parallel()
	testenv.SkipIfShort(t, "it tries servers for some seconds")
	s := newStand(t)
	stale := &cache{texts: map[string][]byte{}}
	old := s.through(t, stale.spoil)
	old.ask(t.Context(), s.trial.mix, plain)
	confirming := s.through(t, func(r *http.Response, text []byte) []byte {
		if r.Request.Header.Get("If-None-Match") != "" {
			r.StatusCode = http.StatusNotModified
			return nil
		}
		return text
	})
	confirming.ask(t.Context(), s.trial.mix, plain)
	for _, j := range []*judge{old, confirming} {
		if j.faults.total() != 0 {
			t.Fatalf("faults before the swap: %v %v", j.faults.all(), j.faults.shown)
		}
	}
	if err := s.swaps.step(t.Context(), "held"); err != nil { // which waits until it is served
		t.Fatal(err)
	}
	for _, j := range []*judge{old, confirming} {
		j.offered.Store(int64(s.swaps.newest))
		j.seen.Store(int64(s.swaps.newest)) // as another request has seen it
	}
	stale.old = true
	old.ask(t.Context(), s.trial.mix, plain)
	confirming.ask(t.Context(), s.trial.mix, conditional)
	for name, j := range map[string]*judge{"older answers": old, "confirmed older answers": confirming} {
		if j.faults.of(olderVersion) == 0 {
			t.Errorf("%s are not found: %v", name, j.faults.all())
		}
	}
}

// A complete version that is not served in time is detected.
func TestNotTakenUp(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.swaps.bound = time.Second
	s.swaps.served = func(context.Context) int { return firstVersion }
	if err := s.swaps.step(t.Context(), "held"); err != nil {
		t.Fatal(err)
	}
	if s.swaps.faults.of(notTakenUp) != 1 {
		t.Errorf("faults %v", s.swaps.faults.all())
	}
}

// A server that still accepts a revoked key, and one that does not accept an added one, are detected.
func TestKeysThatDoNotFollow(t *testing.T) {
	t.Parallel()
	testenv.SkipIfShort(t, "it tries servers for some seconds")
	for _, status := range []int{http.StatusOK, http.StatusUnauthorized} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		f, err := newKeyFile(t.TempDir(), time.Second, []string{"gone"})
		if err != nil {
			t.Fatal(err)
		}
		faults := newFaults(nil)
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		err = f.run(ctx, server.URL, faults)
		cancel()
		server.Close()
		if err != nil || faults.of(keyFault) == 0 {
			t.Errorf("where all keys are answered with %d: %v, %v", status, err, faults.all())
		}
	}
}

// A torn build, and a version that is neither the old nor the new one, are detected.
func TestTornStates(t *testing.T) {
	t.Parallel()
	testenv.SkipIfShort(t, "it tries servers for some seconds")
	c := shortConfig(t)
	c.kills = 1
	w, err := newWorkshop(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.tryKills(t.Context(), "build", w.build, func(ctx context.Context) (int, error) {
		if err := breakFile(filepath.Join(downloads(w.output()), "listings.csv"), "flipped", w.rng); err != nil {
			return 0, err
		}
		return w.published(ctx)
	})
	if err != nil || w.faults.of(tornState) != 2 { // after the kill, and after the last build
		t.Errorf("a torn build: %v, faults %v", err, w.faults.all())
	}
	_, err = w.tryKills(t.Context(), "build", w.build, func(context.Context) (int, error) { return 1000, nil })
	if err != nil || w.faults.of(tornState) != 4 {
		t.Errorf("another version: %v, faults %v", err, w.faults.all())
	}
}

func TestLeaks(t *testing.T) {
	t.Parallel()
	at := usage{Goroutines: 20, Descriptors: 20, Heap: 50 << 20}
	for _, test := range []struct {
		end  usage
		want int
	}{
		{at, 0},
		{usage{Goroutines: 20 + moreGoroutines, Descriptors: 20 + moreDescriptors, Heap: 50<<20 + moreHeap}, 0},
		{usage{Goroutines: 21 + moreGoroutines, Descriptors: 20, Heap: 0}, 1},
		{usage{Goroutines: 1000, Descriptors: 1000, Heap: 1 << 40}, 3},
	} {
		r := engineReport{Start: at, End: test.end}
		if got := r.leaks(); len(got) != test.want {
			t.Errorf("%+v: %v", test.end, got)
		}
	}
}

// A part that could not be tried counts.
func TestNotTried(t *testing.T) {
	t.Parallel()
	r := &report{faults: newFaults(nil)}
	r.sum()
	if r.failed() {
		t.Errorf("nothing is wrong, but %v", r.Faults)
	}
	r.faults.add(notTried, "Postgres: there is none")
	r.sum()
	if !r.failed() || len(r.Details) != 1 {
		t.Errorf("%v %v", r.Faults, r.Details)
	}
}
