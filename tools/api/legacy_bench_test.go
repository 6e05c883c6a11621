package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"opencec/tools/api/legacytest"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
)

// What clients of the register's predecessor ask, of 100,000 listings. Once the first has
// asked, an engine is asked no more, so that all engines are as fast.
func BenchmarkLegacy(b *testing.B) {
	reg := querytest.Random(1, 100_000)
	engine := memory.New(reg)
	ask := func(handler http.Handler, secret, target string) int {
		r := httptest.NewRequest("GET", target, nil)
		r.Header.Set("X-Api-Key", secret)
		w := &quiet{header: http.Header{}}
		handler.ServeHTTP(w, r)
		if w.status >= 400 {
			b.Fatalf("%s: %d", target, w.status)
		}
		return w.bytes
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			handler, secret := legacytest.Server(b, engine)
			ask(handler, secret, "/listings?manufacturer=nobody")
		}
	})
	handler, secret := legacytest.Server(b, engine)
	models := make([]string, 1000)
	for i := range models {
		models[i] = reg.Listings[i*97%len(reg.Listings)].Model
	}
	for name, target := range map[string]func(i int) string{
		"number": func(i int) string {
			return "/listings?id=" + strconv.FormatInt(reg.Listings[i*97%len(reg.Listings)].LegacyNumber(), 10)
		},
		"id": func(i int) string { return "/listings?id=" + reg.Listings[i*97%len(reg.Listings)].ID },
		"manufacturer": func(i int) string {
			return "/listings?manufacturer=" + string(rune('a'+i%26)) + string(rune('a'+i/26%26))
		},
		"model": func(i int) string { return "/listings?model=" + url.QueryEscape(models[i%len(models)]) },
		"wildcards": func(i int) string {
			return "/listings?model=" + url.QueryEscape("%"+models[i%len(models)][:2]+"_%"+strconv.Itoa(i%10))
		},
		"status": func(i int) string {
			return "/listings?status=suspended&entity_type=server&manufacturer=" + strconv.Itoa(i%10)
		},
		"all": func(i int) string { return "/listings?colour=" + strconv.Itoa(i) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			bytes, i := 0, 0
			for b.Loop() {
				bytes += ask(handler, secret, target(i))
				i++
			}
			b.ReportMetric(float64(bytes)/float64(b.N), "bytes/op")
		})
	}
}
