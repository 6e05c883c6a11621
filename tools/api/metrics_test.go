package api_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/api/admin"
	"opencec/tools/query/keys"
)

// ask sends a request to the admin address.
func (s *station) ask(method, target string, profiling bool) *http.Response {
	w := httptest.NewRecorder()
	admin.Handler(s.server, slog.New(slog.DiscardHandler), profiling).ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w.Result()
}

// scrape returns the lines of the program's own metrics.
func (s *station) scrape() []string {
	s.Helper()
	res := s.ask("GET", "/metrics", false)
	if res.StatusCode != http.StatusOK {
		s.Fatalf("/metrics: %d", res.StatusCode)
	}
	var lines []string
	for line := range strings.Lines(s.body(res)) {
		if strings.HasPrefix(line, "opencec_") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 5)
	revoked, revokedSecret := keyOf(t, "revoked", 0)
	revoked.Revoked = now
	s := newStation(t, api.Options{Build: "a build"}, ringOf(t, key, revoked))
	s.send("/healthz", "", office)
	s.send("/v1/listings?status=active", secret, office)
	tag := s.send("/v1/listings/tesla/powerwall-2", secret, office).Header.Get("ETag")
	s.request("GET", "/v1/listings/tesla/powerwall-2", http.Header{"X-Api-Key": {secret}, "If-None-Match": {tag}})
	s.send("/v1/listings/tesla/none", secret, office)
	s.request("BREW", "/v1/listings", http.Header{})
	s.send("/v1/nothing/at/all", secret, office)
	s.send("/v1", secret, office)                      // one too many
	s.send("/v1", revokedSecret, office)               // revoked
	s.send("/v1", "x", "192.0.2.9:1")                  // unknown
	s.send("/v1", keys.NewSecret()+"x", "192.0.2.9:1") // mistyped
	s.send("/v1", "x", "192.0.2.9:1")                  // unknown
	s.server.Reloaded(api.SnapshotSource, nil)
	s.clock.pass(time.Minute)
	s.server.Reloaded(api.SnapshotSource, nil)
	s.server.Reloaded(api.KeysSource, nil)
	s.server.Reloaded(api.KeysSource, errors.New("broken"))
	lines := s.scrape()
	for _, want := range []string{
		`opencec_http_requests_total{method="GET",route="/healthz",status="2xx"} 1`,
		`opencec_http_requests_total{method="GET",route="/v1/listings",status="2xx"} 1`,
		`opencec_http_requests_total{method="other",route="/v1/listings",status="4xx"} 1`,
		`opencec_http_requests_total{method="GET",route="/v1/listings/{manufacturer}/{id}",status="2xx"} 1`,
		`opencec_http_requests_total{method="GET",route="/v1/listings/{manufacturer}/{id}",status="3xx"} 1`,
		`opencec_http_requests_total{method="GET",route="/v1/listings/{manufacturer}/{id}",status="4xx"} 1`,
		`opencec_http_requests_total{method="GET",route="/",status="4xx"} 1`,
		`opencec_http_requests_total{method="GET",route="/v1",status="4xx"} 5`,
		`opencec_http_request_duration_seconds_count{route="/v1/listings/{manufacturer}/{id}"} 3`,
		`opencec_http_request_duration_seconds_bucket{route="/healthz",le="0.0001"} 1`, // the clock stands still
		`opencec_http_not_modified_total{route="/v1/listings/{manufacturer}/{id}"} 1`,
		`opencec_http_requests_in_flight 0`,
		`opencec_http_requests_refused_total{by="key"} 1`,
		`opencec_http_requests_refused_total{by="stream"} 0`,
		`opencec_bad_keys_total{reason="unknown"} 2`,
		`opencec_bad_keys_total{reason="mistyped"} 1`,
		`opencec_bad_keys_total{reason="revoked"} 1`,
		`opencec_bad_keys_total{reason="expired"} 0`,
		`opencec_streams 0`,
		`opencec_streams_cut_off_total{reason="timeout"} 0`,
		`opencec_streams_cut_off_total{reason="replaced"} 0`,
		`opencec_keys 2`,
		`opencec_build_info{build="a build"} 1`,
		`opencec_register_info{commit="c0ffee",version="sample-1"} 1`,
		`opencec_register_timestamp_seconds 1.795136523e+09`,
		`opencec_register_records{kind="listings"} 8`,
		`opencec_register_records{kind="certificates"} 4`,
		`opencec_reloads_total{result="success",source="snapshot"} 2`,
		`opencec_reloads_total{result="failure",source="snapshot"} 0`,
		`opencec_reloads_total{result="failure",source="keys"} 1`,
		`opencec_reload_failing{source="keys"} 1`,
		`opencec_reload_success_timestamp_seconds{source="snapshot"} 1.79539566e+09`,
		`opencec_reload_failing{source="snapshot"} 0`,
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("there is no %s in\n%s", want, strings.Join(lines, "\n"))
		}
	}
	if body := s.body(s.ask("GET", "/metrics", false)); !strings.Contains(body, "go_goroutines ") || !strings.Contains(body, "process_resident_memory_bytes ") {
		t.Error("the Go runtime or the process is not in the metrics")
	}
}

