package api_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
)

// quiet is a response that discards everything.
type quiet struct {
	header http.Header
	status int
	bytes  int
}

func (w *quiet) Header() http.Header { return w.header }
func (w *quiet) WriteHeader(s int)   { w.status = s }
func (w *quiet) Write(b []byte) (int, error) {
	w.bytes += len(b)
	return len(b), nil
}

// tenThousand returns a server of 10,000 listings, with a key.
func tenThousand(b *testing.B) (h http.Handler, secret string) {
	b.Helper()
	key, secret, err := keys.New("bench", now)
	if err != nil {
		b.Fatal(err)
	}
	ring, err := keys.NewRing(key)
	if err != nil {
		b.Fatal(err)
	}
	server := api.NewServer(api.Options{Keys: ring, Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	engine := memory.New(querytest.Random(1, 10_000))
	engine.Warm(b.Context())
	server.Swap(engine)
	return server.Handler(), secret
}

// A page of 20 out of 10,000 listings, filtered, with everything except the network.
func BenchmarkPage(b *testing.B) {
	h, secret := tenThousand(b)
	for name, header := range map[string]http.Header{"plain": {}, "gzip": {"Accept-Encoding": {"gzip"}}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("GET", "/v1/listings?status=active&entity_type=client&sort=-updated_at&limit=20", nil)
				r.Header = header.Clone()
				r.Header.Set("X-Api-Key", secret)
				w := &quiet{header: http.Header{}}
				h.ServeHTTP(w, r)
				if w.status != 200 || w.bytes == 0 {
					b.Fatal(w.status)
				}
			}
		})
	}
}

// The whole list of 10,000 listings, with everything except the network.
func BenchmarkExport(b *testing.B) {
	h, secret := tenThousand(b)
	for _, query := range []string{"format=ndjson", "format=ndjson&fields=id,status", "format=csv", "format=csv&fields=id,status"} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("GET", "/v1/listings?"+query, nil)
				r.Header.Set("X-Api-Key", secret)
				w := &quiet{header: http.Header{}}
				h.ServeHTTP(w, r)
				if w.bytes == 0 {
					b.Fatal(w.status)
				}
				b.SetBytes(int64(w.bytes))
			}
		})
	}
}
