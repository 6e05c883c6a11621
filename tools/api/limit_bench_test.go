package api

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"opencec/tools/query/keys"
)

// forgetful is a response that discards everything.
type forgetful struct{ header http.Header }

func (w forgetful) Header() http.Header         { return w.header }
func (w forgetful) WriteHeader(int)             {}
func (w forgetful) Write(b []byte) (int, error) { return len(b), nil }

// The cost of a request besides its answer: its id, the check of its key, the limits and
// the metrics; and the cost of refusing a request. "key alone" is without the limits and
// the metrics.
func BenchmarkAround(b *testing.B) {
	key, secret, err := keys.New("bench", time.Now())
	if err != nil {
		b.Fatal(err)
	}
	spent, spentSecret, err := keys.New("spent", time.Now())
	if err != nil {
		b.Fatal(err)
	}
	key.Rate, spent.Rate = keys.MaxRate, 1
	ring, err := keys.NewRing(key, spent)
	if err != nil {
		b.Fatal(err)
	}
	nothing := func(http.ResponseWriter, *http.Request) error { return nil }
	server := func(clock func() time.Time) *Server {
		return NewServer(Options{Keys: ring, Now: clock, Log: slog.New(slog.DiscardHandler), Rate: 600})
	}
	var ticks time.Duration
	moving := server(func() time.Time { ticks += time.Millisecond; return time.Unix(0, 0).Add(ticks) }) // never out of requests
	standing := server(func() time.Time { return time.Unix(0, 0) })
	alone := func(w http.ResponseWriter, r *http.Request) {
		if _, err := ring.Verify(r.Header["X-Api-Key"][0], time.Unix(0, 0)); err != nil {
			b.Fatal(err)
		}
	}
	wrong := keys.NewSecret()
	for _, test := range []struct {
		name, secret string
		h            http.Handler
	}{
		{"key alone", secret, Chain(http.HandlerFunc(alone), moving.withInfo)},
		{"all", secret, Chain(moving.serve(moving.keyed(nothing)), moving.withInfo, moving.observed)},
		{"rate spent", spentSecret, Chain(standing.serve(standing.keyed(nothing)), standing.withInfo, standing.observed)},
		{"wrong keys", wrong, Chain(standing.serve(standing.keyed(nothing)), standing.withInfo, standing.observed)},
	} {
		b.Run(test.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", "/v1", nil)
			r.Header.Set("X-Api-Key", test.secret)
			r.Header.Set("X-Request-Id", "from-a-proxy")
			if test.secret == wrong {
				r.RemoteAddr = "198.51.100.1:1"
			}
			b.ReportAllocs()
			for b.Loop() {
				test.h.ServeHTTP(forgetful{http.Header{}}, r)
			}
		})
	}
}
