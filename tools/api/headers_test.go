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

// A request with both a length and chunks is read by its chunks, and the connection ends
// with its answer: what follows on it is not answered.
func TestLengthAndChunks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = api.Serve(t.Context(), listener, f.http, time.Second, slog.New(slog.DiscardHandler)) }()
	for name, test := range map[string]struct {
		header string
		close  bool
	}{
		"chunks":            {"Transfer-Encoding: chunked\r\n", true},
		"length and chunks": {"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", true},
		"chunks and length": {"Transfer-Encoding: chunked\r\nContent-Length: 20\r\n", true},
		"length":            {"Content-Length: 26\r\n", false},
	} {
		conn, err := net.Dial("tcp", listener.Addr().String())
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
