package api_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A check of items by name, half of them misspelled, with everything except the network.
func BenchmarkCheck(b *testing.B) {
	key, secret, err := keys.New("bench", now)
	if err != nil {
		b.Fatal(err)
	}
	ring, err := keys.NewRing(key)
	if err != nil {
		b.Fatal(err)
	}
	for _, listings := range []int{10_000, 100_000} {
		reg := querytest.Random(1, listings)
		server := api.NewServer(api.Options{Keys: ring, Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
		server.Swap(memory.New(reg))
		h := server.Handler()
		for _, items := range []int{1, 1_000} {
			body := benchBody(reg, items)
			post := func(b *testing.B) {
				r := httptest.NewRequest("POST", "/v1/check", strings.NewReader(body))
				r.Header.Set("X-Api-Key", secret)
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != 200 {
					b.Fatal(w.Code, w.Body)
				}
			}
			post(b) // the first builds the index: see match.BenchmarkNew
			b.Run(fmt.Sprintf("listings=%d/items=%d", listings, items), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					post(b)
				}
			})
		}
	}
}

func benchBody(reg *register.Register, items int) string {
	parts := make([]string, items)
	for i := range parts {
		l := reg.Listings[i*len(reg.Listings)/items]
		model := l.Model
		if i%2 == 1 {
			model = "Q" + model
		}
		parts[i] = fmt.Sprintf(`{"manufacturer":%q,"model":%q}`, reg.Manufacturer(l.Manufacturer).Name, model)
	}
	return "[" + strings.Join(parts, ",") + "]"
}
