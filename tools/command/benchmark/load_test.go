package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestConstantRate checks that a pause of the server counts for every request that was due in it.
func TestConstantRate(t *testing.T) {
	t.Parallel()
	const pause = 600 * time.Millisecond
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			time.Sleep(pause)
		}
		if r.Header.Get("x-api-key") != "key" || r.Header.Get("Accept-Encoding") != "gzip" || !strings.HasPrefix(r.URL.Path, "/p") {
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = io.WriteString(w, strings.Repeat("x", 100_000)) // in chunks
	}))
	defer server.Close()
	l := load{address: server.Listener.Addr().String(), key: "key", gzip: true, paths: []string{"/p1", "/p2"}, connections: 1, duration: time.Second}
	f, err := atConstantRate(t.Context(), l, 100, 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	if n := requests.Load(); n != 100 {
		t.Errorf("%d requests were sent, want 100", n)
	}
	// With one connection 60 requests were due in the pause. The one in the middle of all, which
	// was due after 100 ms or later, waited until the pause ended.
	if f.p50 < 50 || f.p999 < 500 {
		t.Errorf("%+v, want latencies of the pause", f)
	}
	l.key = "wrong"
	if _, err := atConstantRate(t.Context(), l, 100, 0, 3); err == nil || !strings.Contains(err.Error(), "status 400") {
		t.Errorf("a wrong answer: %v", err)
	}
	if _, err := atConstantRate(t.Context(), l, 0.5, 0, 3); err == nil {
		t.Error("a rate of no request in the time is accepted")
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	var took []time.Duration
	for i := range 1001 { // the slowest first
		took = append(took, time.Duration(1000-i)*time.Millisecond)
	}
	if f, want := summary(took, 2*time.Second), (figures{500.5, 500, 990, 999}); f != want {
		t.Errorf("%+v, want %+v", f, want)
	}
	rounds := []figures{{3, 1, 9, 7}, {1, 2, 8, 9}, {2, 3, 7, 8}}
	if f, want := medians(rounds), (figures{2, 2, 8, 8}); f != want {
		t.Errorf("medians: %+v, want %+v", f, want)
	}
}

func TestParseWrk(t *testing.T) {
	t.Parallel()
	f, err := parseWrk("Running 2s test @ http://127.0.0.1:1\nRESULT 1234.5 1.200 3.400 5.600 0\n")
	if want := (figures{1234.5, 1.2, 3.4, 5.6}); err != nil || f != want {
		t.Errorf("%+v, %v, want %+v", f, err, want)
	}
	for text, want := range map[string]string{
		"unable to connect":              "no result",
		"RESULT 1234.5 1.2 3.4 5.6 7":    "7 requests failed",
		"RESULT 0.0 0.000 0.000 0.000 0": "no answer",
		"RESULT nan? 0.000 0.000 0.0 0":  "invalid syntax",
	} {
		if _, err := parseWrk(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestReadPgbenchLogs(t *testing.T) {
	t.Parallel()
	prefix := filepath.Join(t.TempDir(), "log")
	if _, err := readPgbenchLogs(prefix); err == nil {
		t.Error("no logs, and no error")
	}
	for name, text := range map[string]string{"": "0 1 2500 0 1795 12\n", ".1": "1 1 400 0 1795 12\n1 2 600 0 1795 13\n"} {
		if err := os.WriteFile(prefix+".77"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	took, err := readPgbenchLogs(prefix)
	if sum := took[0] + took[1] + took[2]; err != nil || len(took) != 3 || sum != 3500*time.Microsecond {
		t.Errorf("%v, %v", took, err)
	}
	if left, _ := filepath.Glob(prefix + "*"); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}

// TestBars computes the bars of made-up figures.
func TestBars(t *testing.T) {
	t.Parallel()
	row := func(n int, on engine, kind, server string, rate, p50 float64) requestRow {
		return requestRow{listings: n, engine: on, kind: kind, server: server, full: figures{rate: rate, p50: p50}}
	}
	r := report{
		starts: []startRow{
			{listings: 10_000, engine: memoryEngine, server: "opencec-api", ready: []usage{{0.2, 100}, {0.4, 200}, {0.3, 120}}},
			{listings: 100_000, engine: memoryEngine, server: "opencec-api", ready: []usage{{1.5, 300}}, peak: 500},
			{listings: 10_000, engine: databaseEngine, server: "opencec-api, database"},
			{listings: 10_000, engine: databaseEngine, server: "opencec-api abc1234"},
		},
		loads: []loadRow{{10_000, "this", []loadFigures{{loadFigure{usage{2, 0}, 9}, loadFigure{usage{1.5, 0}, 0}, loadFigure{usage{1, 0}, 3}}}}},
		requests: []requestRow{
			row(10_000, memoryEngine, "page", "opencec-api", 1000, 1), row(10_000, memoryEngine, "page", bareServer, 2000, 1),
			row(10_000, memoryEngine, "day", "opencec-api", 700, 1),
			row(10_000, memoryEngine, "selective", "opencec-api", 900, 1), row(100_000, memoryEngine, "selective", "opencec-api", 300, 1),
			row(10_000, databaseEngine, "page", "opencec-api, database", 600, 2), row(10_000, databaseEngine, "page", "opencec-api abc1234", 100, 2),
			row(10_000, databaseEngine, "page", pocketBaseServer, 700, 2),
		},
	}
	r.requests[0].half = &figures{p99: 4}
	var have []string
	for _, b := range r.bars() {
		have = append(have, strings.Join([]string{b.about, yesNo(b.holds())}, ": "))
	}
	want := []string{
		"memory: day ÷ page: no",                        // 0.7
		"memory: page ÷ bare net/http: yes",             // 0.5
		"memory: page, p99 ms at half load: yes",        // 4
		"memory: ready, s: yes",                         // 0.3
		"memory: ready, MB: yes",                        // 120
		"memory: ready, s: no",                          // 1.5 at 100,000
		"memory: peak under load, MB: yes",              // 500
		"memory: cost of selective ÷ that at 10000: no", // 3
		"Postgres: page ÷ opencec-api abc1234: yes",     // 6
		"Postgres: page ÷ PocketBase: no",               // 600 and 700
		"first, s: yes", "unchanged, s: no", "one record, s: yes",
	}
	if strings.Join(have, "\n") != strings.Join(want, "\n") {
		t.Errorf("bars:\n%s\nwant:\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}
