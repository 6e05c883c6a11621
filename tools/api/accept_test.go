package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A list has the format that the client prefers.
func TestAccept(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const json, ndjson, csv = "application/json", "application/x-ndjson", "text/csv; charset=utf-8; header=present"
	for _, test := range []struct {
		accept, format string
		want           string // the content type; "" for 406
	}{
		{"", "", json},
		{" ", "", json},
		{"*/*", "", json},
		{"application/json", "", json},
		{"application/x-ndjson", "", ndjson},
		{"text/csv", "", csv},
		{"TEXT/CSV; charset=utf-8", "", csv},
		{"text/*", "", csv},
		{"application/*", "", json},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", json}, // a browser
		{"text/csv, application/json", "", json},                                      // equally gladly
		{"text/csv;q=1.0, application/json;q=0.9", "", csv},
		{"application/json;q=0.1, application/x-ndjson;q=0.2, text/csv;q=0.15", "", ndjson},
		{"*/*;q=0.5, application/json;q=0", "", ndjson}, // the more specific range decides
		{"application/*;q=0.2, application/x-ndjson;q=0, text/csv;q=0.1", "", json},
		{"text/html", "", ""},
		{"application/json;q=0", "", ""},
		{"application/json;q=0.000", "", ""},
		{"application/json;q=2, text/csv;q=x, */*;q=-1", "", ""}, // none of which can be read
		{"application/json;q=NaN", "", ""},
		{"json", "", ""},
		{",;=/*,", "", ""},
		// The parameter takes precedence over the header.
		{"text/html", "json", json},
		{"application/json", "csv", csv},
		{"text/csv", "ndjson", ndjson},
	} {
		target := "/v1/listings?fields=id"
		if test.format != "" {
			target += "&format=" + test.format
		}
		res := f.request("GET", target, http.Header{"X-Api-Key": {f.secret}, "Accept": {test.accept}})
		name := test.accept + " and " + test.format
		if varies := slices.Contains(res.Header.Values("Vary"), "Accept"); varies != (test.format == "") {
			t.Errorf("%s: Vary %q", name, res.Header.Values("Vary"))
		}
		if test.want == "" {
			if p := f.problem(res); p.Status != http.StatusNotAcceptable || p.Type != "urn:opencec:problem:not-acceptable" || !strings.Contains(p.Detail, ndjson) {
				t.Errorf("%s: %+v", name, p)
			}
			continue
		}
		if got := res.Header.Get("Content-Type"); got != test.want || res.StatusCode != 200 {
			t.Errorf("%s: %d, %s", name, res.StatusCode, got)
		}
	}
	several := http.Header{"X-Api-Key": {f.secret}, "Accept": {"text/html", "text/csv"}}
	if got := f.request("GET", "/v1/listings", several).Header.Get("Content-Type"); got != csv {
		t.Errorf("two headers give %s", got)
	}
}

// The same format has the same ETag however it was requested; other formats have others.
func TestAcceptETag(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tag := func(target, accept string) string {
		return f.request("GET", target, http.Header{"X-Api-Key": {f.secret}, "Accept": {accept}}).Header.Get("ETag")
	}
	csv := tag("/v1/listings", "text/csv")
	if csv != tag("/v1/listings?format=csv", "") || csv == tag("/v1/listings", "application/json") {
		t.Errorf("tag %s", csv)
	}
	res := f.request("GET", "/v1/listings", http.Header{"X-Api-Key": {f.secret}, "Accept": {"text/csv"}, "If-None-Match": {csv}})
	if res.StatusCode != http.StatusNotModified || !slices.Contains(res.Header.Values("Vary"), "Accept") {
		t.Errorf("%d, Vary %q", res.StatusCode, res.Header.Values("Vary"))
	}
}
