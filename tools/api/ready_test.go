package api_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"opencec/tools/api"
	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// A remote is an engine whose data may be unavailable.
type remote struct {
	*memory.Engine
	lost atomic.Bool
}

// secretCause must appear only in the log.
const secretCause = "dial 192.0.2.7:5432: no route to host"

func (e *remote) reach(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.lost.Load() {
		return fmt.Errorf("%w: %w", query.ErrUnavailable, errors.New(secretCause))
	}
	return nil
}

func (e *remote) List(ctx context.Context, q *query.Query) (query.Page, error) {
	if err := e.reach(ctx); err != nil {
		return query.Page{}, err
	}
	return e.Engine.List(ctx, q)
}

func (e *remote) AllRows(ctx context.Context, q *query.Query) iter.Seq2[query.Rows, error] {
	if err := e.reach(ctx); err != nil {
		return func(yield func(query.Rows, error) bool) { yield(nil, err) }
	}
	return e.Engine.AllRows(ctx, q)
}

func (e *remote) AllRecords(ctx context.Context, q *query.Query) iter.Seq2[query.Part, error] {
	if err := e.reach(ctx); err != nil {
		return func(yield func(query.Part, error) bool) { yield(query.Part{}, err) }
	}
	return e.Engine.AllRecords(ctx, q)
}

func (e *remote) Outlines(ctx context.Context) ([]*register.Listing, error) {
	if err := e.reach(ctx); err != nil {
		return nil, err
	}
	return e.Engine.Outlines(ctx)
}

func (e *remote) AppendRecord(ctx context.Context, dst []byte, id string, q *query.Query) ([]byte, bool, error) {
	if err := e.reach(ctx); err != nil {
		return dst, false, err
	}
	return e.Engine.AppendRecord(ctx, dst, id, q)
}

func (e *remote) CurrentID(ctx context.Context, k register.Kind, id string) (string, bool, error) {
	if err := e.reach(ctx); err != nil {
		return "", false, err
	}
	return e.Engine.CurrentID(ctx, k, id)
}

func (e *remote) Find(ctx context.Context, items []match.Item) ([]match.Result, error) {
	if err := e.reach(ctx); err != nil {
		return nil, err
	}
	return e.Engine.Find(ctx, items)
}

func (e *remote) Samples(ctx context.Context, n int) (*register.Register, error) {
	if err := e.reach(ctx); err != nil {
		return nil, err
	}
	return e.Engine.Samples(ctx, n)
}

// While an engine's data is unavailable, requests that need it get 503 with Retry-After
// and without the cause, others still work, and everything works again afterwards.
func TestUnavailable(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	engine := &remote{Engine: memory.New(querytest.Sample())}
	f.server.Swap(engine)
	res, _ := f.get("/v1/listings?status=active")
	tag := http.Header{"X-Api-Key": {f.secret}, "If-None-Match": {res.Header.Get("ETag")}}

	engine.lost.Store(true)
	for _, target := range []string{
		"/v1/listings", "/v1/listings?format=csv", "/v1/listings?format=ndjson", "/v1/listings/tesla/powerwall-2", "/v1/listings/tesla/none",
		"/v1/manufacturers", "/v1/check?manufacturer=Tesla&model=Powerwall+2", "/openapi.json",
	} {
		res := f.request("GET", target, nil)
		if p := f.problem(res); p.Status != http.StatusServiceUnavailable || !strings.HasSuffix(p.Type, ":unavailable") || res.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %+v", target, p)
		}
		if strings.Contains(fmt.Sprint(res.Header), "no route") {
			t.Errorf("%s: the cause is in %v", target, res.Header)
		}
	}
	for _, target := range []string{"/listings", "/listings?id=tesla/powerwall-2", "/listings?id=1"} {
		res, body := f.get(target)
		if want := `{"detail":"The register's data cannot be reached now. Try again in a few seconds."}`; res.StatusCode != 503 || body != want || res.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", target, res.StatusCode, body)
		}
	}
	if !strings.Contains(f.log.String(), secretCause) || strings.Contains(f.log.String(), `"level":"ERROR"`) {
		t.Errorf("the log has not the cause as a warning:\n%s", f.log)
	}
	for target, want := range map[string]int{"/healthz": 200, "/v1": 200, "/v1/listings?status=active": 503} {
		if res, _ := f.get(target); res.StatusCode != want {
			t.Errorf("%s: %d, want %d", target, res.StatusCode, want)
		}
	}
	if res := f.request("GET", "/v1/listings?status=active", tag); res.StatusCode != http.StatusNotModified {
		t.Errorf("a page that the client has: %d", res.StatusCode)
	}

	engine.lost.Store(false)
	if res, _ := f.get("/v1/listings"); res.StatusCode != http.StatusOK {
		t.Errorf("when it is back: %d", res.StatusCode)
	}
}

