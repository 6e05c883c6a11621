package api_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
)

// listen serves the fixture on the loopback until the test ends, and returns its address.
func (f *fixture) listen() string {
	f.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	go func() { _ = api.Serve(f.Context(), listener, f.http, time.Second, slog.New(slog.DiscardHandler)) }()
	return listener.Addr().String()
}

// A request with both a length and chunks is read by its chunks, and the connection ends
// with its answer: nothing after it on the connection is answered.
func TestLengthAndChunks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	address := f.listen()
	for name, test := range map[string]struct {
		header string
		close  bool
	}{
		"chunks":            {"Transfer-Encoding: chunked\r\n", true},
		"length and chunks": {"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", true},
		"chunks and length": {"Transfer-Encoding: chunked\r\nContent-Length: 20\r\n", true},
		"length":            {"Content-Length: 26\r\n", false},
	} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		body := `[{"model": "x"}]          `
		if test.close {
			body = "1a\r\n" + body + "\r\n0\r\n\r\n"
		}
		fmt.Fprintf(conn, "POST /v1/check HTTP/1.1\r\nHost: register\r\nX-Api-Key: %s\r\nContent-Type: application/json\r\n%s\r\n%s"+
			"GET /healthz HTTP/1.1\r\nHost: register\r\nConnection: close\r\n\r\n", f.secret, test.header, body)
		text, err := io.ReadAll(conn)
		conn.Close()
		answers := strings.Count(string(text), "HTTP/1.1 200 OK")
		if want := map[bool]int{true: 1, false: 2}[test.close]; answers != want || !strings.Contains(string(text), "Connection: close") {
			t.Errorf("%s: %d answers, want %d: %v\n%s", name, answers, want, err, text)
		}
	}
}

// The connection of a request that may hide a second one ends with its answer.
func TestConnectionsThatEnd(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	address := f.listen()
	const both = "Host: register\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n"
	for _, first := range []string{
		"OPTIONS * HTTP/1.1\r\n" + both, "OPTIONS /v1 HTTP/1.1\r\n" + both, "HEAD /healthz HTTP/1.1\r\n" + both, "GET //x HTTP/1.1\r\n" + both, "CONNECT x:1 HTTP/1.1\r\n" + both,
		"GET /healthz HTTP/1.0\r\n" + both, "POST /v1/check HTTP/1.0\r\n" + both,
	} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, first+"GET /readyz HTTP/1.1\r\nHost: register\r\nConnection: close\r\n\r\n")
		text, err := io.ReadAll(conn)
		conn.Close()
		if err != nil || strings.Count(string(text), "HTTP/1.") != 1 || !strings.Contains(string(text), "X-Request-Id: ") {
			t.Errorf("%.40q: %v, %s", first, err, text)
		}
	}
}
