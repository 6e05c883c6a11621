package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The same request gets the same status, headers and body again, for every kind of request.
func TestSameAnswerAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, target := range []string{
		"/v1/listings", "/v1/listings?limit=2&sort=-model", "/v1/listings?on=2024-01-01&status=active",
		"/v1/listings?facets=status&fields=id", "/v1/certificates?limit=1", "/v1/manufacturers",
		"/v1/listings?format=json", "/v1/listings?format=csv", "/v1/listings?manufacturr=x",
	} {
		for _, header := range []http.Header{{}, {"Accept": {"application/json"}}, {"Accept": {"text/csv"}}, {"Accept-Encoding": {"gzip"}}} {
			ask := func(more http.Header) (int, http.Header, string) {
				h := header.Clone()
				h.Set("x-api-key", f.secret)
				for name, values := range more {
					h[name] = values
				}
				res := f.request(http.MethodGet, target, h)
				body := f.body(res)
				res.Header.Del("X-Request-Id")
				res.Header.Del("RateLimit")
				return res.StatusCode, res.Header, body
			}
			status, first, body := ask(nil)
			again, second, bodyAgain := ask(nil)
			if status != again || (status == http.StatusOK && body != bodyAgain) {
				t.Errorf("%s %v: %d and %d, bodies of %d and %d bytes", target, header, status, again, len(body), len(bodyAgain))
			}
			if diff := cmp.Diff(first, second); diff != "" && status == http.StatusOK {
				t.Errorf("%s %v: headers (-first +second):\n%s", target, header, diff)
			}
			if tag := first.Get("ETag"); tag != "" {
				if status, _, body := ask(http.Header{"If-None-Match": {tag}}); status != http.StatusNotModified || body != "" {
					t.Errorf("%s %v: with its ETag %d %q", target, header, status, body)
				}
			}
		}
	}
}

// After a swap, the same request gets the new version.
func TestNewAnswerAfterSwap(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for n := range 5 {
		f.server.Swap(versionOf(t, n))
		for range 2 {
			res, body := f.get("/v1/listings?limit=1")
			if want := versionOf(t, n).Register().Version.ID; res.StatusCode != http.StatusOK || !strings.Contains(body, `"version":"`+want+`"`) {
				t.Fatalf("after version %d: %d %s", n, res.StatusCode, body)
			}
		}
	}
}
