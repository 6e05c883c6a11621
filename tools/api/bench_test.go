package api_test

import (
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
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

// A kind of request, with other values each time.
type varied struct {
	name   string
	target func(rng *rand.Rand) string
}

// day returns a day within ten years.
func day(rng *rand.Rand) string { return querytest.Today.AddDays(rng.IntN(3650) - 2920).String() }

const filtered = "/v1/listings?status=active&entity_type=client&limit=20"

var variedRequests = []varied{
	{"threshold", func(rng *rand.Rand) string {
		return fmt.Sprintf("%s&bess.capacity__gte=%.2f", filtered, 8*rng.Float64())
	}},
	{"day", func(rng *rand.Rand) string {
		return fmt.Sprintf("%s&bess.capacity__gte=%.2f&on=%s", filtered, 8*rng.Float64(), day(rng))
	}},
	{"sorted", func(rng *rand.Rand) string { return filtered + "&sort=-listed_until,model&on=" + day(rng) }},
	{"words", func(rng *rand.Rand) string {
		words := []string{"power", "eco", "hyb", "max", "ac", "acme", "bolt", "1", "2", "ul"}
		return fmt.Sprintf("/v1/listings?limit=20&q=%s%%20%d&on=%s", words[rng.IntN(len(words))], rng.IntN(20), day(rng))
	}},
	{"facets", func(rng *rand.Rand) string {
		return fmt.Sprintf("%s&bess.capacity__gte=%.2f&on=%s&facets=status,manufacturer,brand", filtered, 8*rng.Float64(), day(rng))
	}},
	{"certificate", func(rng *rand.Rand) string {
		return fmt.Sprintf("/v1/listings?limit=20&certificate.status=current&certificate.expiry__lt=%s&on=%s", day(rng), day(rng))
	}},
	{"record", func(rng *rand.Rand) string {
		return "/v1/listings/" + benchIDs()[rng.IntN(10_000)] + "?on=" + day(rng)
	}},
	{"check", func(rng *rand.Rand) string {
		return fmt.Sprintf("/v1/check?model=Power+%d.%d&on=%s", rng.IntN(20), rng.IntN(3), day(rng))
	}},
}

// benchIDs are the ids of the listings of tenThousand.
var benchIDs = sync.OnceValue(func() []string {
	var ids []string
	for _, l := range querytest.Random(1, 10_000).Listings {
		ids = append(ids, l.ID)
	}
	return ids
})

// Answers out of 10,000 listings, another one each time, with everything except the network.
func BenchmarkRequest(b *testing.B) {
	h, secret := tenThousand(b)
	for _, kind := range variedRequests {
		for name, header := range map[string]http.Header{"plain": {}, "gzip": {"Accept-Encoding": {"gzip"}}} {
			rng := rand.New(rand.NewPCG(1, 7))
			requests := make([]*http.Request, 1000)
			for i := range requests {
				requests[i] = httptest.NewRequest("GET", kind.target(rng), nil)
				requests[i].Header = header.Clone()
				requests[i].Header.Set("X-Api-Key", secret)
			}
			b.Run(kind.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					w := &quiet{header: http.Header{}}
					h.ServeHTTP(w, requests[i%len(requests)])
					if w.status != 200 || w.bytes == 0 {
						b.Fatal(requests[i%len(requests)].URL, w.status)
					}
				}
			})
		}
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
