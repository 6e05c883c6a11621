package api_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"weak"

	"opencec/tools/api"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// pipes is a listener whose connections have no buffer: a write blocks until the other
// side reads. So a client that does not read holds up the server from the first byte.
type pipes struct {
	connections chan net.Conn
	end         sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	conn, ok := <-p.connections
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (p *pipes) Close() error {
	p.end.Do(func() { close(p.connections) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "unix"} }

// serve serves the station on pipes until the test ends.
func (s *station) serve() *pipes {
	p := &pipes{connections: make(chan net.Conn)}
	server := &http.Server{Handler: s.http, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go func() { _ = server.Serve(p) }()
	s.Cleanup(func() { _ = server.Close() })
	return p
}

// A slowReader has sent a request, and read the head of its answer.
type slowReader struct {
	conn net.Conn
	*http.Response
}

func (p *pipes) get(t *testing.T, target, secret, protocol string) *slowReader {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { near.Close() })
	p.connections <- far
	if _, err := fmt.Fprintf(near, "GET %s %s\r\nHost: register\r\nX-Api-Key: %s\r\n\r\n", target, protocol, secret); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReaderSize(near, 16), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &slowReader{near, res}
}

// rest reads the rest of the answer.
func (r *slowReader) rest() (int, error) {
	body, err := io.ReadAll(r.Body)
	return len(body), err
}

// longAnswers have some hundred kilobytes each with largeVersion.
var longAnswers = []string{"/v1/listings?format=ndjson", "/v1/listings?format=csv", "/listings", "/v1/changes?format=ndjson"}

// largeVersion returns the n-th version of a register with long lists, of its own in
// memory.
func largeVersion(t *testing.T, n int) *memory.Engine {
	t.Helper()
	made := querytest.Random(1, 1000)
	reg, err := register.New(made.Records, register.Version{ID: fmt.Sprintf("version-%d", n)})
	if err != nil {
		t.Fatal(err)
	}
	return memory.New(reg)
}

// Slow readers hold no more versions than the server itself does, however often the
// register is replaced. Each one notices that it is cut off. The test is not parallel, as
// it measures the memory of the whole process.
func TestSlowReadersHoldNoVersions(t *testing.T) {
	key, secret := keyOf(t, "portal", keys.MaxRate)
	s := newEmptyStation(t, api.Options{}, ringOf(t, key))
	server := s.serve()
	const swaps, held = 100, 2
	var versions []weak.Pointer[memory.Engine]
	var readers []*slowReader
	var heapAtFirst uint64
	for n := range swaps {
		engine := largeVersion(t, n)
		versions = append(versions, weak.Make(engine))
		s.server.Swap(engine)
		readers = append(readers, server.get(t, longAnswers[n%3], secret, "HTTP/1.1"))
		if n == 3*held {
			heapAtFirst = liveHeap()
		}
	}
	for n, r := range readers[:swaps-held] {
		if got, err := r.rest(); err == nil {
			t.Errorf("reader %d of %s was not cut off, and has %d bytes", n, longAnswers[n%3], got)
		}
	}
	alive := func() (n int) {
		runtime.GC()
		for _, v := range versions {
			if v.Value() != nil {
				n++
			}
		}
		return n
	}
	for range 200 { // until the goroutines of the connections have ended
		if alive() <= held {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := alive(); n > held {
		t.Errorf("%d versions of %d are held, want %d", n, swaps, held)
	}
	if heap := liveHeap(); heap > 2*heapAtFirst {
		t.Errorf("%d bytes are in use after %d swaps, and were %d after the first", heap, swaps, heapAtFirst)
	}
	for n, r := range readers[swaps-held:] {
		if got, err := r.rest(); err != nil || got < 64<<10 {
			t.Errorf("reader %d of a version that is held: %d bytes, %v", n, got, err)
		}
	}
	want := fmt.Sprintf(`opencec_streams_cut_off_total{reason="replaced"} %d`, swaps-held)
	if lines := strings.Join(s.scrape(), "\n"); !strings.Contains(lines, want) || !strings.Contains(lines, "opencec_streams 0") {
		t.Errorf("no %s in\n%s", want, lines)
	}
	runtime.KeepAlive(s.server)
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// The number of streams is limited per key and in total. A refused request says so, and
// works again when a stream has ended; short answers do not count.
func TestTooManyStreams(t *testing.T) {
	t.Parallel()
	a, first := keyOf(t, "first", 0)
	b, second := keyOf(t, "second", 0)
	s := newEmptyStation(t, api.Options{StreamsPerKey: 2, Streams: 3}, ringOf(t, a, b))
	s.server.Swap(largeVersion(t, 1))
	server := s.serve()
	refused := func(what, target, secret, want string) {
		t.Helper()
		res := s.send(target, secret, office)
		for _, name := range []string{"Content-Disposition", "ETag"} {
			if got := res.Header.Get(name); got != "" {
				t.Errorf("%s: %s %s", what, name, got)
			}
		}
		if got := res.Header.Get("Retry-After"); got != "5" {
			t.Errorf("%s: Retry-After %q", what, got)
		}
		if target == "/listings" {
			if body := s.body(res); res.StatusCode != 429 || !strings.HasPrefix(body, `{"detail":"`+want) {
				t.Errorf("%s: %d %s", what, res.StatusCode, body)
			}
			return
		}
		p := s.problem(res)
		if p.Status != 429 || p.Type != "urn:opencec:problem:too-many-streams" || !strings.Contains(p.Detail, want) {
			t.Errorf("%s: %+v", what, p)
		}
	}
	one := server.get(t, longAnswers[0], first, "HTTP/1.1")
	two := server.get(t, longAnswers[1], first, "HTTP/1.1")
	for _, target := range longAnswers[:3] {
		refused("a third of the key", target, first, "The key has 2 long answers under way")
	}
	for _, target := range []string{"/v1/listings", "/v1/listings?format=ndjson&model=x", "/listings?id=none/none"} {
		if res := s.send(target, first, office); res.StatusCode == http.StatusTooManyRequests {
			t.Errorf("%s: a short answer is refused", target)
		}
	}
	three := server.get(t, longAnswers[2], second, "HTTP/1.1")
	refused("a fourth in all", longAnswers[0], second, "The server has 3 long answers under way")
	if _, err := one.rest(); err != nil {
		t.Error(err)
	}
	s.expect("when one has been read", s.send(longAnswers[0], second, office), 200, "")
	two.conn.Close()
	three.conn.Close()
	for range 1000 { // until the server has seen that they are gone
		if strings.Contains(strings.Join(s.scrape(), "\n"), "opencec_streams 0") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.expect("when clients have gone away", s.send(longAnswers[0], first, office), 200, "")
	if lines := strings.Join(s.scrape(), "\n"); !strings.Contains(lines, `refused_total{by="stream"} 4`) {
		t.Error(lines)
	}
}

// A stream ends in the middle when its time is over, and the operator is informed.
func TestStreamTimeout(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 0)
	s := newEmptyStation(t, api.Options{StreamTimeout: time.Second}, ringOf(t, key))
	s.server.Swap(largeVersion(t, 1))
	server := s.serve()
	r := server.get(t, longAnswers[0], secret, "HTTP/1.1")
	for range 1000 { // the server gives up, while nobody reads
		if strings.Contains(s.log.String(), "answer cut off") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n, err := r.rest(); err == nil {
		t.Errorf("it was not cut off, and has %d bytes", n)
	}
	if log := s.log.String(); !strings.Contains(log, "has not read all of it in the time that a stream may take") {
		t.Errorf("log: %s", log)
	}
}

// In HTTP/1.0 the end of the connection is the end of the body: a cut-off body ends with
// an error instead.
func TestStreamCutOffInHTTP10(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 0)
	s := newEmptyStation(t, api.Options{}, ringOf(t, key))
	s.server.Swap(largeVersion(t, 1))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	// Sends the first part, and then replaces the register twice.
	replace := func() { s.server.Swap(largeVersion(t, 2)); s.server.Swap(largeVersion(t, 3)) }
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Replace") != "" {
			w = &breaking{w, replace}
		}
		s.http.ServeHTTP(w, r)
	})
	go func() { _ = api.Serve(t.Context(), listener, handler, time.Second, slog.New(slog.DiscardHandler)) }()
	ask := func(target, more string) (string, error) {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET %s HTTP/1.0\r\nX-Api-Key: %s\r\n%s\r\n", target, secret, more)
		text, err := io.ReadAll(conn)
		return string(text), err
	}
	for _, target := range longAnswers[:3] {
		if text, err := ask(target, "X-Replace: yes\r\n"); err == nil {
			t.Errorf("%s: %d bytes, and a clean end", target, len(text))
		}
		if text, err := ask(target, ""); err != nil || !strings.HasPrefix(text, "HTTP/1.0 200 ") || len(text) < 100_000 {
			t.Errorf("%s, whole: %d bytes, %v", target, len(text), err)
		}
	}
}
