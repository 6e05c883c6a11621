package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// An id is the same with its slash escaped: generated clients send it so.
func TestEscapedIDs(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	for _, target := range []string{
		"/v1/listings/tesla/powerwall-2", "/v1/listings/tesla/powerwall-2?on=2025-01-01&as_of=2026-03-01&fields=id,status,links",
		"/v1/listings/tesla/powerwall-2/history", "/v1/listings/tesla/powerwall-2/history?as_of=2026-03-01&limit=1",
		"/v1/certificates/ul/ul-2023-0142", "/v1/certificates/ul/ul-2023-0142?on=2025-01-01&as_of=2026-03-01", "/v1/certificates/ul/ul-2023-0142/history",
		"/v1/listings/tesla/powerwall-ii", "/v1/listings/tesla/powerwall-ii?on=2025-01-01", "/v1/listings/tesla/powerwall-ii/history", // a former id
		"/v1/listings/tesla/none", "/v1/listings/nobody/nothing/history",
	} {
		want, wantBody := f.get(target)
		for _, slash := range []string{"%2F", "%2f"} {
			parts := strings.SplitN(target, "/", 5)
			escaped := strings.Join(parts[:4], "/") + slash + parts[4]
			got, body := f.get(escaped)
			if got.StatusCode != want.StatusCode || got.Header.Get("ETag") != want.Header.Get("ETag") || got.Header.Get("Location") != want.Header.Get("Location") {
				t.Errorf("%s: %d, ETag %s, Location %q; with a slash %d, %s, %q", escaped, got.StatusCode, got.Header.Get("ETag"), got.Header.Get("Location"),
					want.StatusCode, want.Header.Get("ETag"), want.Header.Get("Location"))
			}
			if without := strings.NewReplacer(want.Header.Get("X-Request-Id"), "", got.Header.Get("X-Request-Id"), ""); without.Replace(body) != without.Replace(wantBody) {
				t.Errorf("%s: %s; with a slash %s", escaped, body, wantBody)
			}
			head := f.request(http.MethodHead, escaped, nil)
			if head.StatusCode != want.StatusCode || head.Header.Get("ETag") != want.Header.Get("ETag") || head.Header.Get("Location") != want.Header.Get("Location") {
				t.Errorf("HEAD %s: %d, %v", escaped, head.StatusCode, head.Header)
			}
			if got := f.request(http.MethodGet, escaped, http.Header{}); got.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s without a key: %d", escaped, got.StatusCode)
			}
		}
	}
}

// Other escaped slashes are no way to a record, nor out of the API.
func TestEscapedSlashes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{
		"/v1/listings/tesla%2F%2Fpowerwall-2", "/v1/listings/tesla%2F", "/v1/listings/%2Fpowerwall-2", "/v1/listings/%2F", "/v1/listings/%2F%2F",
		"/v1/listings/tesla%2Fpowerwall-2%2F", "/v1/listings/tesla%2Fpowerwall-2%2Fhistory", "/v1/listings/tesla%2Fpowerwall-2/", "/v1/listings/tesla%2Fpowerwall-2/history/x",
		"/v1/listings/tesla/powerwall-2%2F", "/v1/listings/tesla%2F/powerwall-2", "/v1/listings/tesla%2F/history", "/v1/listings/tesla/powerwall-2%2Fhistory",
		"/v1/listings/..%2Fcertificates", "/v1/listings/tesla%2F..", "/v1/listings/..%2F..%2Flistings", "/v1/listings/%2e%2e%2Fcertificates", "/v1/listings/.%2Ftesla",
		"/v1/listings/tesla%252Fpowerwall-2", "/v1/listings/tesla%255C2Fpowerwall-2", "/v1/listings/tesla%5Cpowerwall-2", "/v1/listings/tesla%2Fpowerwall-2%00",
		"/v1%2Flistings/tesla/powerwall-2", "/v1/listings%2Ftesla/powerwall-2", "/v1%2Fabout", "/v1/manufacturers/tesla%2Fx", "/v1/test-profiles/%2F",
		"/v1/certificates/ul%2F%2Ful-2023-0142", "/v1/certificates/ul%2Ful-2023-0142%2F",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			res := f.request(method, path, nil)
			if res.StatusCode != http.StatusNotFound || method == http.MethodGet && f.problem(res).Type != "urn:opencec:problem:not-found" {
				t.Errorf("%s %s: %d", method, path, res.StatusCode)
			}
		}
	}
}
