package preview

import (
	"net/http"
	"net/url"
	"testing"
)

// Requests to paths that the site and the API share go to the right one.
func TestIsForAPI(t *testing.T) {
	t.Parallel()
	const page = "text/html,application/xhtml+xml,*/*;q=0.8"
	for _, test := range []struct {
		path, key, accept string
		want              bool
	}{
		{"/", "", "", false}, {"/", "", page, false}, {"/", "k", page, true},
		{"/listings", "", page, false}, {"/listings/", "", page, false},
		{"/listings", "", "", true}, {"/listings/", "", "*/*", true}, {"/listings", "", "application/json", true},
		{"/listings", "k", page, true}, {"/listings/", "k", page, true},
		{"/listings/tesla/powerwall-2/", "", "", false}, {"/listings/tesla/powerwall-2/", "k", "", false}, {"/listings.html", "", "", false},
		{"/admin", "", page, true}, {"/admin/", "", "", true}, {"/admin/keys/1", "k", "", true}, {"/administration/", "", "", false},
		{"/v1", "", page, true}, {"/v1/listings", "", "", true}, {"/v1x", "", "", false}, {"//v1", "", "", false}, {"/docs/x", "", "", true}, {"/healthz", "", "", true},
		{"", "", "", false}, {"*", "", "", false},
	} {
		r := &http.Request{URL: &url.URL{Path: test.path}, Header: http.Header{}}
		for name, value := range map[string]string{"X-Api-Key": test.key, "Accept": test.accept} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		if got := isForAPI(r); got != test.want {
			t.Errorf("%+v: %t", test, got)
		}
	}
}