// A server says why it is not ready, before the first version and after.
func TestUnready(t *testing.T) {
	t.Parallel()
	s := newEmptyStation(t, api.Options{}, ringOf(t))
	for _, step := range []struct {
		name   string
		act    func()
		status int
		why    string
	}{
		{"at first", func() {}, 503, "The register is being loaded."},
		{"empty", func() { s.server.Unready("There is nothing yet.") }, 503, "There is nothing yet."},
		{"loaded", func() { s.server.Swap(memory.New(querytest.Sample())); s.server.Ready() }, 200, ""},
		{"lost", func() { s.server.Unready("It has gone away.") }, 503, "It has gone away."},
		{"back", s.server.Ready, 200, ""},
	} {
		step.act()
		for _, target := range []string{"/", "/readyz"} {
			res := s.request("GET", target, http.Header{})
			if res.StatusCode != step.status {
				t.Errorf("%s: %s is %d, want %d", step.name, target, res.StatusCode, step.status)
			}
			if body := s.body(res); !strings.Contains(body, step.why) {
				t.Errorf("%s: %s says %s", step.name, target, body)
			}
		}
		if res := s.request("GET", "/healthz", http.Header{}); res.StatusCode != http.StatusOK {
			t.Errorf("%s: /healthz is %d", step.name, res.StatusCode)
		}
		if res := s.ask("GET", "/readyz", false); res.StatusCode != step.status {
			t.Errorf("%s: /readyz of the operator's is %d", step.name, res.StatusCode)
		}
	}
}

// A client that went away before the answer is not a failure of the server.
func TestAbandoned(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.server.Swap(&remote{Engine: memory.New(querytest.Sample())})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", "/v1/listings", nil)
	r.Header.Set("X-Api-Key", f.secret)
	f.http.ServeHTTP(httptest.NewRecorder(), r)
	if log := f.log.String(); !strings.Contains(log, `"status":499`) || strings.Contains(log, "ERROR") {
		t.Errorf("the log says %s", log)
	}
}

// A key that cannot be looked up yet is not reported as wrong.
func TestKeysUnread(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 0)
	source := &lateKeys{keys: []keys.Key{key}}
	ring, err := keys.Follow(source)
	if err != nil {
		t.Fatal(err)
	}
	s := newStation(t, api.Options{}, ring)
	for range 3 {
		res := s.send("/v1/listings", secret, office)
		if p := s.problem(res); p.Status != http.StatusServiceUnavailable || !strings.HasSuffix(p.Type, ":not-ready") || res.Header.Get("Retry-After") == "" {
			t.Errorf("before they are read: %+v", p)
		}
		if res := s.send("/readyz", "", office); res.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("/readyz before they are read: %d", res.StatusCode)
		}
	}
	if err := ring.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/v1/listings", "/readyz"} {
		if res := s.send(target, secret, office); res.StatusCode != http.StatusOK {
			t.Errorf("%s when they are read: %d", target, res.StatusCode)
		}
	}
}

type lateKeys struct{ keys []keys.Key }

func (l *lateKeys) Keys(context.Context) ([]keys.Key, error) { return l.keys, nil }
