package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"opencec/tools/api"
	"opencec/tools/api/admin"
	"opencec/tools/query/keys"
)

// A keys file that breaks or vanishes while the program runs changes nothing but
// what the operator sees.
func TestKeysFileBreaks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	secret := addKey(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	p := program{log: logger, now: clock, ring: ring, server: api.NewServer(api.Options{Keys: ring, Now: clock, Log: slog.New(slog.DiscardHandler)})}
	// Watch takes a tick when the look before it is over. The last look may be cut short.
	look := func() {
		ctx, stop := context.WithCancel(t.Context())
		tick, ended := make(chan time.Time), make(chan struct{})
		go func() {
			defer close(ended)
			ring.Watch(ctx, tick, p.keysRead)
		}()
		for range 3 { // only the first one has news
			tick <- now
		}
		stop()
		<-ended
	}
	for _, step := range []struct {
		name   string
		change func() error
		stale  string
		log    string
	}{
		{"broken", func() error { return os.WriteFile(path, []byte("{"), 0o600) }, "1", `level=ERROR msg="the keys cannot be used`},
		{"gone", func() error { return os.Remove(path) }, "1", "no such file"},
		{"back", func() error { return os.WriteFile(path, whole, 0o600) }, "0", `level=INFO msg="the keys have been read" keys=1`},
	} {
		if err := step.change(); err != nil {
			t.Fatal(err)
		}
		log.Reset()
		look()
		if got := log.String(); !strings.Contains(got, step.log) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: log %s", step.name, got)
		}
		w := httptest.NewRecorder()
		admin.Handler(p.server, p.log, false).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		if want := `opencec_reload_failing{source="keys"} ` + step.stale + "\n"; !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: no %s in\n%s", step.name, want, w.Body)
		}
		r := httptest.NewRequest("GET", "/v1", nil)
		r.Header.Set("X-Api-Key", secret)
		w = httptest.NewRecorder()
		p.server.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusServiceUnavailable { // there is no register, but the key is good
			t.Errorf("%s: %d %s", step.name, w.Code, w.Body)
		}
	}
}

// A keys file that is replaced by a pipe without a writer is a visible failure. A good
// file in its place is used, and the program stops when asked to, in both states.
func TestKeysFileBlocks(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	publish(t, filepath.Join(dir, "public"), "one")
	secret := addKey(t, "keys.json")
	block := func() {
		t.Helper()
		if err := errors.Join(os.Rename("keys.json", "kept.json"), syscall.Mkfifo("keys.json", 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"--admin-listen", "127.0.0.1:0", "--snapshot", "public", "--keys-file", "keys.json"}
	r := start(t, args...)
	block()
	r.wait("the failure", func() bool {
		return strings.Contains(r.log.String(), `level=ERROR msg="the keys cannot be used`) && strings.Contains(r.metrics(), `opencec_reload_failing{source="keys"} 1`) &&
			strings.Contains(r.metrics(), `opencec_notice{code="keys-not-updated"} 1`)
	})
	if err := errors.Join(keys.Revoke(t.Context(), keys.File("kept.json"), "portal", now), os.Rename("kept.json", "keys.json")); err != nil {
		t.Fatal(err)
	}
	r.wait("the revocation", func() bool { return status(t, r.url+"/v1", secret) == http.StatusUnauthorized })
	if metrics := r.metrics(); !strings.Contains(metrics, `opencec_reload_failing{source="keys"} 0`) || !strings.Contains(metrics, `opencec_notice{code="keys-not-updated"} 0`) {
		t.Errorf("the keys still fail:\n%s", metrics)
	}
	block()
	r.wait("the second failure", func() bool { return strings.Count(r.log.String(), "the keys cannot be used") == 2 })
	if code := r.stop(); code != exitGood {
		t.Errorf("exit code %d\n%s", code, r.log)
	}
	var stderr strings.Builder
	if code := run(t.Context(), append([]string{"opencec-api"}, args...), io.Discard, &stderr, clock); code != exitFailed || !strings.Contains(stderr.String(), "keys.json: not a regular file, but a named pipe") {
		t.Errorf("started with it: %d %s", code, &stderr)
	}
}

// metrics returns the metrics of the admin address.
func (r *running) metrics() string {
	r.t.Helper()
	res, err := http.Get(r.admin + "/metrics")
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

// A part that cannot be interrupted does not keep the program from ending.
func TestLeaveBlocked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		defer close(release)
		cancel()
		begin := time.Now()
		if err := leaveBlocked(ctx, func(context.Context) error { <-release; return nil }); err != nil || time.Since(begin) != closeTimeout {
			t.Errorf("it ended after %s: %v", time.Since(begin), err)
		}
		failure := errors.New("a failure")
		if err := leaveBlocked(t.Context(), func(context.Context) error { return failure }); err != failure {
			t.Errorf("a part that fails: %v", err)
		}
	})
}

// The admin address has what the operator needs, to the end.
func TestAdminAddress(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	publish(t, filepath.Join(dir, "public"), "one")
	r := start(t, "--admin-listen", "127.0.0.1:0", "--snapshot", "public", "--api-key-hash", keys.Hash("secret of the test"), "--rate", "2")
	for _, want := range []int{http.StatusOK, http.StatusOK, http.StatusTooManyRequests} {
		if got := status(t, r.url+"/v1", "secret of the test"); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
	res, err := http.Get(r.admin + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`opencec_http_requests_total{method="GET",route="/v1",status="2xx"} 2`, `opencec_http_requests_refused_total{by="key"} 1`,
		`opencec_register_info{commit="",version="one"} 1`, `opencec_reloads_total{result="success",source="snapshot"} 1`,
	} {
		if !strings.Contains(string(text), want+"\n") {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	for target, want := range map[string]int{"/readyz": 200, "/debug/pprof/": 404} {
		if got := status(t, r.admin+target, ""); got != want {
			t.Errorf("%s: %d, want %d", target, got, want)
		}
	}
	code, log := r.stop(), r.log.String()
	if code != exitGood || strings.Count(log, "stopping; requests under way may end") != 2 {
		t.Errorf("exit code %d\n%s", code, log)
	}
}

// An admin address that cannot be had ends the program before it answers.
func TestAdminAddressTaken(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	taken, err := api.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var stderr strings.Builder
	code := run(t.Context(), []string{"opencec-api", "--snapshot", "public", "--api-key-hash", keys.Hash("x"), "--listen", "127.0.0.1:0",
		"--admin-listen", taken.Addr().String()}, io.Discard, &stderr, clock)
	if code != exitFailed || !strings.Contains(stderr.String(), "another program uses that port") {
		t.Errorf("%d %s", code, &stderr)
	}
}
