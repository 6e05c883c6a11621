package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"opencec/tools/api"
	"opencec/tools/api/admin"
	"opencec/tools/query/keys"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// once is a listener with one connection.
type once struct{ connection chan net.Conn }

func (o once) Accept() (net.Conn, error) {
	if conn, ok := <-o.connection; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (o once) Close() error   { return nil }
func (o once) Addr() net.Addr { return &net.UnixAddr{Name: "once", Net: "unix"} }

// beginReading asks a handler over a connection that holds nothing, and reads the head of
// the answer.
func beginReading(t *testing.T, h http.Handler, target string) *http.Response {
	t.Helper()
	near, far := net.Pipe()
	listener := once{make(chan net.Conn, 1)}
	listener.connection <- far
	close(listener.connection)
	go func() { _ = http.Serve(listener, h) }()
	t.Cleanup(func() { near.Close() })
	fmt.Fprintf(near, "GET %s HTTP/1.1\r\nHost: register\r\nX-Api-Key: %s\r\n\r\n", target, secret)
	res, err := http.ReadResponse(bufio.NewReaderSize(near, 16), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Readers of long answers who do not go on reading hold no connection to the database, and
// no version: when it has been replaced twice, they are cut off, and see it.
func TestDatabaseSlowReaders(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	load := func(name string) {
		t.Helper()
		records := querytest.Random(1, 600).Records
		changed := *records.Listings[0]
		changed.Notes = name
		records.Listings[0] = &changed
		reg, err := register.New(records, register.Version{ID: name, Commit: name, Time: now})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := postgres.Load(t.Context(), url, reg, postgres.LoadOptions{AllowMassChange: true}); err != nil {
			t.Fatal(err)
		}
	}
	load("one")
	const connections = 2
	separator := "?"
	if strings.Contains(url, "?") {
		separator = "&"
	}
	database, err := postgres.Connect(t.Context(), fmt.Sprintf("%s%spool_max_conns=%d", url, separator, connections), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.FromHash("test", keys.Hash(secret))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	follower := &databaseFollower{database: database, log: log, now: clock}
	server := api.NewServer(api.Options{Keys: ring, Now: clock, Log: log, Metrics: []prometheus.Collector{databaseCollector{follower}}})
	follower.server = server
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = follower.follow(ctx)
	}()
	t.Cleanup(func() { cancel(); <-ended; database.Close() })
	wait := func(wanted ...string) {
		t.Helper()
		for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
			w := httptest.NewRecorder()
			admin.Handler(server, log, false).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
			metrics, missing := w.Body.String(), ""
			for _, want := range wanted {
				if !strings.Contains(metrics, "\n"+want+"\n") {
					missing = want
				}
			}
			if missing == "" {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s does not come in\n%s", missing, metrics)
			}
		}
	}
	wait(`opencec_register_info{commit="one",version="one"} 1`)
	var readers []*http.Response
	for i := range 3 * connections {
		target := []string{"/v1/listings?format=ndjson", "/v1/listings?format=csv", "/listings"}[i%3]
		readers = append(readers, beginReading(t, server.Handler(), target))
	}
	wait(fmt.Sprintf("opencec_streams %d", len(readers)), `opencec_database_connections{state="busy"} 0`)
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/v1/listings?q=a&limit=1", nil)
	r.Header.Set("X-Api-Key", secret)
	if server.Handler().ServeHTTP(w, r); w.Code != http.StatusOK {
		t.Errorf("a request meanwhile: %d %s", w.Code, w.Body)
	}
	for _, name := range []string{"two", "three"} {
		load(name)
		wait(`opencec_register_info{commit="` + name + `",version="` + name + `"} 1`)
	}
	wait(fmt.Sprintf(`opencec_streams_cut_off_total{reason="replaced"} %d`, len(readers)), "opencec_streams 0")
	for i, res := range readers {
		if n, err := io.Copy(io.Discard, res.Body); err == nil {
			t.Errorf("reader %d has %d bytes, and a clean end", i, n)
		}
	}
}
