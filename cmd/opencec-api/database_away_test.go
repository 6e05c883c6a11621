package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"opencec/tools/query/postgres/postgrestest"
)

// A wire is a way to a server that can be cut, and on which all can be held up, as on a
// network that loses every packet.
type wire struct {
	address string
	held    atomic.Pointer[chan struct{}] // closed when things move again; nil while they do
}

// newWire returns a wire to an address, which ends with the test.
func newWire(t *testing.T, to string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{address: listener.Addr().String()}
	ctx, cancel := context.WithCancel(context.Background())
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Go(func() { w.join(ctx, conn, to) })
		}
	})
	t.Cleanup(func() {
		cancel()
		listener.Close()
		connections.Wait()
	})
	return w
}

// join connects one end to the other until one of them closes or ctx ends.
func (w *wire) join(ctx context.Context, near net.Conn, to string) {
	defer near.Close()
	w.pass(ctx)
	far, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer far.Close()
	defer context.AfterFunc(ctx, func() {
		near.Close()
		far.Close()
	})()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			_, _ = io.Copy(heldWriter{w, ctx, way[1]}, way[0])
			near.Close()
			far.Close()
		})
	}
	both.Wait()
}

// A heldWriter waits before it writes, while its wire is held up.
type heldWriter struct {
	wire *wire
	ctx  context.Context
	io.Writer
}

func (h heldWriter) Write(p []byte) (int, error) {
	h.wire.pass(h.ctx)
	return h.Writer.Write(p)
}

// pass waits while the wire is held up.
func (w *wire) pass(ctx context.Context) {
	if held := w.held.Load(); held != nil {
		select {
		case <-*held:
		case <-ctx.Done():
		}
	}
}

func (w *wire) hold() {
	held := make(chan struct{})
	w.held.Store(&held)
}

func (w *wire) release() { close(*w.held.Swap(nil)) }

// through returns a database URL with other hosts.
func through(t *testing.T, database string, hosts ...string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = strings.Join(hosts, ",")
	return u.String()
}

// unavailable reports why an answer is not the 503 that it should be.
func unavailable(a answer) error {
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || a.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(a.body, `"status":503`) {
		return fmt.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	return nil
}

// While the database is away, requests that need it are 503 with Retry-After, readiness
// turns, /listings is answered, and all is as before when the database is back: when it has
// stopped, and when nothing comes through any more.
func TestDatabaseGoesAway(t *testing.T) {
	t.Parallel()
	s := postgrestest.Start(t, postgrestest.Options{})
	w := newWire(t, s.Address())
	direct := s.URL("postgres")
	load(t, direct, "one")
	r := fromDatabase(t, through(t, direct, w.address))
	r.ready("")
	for i, away := range []struct {
		name       string
		begin, end func()
	}{
		{"stopped", s.Stop, s.Start},
		{"crashed", s.Kill, s.Start},
		{"held up", w.hold, w.release},
	} {
		fresh := fmt.Sprintf("/v1/listings?limit=%d", 10+i) // not asked before
		original := r.get("/listings")
		away.begin()
		var requests errgroup.Group
		for _, target := range []string{fresh, "/v1/listings/tesla/powerwall-2", "/v1/listings?format=csv", "/v1/listings?format=ndjson"} {
			requests.Go(func() error {
				a, err := ask(t.Context(), r.url+target, secret)
				if err == nil {
					err = unavailable(a)
				}
				if err != nil {
					return fmt.Errorf("%s: %s: %w", away.name, target, err)
				}
				return nil
			})
		}
		if err := requests.Wait(); err != nil {
			t.Error(err)
		}
		r.ready(unreachable)
		if a := r.get("/listings?colour=red"); a.status != http.StatusOK || a.body != original.body {
			t.Errorf("%s: what the predecessor's clients ask: %d %s", away.name, a.status, a.body)
		}
		for target, want := range map[string]int{"/healthz": 200, "/v1": 200, "/": 503} {
			if a := r.get(target); a.status != want {
				t.Errorf("%s: %s is %d, want %d", away.name, target, a.status, want)
			}
		}
		if metrics, err := ask(t.Context(), r.admin+"/metrics", ""); err != nil || !strings.Contains(metrics.body, "\nopencec_database_up 0\n") {
			t.Errorf("%s: the metrics say %s (%v)", away.name, metrics.body, err)
		}
		away.end()
		r.ready("")
		if a := r.get(fresh); a.status != http.StatusOK {
			t.Errorf("%s: when it is back: %d %s", away.name, a.status, a.body)
		}
	}
	load(t, direct, "two")
	r.serves("two")
	s.Stop()
	if a := r.get("/listings"); a.status != http.StatusOK { // it was read before the version was served
		t.Errorf("/listings of a new version: %d %s", a.status, a.body)
	}
	if n := strings.Count(r.log.String(), "the database can be used again"); n != 3 {
		t.Errorf("that it is back is logged %d times:\n%s", n, r.log)
	}
}

// A request that is running when the program stops is answered completely from the
// database.
func TestDatabaseDrains(t *testing.T) {
	t.Parallel()
	s := postgrestest.Start(t, postgrestest.Options{})
	w := newWire(t, s.Address())
	load(t, s.URL("postgres"), "one")
	r := fromDatabase(t, through(t, s.URL("postgres"), w.address))
	r.ready("")
	w.hold()
	answers := make(chan answer, 1)
	go func() {
		a, err := ask(context.WithoutCancel(t.Context()), r.url+"/v1/listings/tesla/powerwal", secret) // which asks the database several questions, one after the other
		if err != nil {
			t.Error(err)
		}
		answers <- a
	}()
	r.wait("the request", func() bool {
		metrics, err := ask(t.Context(), r.admin+"/metrics", "")
		return err == nil && strings.Contains(metrics.body, "\nopencec_http_requests_in_flight 1\n")
	})
	r.cancel()
	r.wait("the end", func() bool { return strings.Contains(r.log.String(), "stopping; requests under way may end") })
	w.release()
	if a := <-answers; a.status != http.StatusNotFound || !strings.Contains(a.body, "powerwall-2") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if code := r.stop(); code != exitGood {
		t.Errorf("exit code %d", code)
	}
}
