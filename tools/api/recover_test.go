package api

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"opencec/tools/query/keys"
)

func recovering(log *bytes.Buffer, h http.HandlerFunc) http.Handler {
	ring, err := keys.NewRing()
	if err != nil {
		panic(err)
	}
	s := NewServer(Options{Keys: ring, Now: func() time.Time { return time.Time{} }, Log: slog.New(slog.NewTextHandler(log, nil))})
	return Chain(h, s.withInfo, s.recovered)
}

func TestPanicBecomesProblem(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := httptest.NewRecorder()
	recovering(&log, func(http.ResponseWriter, *http.Request) { panic("the secret reason") }).ServeHTTP(w, httptest.NewRequest("GET", "/x", nil))
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "secret reason") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if !strings.Contains(log.String(), "the secret reason") || !strings.Contains(log.String(), "recover_test.go") {
		t.Errorf("log %s", &log)
	}
}

// A partial answer must not look complete: the connection breaks.
func TestPanicAfterWriting(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("the panic became %v", got)
		}
	}()
	recovering(&log, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("part"))
		panic("late")
	}).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/x", nil))
}

func TestChainOrder(t *testing.T) {
	t.Parallel()
	var order []string
	named := func(name string) Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				order = append(order, name)
				next.ServeHTTP(w, r)
			})
		}
	}
	Chain(http.NotFoundHandler(), named("first"), named("second")).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if got := strings.Join(order, " "); got != "first second" {
		t.Errorf("order %s", got)
	}
}