// No request adds lines to the metrics.
func TestMetricsAreBounded(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 0)
	s := newStation(t, api.Options{}, ringOf(t, key))
	round := func(word string) {
		for _, target := range []string{"/" + word, "/v1/listings/" + word + "/x", "/v1/listings?q=" + word, "/v1/manufacturers/" + word, "//" + word} {
			s.send(target, secret, office)
		}
		s.request(strings.ToUpper(word), "/v1", http.Header{})
	}
	round("one")
	before := len(s.scrape())
	for _, word := range []string{"two", "three", "four"} {
		round(word)
	}
	lines := s.scrape()
	if len(lines) != before {
		t.Errorf("%d lines became %d:\n%s", before, len(lines), strings.Join(lines, "\n"))
	}
	if got := strings.Join(lines, "\n"); strings.Contains(got, "two") || strings.Contains(got, "TWO") {
		t.Errorf("what was asked for is in the metrics:\n%s", got)
	}
}

func TestMetricsBeforeTheRegister(t *testing.T) {
	t.Parallel()
	s := newEmptyStation(t, api.Options{}, ringOf(t))
	for _, line := range s.scrape() {
		if strings.HasPrefix(line, "opencec_register_") {
			t.Errorf("there is no register, but %s", line)
		}
	}
}

func TestAdmin(t *testing.T) {
	t.Parallel()
	s := newStation(t, api.Options{}, ringOf(t))
	for _, test := range []struct {
		method, target string
		profiling      bool
		status         int
	}{
		{"GET", "/healthz", false, 200},
		{"HEAD", "/healthz", false, 200},
		{"GET", "/readyz", false, 200},
		{"GET", "/metrics", false, 200},
		{"POST", "/metrics", false, 405},
		{"GET", "/", false, 404},
		{"GET", "/v1/listings", false, 404},
		{"GET", "/debug/pprof/", false, 404},
		{"GET", "/debug/pprof/", true, 200},
		{"GET", "/debug/pprof/goroutine?debug=1", true, 200},
		{"GET", "/debug/pprof/cmdline", true, 200},
	} {
		if res := s.ask(test.method, test.target, test.profiling); res.StatusCode != test.status {
			t.Errorf("%s %s: %d, want %d", test.method, test.target, res.StatusCode, test.status)
		}
	}
	empty := newEmptyStation(t, api.Options{}, ringOf(t))
	for target, status := range map[string]int{"/healthz": 200, "/readyz": 503} {
		if res := empty.ask("GET", target, false); res.StatusCode != status {
			t.Errorf("%s before the register is there: %d", target, res.StatusCode)
		}
	}
	for _, target := range []string{"/metrics", "/debug/pprof/"} {
		if res := s.send(target, "", office); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s on the API's address: %d", target, res.StatusCode)
		}
	}
}
