package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/api"
	"opencec/tools/base/buildinfo"
	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// now is noon of the examples' day in Sydney.
var now = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// A fixture is a server of the sample register, with a key.
type fixture struct {
	*testing.T
	server *api.Server
	http   http.Handler
	secret string
	key    keys.Key
	log    *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newFixture(t *testing.T, more ...keys.Key) *fixture {
	t.Helper()
	key, secret, err := keys.New("test", now)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.NewRing(append(more, key)...)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{T: t, secret: secret, key: key, log: &lockedBuffer{}}
	f.server = api.NewServer(api.Options{Keys: ring, Now: func() time.Time { return now }, Log: slog.New(slog.NewJSONHandler(f.log, nil)), Build: "test",
		Program: buildinfo.Info{Version: "v1.2.0", Commit: "0123abc", Time: "2026-11-30T13:00:06Z", Go: "go1.26.8"}})
	f.server.Swap(memory.New(querytest.Sample()))
	f.http = f.server.Handler()
	return f
}

// request sends a request, with the key unless other headers are given.
func (f *fixture) request(method, target string, header http.Header) *http.Response {
	f.Helper()
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("X-Api-Key", f.secret)
	if header != nil {
		r.Header = header
	}
	w := httptest.NewRecorder()
	f.http.ServeHTTP(w, r)
	return w.Result()
}

func (f *fixture) get(target string) (*http.Response, string) {
	f.Helper()
	res := f.request("GET", target, nil)
	return res, f.body(res)
}

func (f *fixture) body(res *http.Response) string {
	f.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		f.Fatal(err)
	}
	return string(b)
}

type listing struct {
	Data []struct {
		ID string `json:"id"`
	} `json:"data"`
	Meta struct {
		Version string  `json:"version"`
		Commit  *string `json:"commit"`
		AsOf    string  `json:"as_of"`
		On      string  `json:"on"`
		Total   int     `json:"total"`
	} `json:"meta"`
	Links struct {
		Self string  `json:"self"`
		Next *string `json:"next"`
	} `json:"links"`
}

func (l listing) ids() []string {
	ids := []string{}
	for _, d := range l.Data {
		ids = append(ids, d.ID)
	}
	return ids
}

// list reads a list, strictly.
func (f *fixture) list(target string) listing {
	f.Helper()
	res, body := f.get(target)
	if res.StatusCode != http.StatusOK {
		f.Fatalf("%s: %d %s", target, res.StatusCode, body)
	}
	var l listing
	if err := json.Unmarshal([]byte(body), &l); err != nil {
		f.Fatalf("%s: %v in %s", target, err, body)
	}
	return l
}

type problem struct {
	Type, Title      string
	Status           int
	Detail, Instance string
	RequestID        string `json:"request_id"`
	Suggestion       string
	Problems         []query.Problem
}

// problem reads an error, and checks what holds for all of them.
func (f *fixture) problem(res *http.Response) problem {
	f.Helper()
	if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
		f.Errorf("content type %q", got)
	}
	if got := res.Header.Get("Cache-Control"); got != "no-store" {
		f.Errorf("cache control %q", got)
	}
	var p problem
	body := f.body(res)
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		f.Fatalf("%v in %s", err, body)
	}
	if p.Status != res.StatusCode || p.Title != http.StatusText(res.StatusCode) || p.RequestID == "" || p.RequestID != res.Header.Get("X-Request-Id") {
		f.Errorf("problem %+v with status %d and request id %s", p, res.StatusCode, res.Header.Get("X-Request-Id"))
	}
	return p
}

// The examples are answered over HTTP too, page by page along the links.
func TestLists(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, example := range querytest.Examples() {
		path := "/v1/" + example.Kind.Folder()
		l := f.list(path + "?" + example.Query)
		if diff := cmp.Diff(example.IDs, l.ids()); diff != "" || l.Meta.Total != len(example.IDs) {
			t.Errorf("%s?%s: total %d (-want +got):\n%s", path, example.Query, l.Meta.Total, diff)
		}
		if again := f.list(l.Links.Self); !slices.Equal(again.ids(), l.ids()) {
			t.Errorf("%s gives something else", l.Links.Self)
		}
		ids := []string{}
		for next := path + "?limit=3&" + example.Query; next != ""; {
			page := f.list(next)
			ids = append(ids, page.ids()...)
			next = ""
			if page.Links.Next != nil {
				next = *page.Links.Next
			}
		}
		if !slices.Equal(ids, example.IDs) {
			t.Errorf("%s?%s: in pages %v", path, example.Query, ids)
		}
	}
}

func TestListShape(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	reg := querytest.Sample()
	res, body := f.get("/v1/listings?status=active&limit=1")
	var whole struct {
		Data  []json.RawMessage
		Meta  json.RawMessage
		Links struct{ Self, Next string }
	}
	if err := json.Unmarshal([]byte(body), &whole); err != nil {
		t.Fatal(err)
	}
	gateway, _ := register.EncodeJSON(reg.View(reg.Listing("fronius/gateway"), querytest.Today))
	if string(whole.Data[0]) != string(gateway) {
		t.Errorf("data %s\nwant %s", whole.Data[0], gateway)
	}
	if want := `{"version":"sample-1","commit":"c0ffee","as_of":"2026-11-20T01:02:03Z","on":"2026-11-23","data_date":"2026-11-10","total":3,"revision":null}`; string(whole.Meta) != want {
		t.Errorf("meta %s\nwant %s", whole.Meta, want)
	}
	if want := "/v1/listings?limit=1&on=2026-11-23&status=active"; whole.Links.Self != want {
		t.Errorf("self %s\nwant %s", whole.Links.Self, want)
	}
	if !strings.HasPrefix(whole.Links.Next, "/v1/listings?limit=1&on=2026-11-23&status=active&cursor=") {
		t.Errorf("next %s", whole.Links.Next)
	}
	if got, want := res.Header.Get("Link"), "<"+whole.Links.Next+`>; rel="next"`; got != want {
		t.Errorf("Link %s", got)
	}
	if last, _ := f.get("/v1/listings?status=active"); last.Header.Get("Link") != "" {
		t.Error("the last page has a Link")
	}
}

// Every record is given as its view.
func TestRecords(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	reg := querytest.Sample()
	for rec := range reg.All() {
		for _, on := range []string{"2026-11-23", "2024-05-06"} {
			target := register.APIPath(rec.RecordKind(), rec.RecordMeta().ID)
			if on != "2026-11-23" {
				target += "?on=" + on
			}
			want, err := register.EncodeJSON(reg.View(rec, querytest.Day(on)))
			if err != nil {
				t.Fatal(err)
			}
			res, body := f.get(target)
			if res.StatusCode != http.StatusOK || body != string(want) || res.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s: %d %s\nwant %s", target, res.StatusCode, body, want)
			}
		}
	}
}

func TestAbout(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, body := f.get("/v1")
	want := `{"title":"Sample register","version":"sample-1","commit":"c0ffee","as_of":"2026-11-20T01:02:03Z","on":"2026-11-23",` +
		`"time_zone":"Australia/Sydney","licence":{"name":""},` +
		`"counts":{"listings":8,"certificates":4,"manufacturers":5,"certifying_bodies":2,"entity_types":3,"device_classes":2,"test_profiles":4,"lists":2},"data":{"date":"2026-11-10","age_days":13,"stale":false,"website":"https://lists.example/Inverters","list":"inverters"},"stale_after":14,"max_copy_age":7,` +
		`"links":{"certificates":"/v1/certificates","certifying-bodies":"/v1/certifying-bodies","changes":"/v1/changes","check":"/v1/check","device-classes":"/v1/device-classes","docs":"/docs",` +
		`"entity-types":"/v1/entity-types","html":"https://register.example/","listings":"/v1/listings","lists":"/v1/lists","manufacturers":"/v1/manufacturers",` +
		`"openapi":"/openapi.json","self":"/v1","test-profiles":"/v1/test-profiles"},"revision":null,"history":null,"copy":null,"program":{"version":"v1.2.0","commit":"0123abc","time":"2026-11-30T13:00:06Z","go":"go1.26.8"},"notices":[]}`
	if body != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, test := range []struct {
		method, target string
		status         int
		code           string
		detail         string // a part of it
		suggestion     string
	}{
		{"GET", "/v1/listings?stauts=active", 400, "invalid-query", "The query has a problem", ""},
		{"GET", "/v1/listings?stauts=active&limit=9999", 400, "invalid-query", "The query has 2 problems", ""},
		{"GET", "/v1/listings?as_of=2026-01-01", 400, "invalid-query", "a problem", ""},
		{"GET", "/v1/listings?model=a%00b", 400, "invalid-query", "a problem", ""},
		{"GET", "/v1/listings?model=a%EF%BF%BDb", 400, "invalid-query", "a problem", ""},
		{"GET", "/v1/listings?q=a%ff", 400, "invalid-query", "a problem", ""},
		{"GET", "/v1/listings?a=%zz", 400, "invalid-query", "a problem", ""},
		{"GET", "/v1/listings?q=" + strings.Repeat("x", 9000), 400, "invalid-query", "a problem", ""},
		{"GET", "/v1?x=1", 400, "invalid-query", "a problem", ""},
		{"GET", "/v1/listings/tesla/powerwall-2?on=yesterday&limit=1", 400, "invalid-query", "2 problems", ""},
		{"GET", "/v1/listings?cursor=" + query.Cursor{Version: query.HashOf("gone"), On: querytest.Today, Last: "a/b"}.String(), 410, "version-gone", "a problem", ""},
		{"GET", "/v1/listings/tesla/powerwal-2", 404, "not-found", `no listing "tesla/powerwal-2". Did you mean tesla/powerwall-2?`, "/v1/listings/tesla/powerwall-2"},
		{"GET", "/v1/listings/nobody/x", 404, "not-found", `no listing "nobody/x".`, ""},
		{"GET", "/v1/manufacturers/tessla", 404, "not-found", "Did you mean tesla?", "/v1/manufacturers/tesla"},
		{"GET", "/v1/test-profiles/der-g", 404, "not-found", "Did you mean DER-G?", "/v1/test-profiles/DER-G"},
		{"GET", "/v1/listing", 404, "not-found", "Did you mean /v1/listings?", "/v1/listings"},
		{"GET", "/v1/listings/", 404, "not-found", "nothing at", "/v1/listings"},
		{"GET", "/v1/listings/tesla", 404, "not-found", "nothing at", "/v1/listings"},
		{"GET", "/v1/listings/a/b/c", 404, "not-found", "nothing at", "/v1/listings"},
		{"GET", "/v1/" + strings.Repeat("x", 5000), 404, "not-found", "nothing at", ""},
		{"POST", "/v1/listings", 405, "method-not-allowed", "GET or HEAD", ""},
		{"DELETE", "/v1/listings/tesla/powerwall-2", 405, "method-not-allowed", "GET or HEAD", ""},
		{"PUT", "/v1", 405, "method-not-allowed", "GET or HEAD", ""},
	} {
		res := f.request(test.method, test.target, nil)
		p := f.problem(res)
		name := test.method + " " + test.target[:min(60, len(test.target))]
		if p.Status != test.status || p.Type != "urn:opencec:problem:"+test.code || !strings.Contains(p.Detail, test.detail) || p.Suggestion != test.suggestion {
			t.Errorf("%s: %+v", name, p)
		}
		if (p.Status == 400 || p.Status == 410) == (len(p.Problems) == 0) {
			t.Errorf("%s: problems %v", name, p.Problems)
		}
		if got := res.Header.Get("Allow"); (got == "GET, HEAD, OPTIONS") != (p.Status == 405) {
			t.Errorf("%s: Allow %q", name, got)
		}
	}
	p := f.problem(f.request("GET", "/v1/listings?stauts=active", nil))
	if got := p.Problems[0]; got.Parameter != "stauts" || got.Suggestion != "status" || !slices.Contains(got.Allowed, "bess.capacity") {
		t.Errorf("problem %+v", got)
	}
}

func TestFormerID(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	res, _ := f.get("/v1/listings/tesla/powerwall-ii?on=2026-01-01")
	if got := res.Header.Get("Location"); res.StatusCode != http.StatusPermanentRedirect || got != "/v1/listings/tesla/powerwall-2?on=2026-01-01" {
		t.Errorf("%d to %s", res.StatusCode, got)
	}
}

// header returns a header of names and values in turn.
func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func TestKeys(t *testing.T) {
	t.Parallel()
	revoked, revokedSecret, _ := keys.New("revoked", now)
	revoked.Revoked = now
	expired, expiredSecret, _ := keys.New("expired", now)
	expired.Expires = querytest.Day("2026-11-22")
	f := newFixture(t, revoked, expired)
	for _, test := range []struct {
		name   string
		header http.Header
		status int
		code   string
	}{
		{"header", header("X-Api-Key", f.secret), 200, ""},
		{"bearer", header("Authorization", "Bearer "+f.secret), 200, ""},
		{"bearer in lower case", header("Authorization", "bearer  "+f.secret), 200, ""},
		{"none", header(), 401, "key-missing"},
		{"empty", header("X-Api-Key", ""), 401, "key-missing"},
		{"basic", header("Authorization", "Basic "+f.secret), 401, "key-missing"},
		{"bearer without key", header("Authorization", "Bearer"), 401, "key-missing"},
		{"wrong", header("X-Api-Key", keys.NewSecret()), 401, "key-unknown"},
		{"wrong, of another form", header("X-Api-Key", "secret"), 401, "key-unknown"},
		{"mistyped", header("X-Api-Key", f.secret[:len(f.secret)-1]), 401, "key-mistyped"},
		{"revoked", header("X-Api-Key", revokedSecret), 401, "key-revoked"},
		{"expired", header("X-Api-Key", expiredSecret), 401, "key-expired"},
		{"twice the same", header("X-Api-Key", f.secret, "X-Api-Key", f.secret), 400, "key-sent-twice"},
		{"both ways", header("X-Api-Key", f.secret, "Authorization", "Bearer "+f.secret), 400, "key-sent-twice"},
	} {
		res := f.request("GET", "/v1", test.header)
		if res.StatusCode != test.status {
			t.Errorf("%s: %d %s", test.name, res.StatusCode, f.body(res))
			continue
		}
		if test.status == 200 {
			continue
		}
		if p := f.problem(res); p.Type != "urn:opencec:problem:"+test.code {
			t.Errorf("%s: %+v", test.name, p)
		}
		if got := res.Header.Get("WWW-Authenticate"); strings.HasPrefix(got, "Bearer ") != (test.status == 401) {
			t.Errorf("%s: WWW-Authenticate %q", test.name, got)
		}
	}
	for _, open := range []string{"/", "/healthz", "/readyz"} {
		if res := f.request("GET", open, header()); res.StatusCode != 200 {
			t.Errorf("%s: %d", open, res.StatusCode)
		}
	}
	for _, keyed := range []string{"/v1/listings", "/v1/listings/tesla/powerwall-2", "/listings", "/admin/keys", "/v1/nothing", "/v1/"} {
		if res := f.request("GET", keyed, header()); res.StatusCode != 401 {
			t.Errorf("%s: %d", keyed, res.StatusCode)
		}
	}
	for _, secret := range []string{f.secret, revokedSecret, expiredSecret} {
		if strings.Contains(f.log.String(), secret) {
			t.Error("the log has a key")
		}
	}
}

// The predecessor's form has the register's statuses in its words, and is in the order of its
// numbers. How it answers in all is in package legacytest.
func TestLegacy(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, body := f.get("/listings")
	var list []struct {
		ID            int64
		Model, Status string
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	last, got := int64(0), map[string]string{}
	for _, l := range list {
		if l.ID <= last || l.ID > register.MaxLegacyNumber {
			t.Errorf("number %d after %d", l.ID, last)
		}
		last, got[l.Model] = l.ID, l.Status
	}
	want := map[string]string{"Envoy": "suspended", "IQ Battery 5P": "expired", "Gateway": "active", "GW5000-EH": "expired", "GW9.6": "expired",
		"SE10K": "suspended", "SE7600H-US": "active", "Powerwall 2": "active"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if res := f.request("GET", "/", http.Header{}); !strings.HasPrefix(f.body(res), `{"status":"ok"`) {
		t.Error("/ has no welcome for who has no key")
	}
	for _, test := range []struct {
		target string
		header http.Header
		status int
		body   string
	}{
		{"/listings?model=nothing", header("Authorization", "Bearer "+f.secret), 200, "[]"},
		{"/listings?model=nothing", header("X-Api-Key", f.secret, "Authorization", "Basic eDp5"), 200, "[]"}, // of a proxy
		{"/listings?model=nothing", header("X-Api-Key", f.secret, "X-Api-Key", "x"), 200, "[]"},
		{"/listings", header("X-Api-Key", ""), 401, `{"detail":"Not authenticated"}`},
		{"/listings", header("Authorization", "Basic eDp5"), 401, `{"detail":"Not authenticated"}`},
		{"/", header("Authorization", "Bearer x"), 401, `{"detail":"Invalid API key"}`},
		{"/listings/?x-api-key=" + f.secret, header(), 400, `{"detail":"There is a key in the address, so that nothing of it is repeated here. Send a key in the header x-api-key alone. Revoke this one if others may have seen the address, as in a log."}`},
		{"/listings?id=99", header("X-Api-Key", f.secret, "If-None-Match", "*"), 404, `{"detail":"Listing not found"}`},
		{"/listings?model=nothing", header("X-Api-Key", f.secret, "If-Match", `"x"`), 412, `{"detail":"The answer does not have an ETag that If-Match names. Ask without If-Match for the answer as it is now."}`},
		{"/listings?model=" + strings.Repeat("x", 64<<10), header("X-Api-Key", f.secret), 414, `{"detail":"The query has more than 65536 bytes."}`},
		{"/listings?id=" + strings.Repeat("9", 4300), header("X-Api-Key", f.secret), 404, `{"detail":"Listing not found"}`},
		{"/listings?id=" + strings.Repeat("9", 4301), header("X-Api-Key", f.secret), 422, `{"detail":[{"type":"int_parsing_size","loc":["query","id"],` +
			`"msg":"Unable to parse input string as an integer, exceeded maximum size","input":"` + strings.Repeat("9", 97) + `..."}]}`},
	} {
		res := f.request("GET", test.target, test.header)
		if body := f.body(res); res.StatusCode != test.status || body != test.body {
			t.Errorf("%.60s %v: %d %s", test.target, test.header, res.StatusCode, body)
		}
	}
	for _, target := range []string{"/listings/?id=" + f.secret, "/listings/?x=%6f" + f.secret[1:]} {
		if res := f.request("GET", target, header()); res.StatusCode != 400 || res.Header.Get("Location") != "" {
			t.Errorf("%s: %d %s", target, res.StatusCode, res.Header.Get("Location"))
		}
	}
	if _, body := f.get("/listings?id=" + f.secret); strings.Contains(body, f.secret) || !strings.Contains(body, "There is a key in the address") {
		t.Errorf("a key in the address: %s", body)
	}
}

// What waits for the rows of a version, or asks while another takes its place, is answered
// from one whole version.
func TestLegacyOfOneVersion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	one, other := memory.New(querytest.Random(1, 300)), memory.New(querytest.Random(2, 200))
	f.server.Swap(one)
	_, first := f.get("/listings")
	f.server.Swap(other)
	_, second := f.get("/listings")
	if first == second {
		t.Fatal("two versions have the same answer")
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 25 {
				if _, body := f.get("/listings"); body != first && body != second {
					t.Errorf("neither version: %.200s", body)
				}
			}
		})
	}
	for i := range 50 {
		f.server.Swap([]*memory.Engine{one, other}[i%2])
	}
	group.Wait()
}

// An ETag stands for the version, the question and the day, however the question
// is written; with it, nothing is sent again.
func TestETag(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tag := func(target string) string {
		t.Helper()
		res, body := f.get(target)
		if res.StatusCode != 200 {
			t.Fatalf("%s: %s", target, body)
		}
		if got := res.Header.Get("Cache-Control"); got != "private, no-cache" {
			t.Errorf("cache control %q", got)
		}
		return res.Header.Get("ETag")
	}
	same := tag("/v1/listings?status=active&status=expired")
	if !strings.HasPrefix(same, `"`) || same != tag("/v1/listings?status__in=expired,active&limit=50&on=2026-11-23") {
		t.Errorf("tag %s", same)
	}
	seen := map[string]string{}
	for _, target := range []string{
		"/v1/listings?status__in=active,expired", "/v1/listings", "/v1/listings?on=2026-11-22", "/v1/listings?limit=2", *f.list("/v1/listings?limit=2").Links.Next, "/v1/certificates",
		"/v1/listings?format=csv", "/v1/listings?format=ndjson", "/v1/listings?format=csv&fields=id", "/v1/listings?fields=id", "/v1/listings?facets=status", "/v1/listings?include=certificates",
		"/v1/listings/tesla/powerwall-2?fields=id", "/v1/listings/tesla/powerwall-2?include=certificates",
		"/v1/listings/tesla/powerwall-2", "/v1/listings/tesla/powerwall-2?on=2026-11-22", "/v1/manufacturers/tesla", "/v1", "/listings", "/listings?status=active",
	} {
		got := tag(target)
		if other, ok := seen[got]; ok {
			t.Errorf("%s and %s have the same tag", target, other)
		}
		seen[got] = target
		zipped := strings.TrimSuffix(got, `"`) + `-gzip"`
		for have, confirmed := range map[string]string{got: got, "W/" + got: got, `"other", ` + got: got, "*": got, zipped: zipped} {
			res := f.request("GET", target, http.Header{"X-Api-Key": {f.secret}, "If-None-Match": {have}})
			if body := f.body(res); res.StatusCode != http.StatusNotModified || body != "" || res.Header.Get("ETag") != confirmed {
				t.Errorf("%s with %s: %d %q, tag %s", target, have, res.StatusCode, body, res.Header.Get("ETag"))
			}
		}
		if res := f.request("GET", target, http.Header{"X-Api-Key": {f.secret}, "If-None-Match": {`"other"`}}); res.StatusCode != 200 {
			t.Errorf("%s with another tag: %d", target, res.StatusCode)
		}
	}
	records := querytest.Sample().Records
	next, err := register.New(records, register.Version{ID: "sample-2"})
	if err != nil {
		t.Fatal(err)
	}
	f.server.Swap(memory.New(next))
	if tag("/v1/listings?status__in=active,expired") == same {
		t.Error("a new version has the same tag")
	}
}

// An accepted query has addresses that are accepted: a list can always be paged.
func TestAddressesAreAccepted(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for values, accepted := range map[int]bool{1: true, 50: true, 94: true, 97: false, 100: false} {
		models := make([]string, values)
		for i := range models {
			models[i] = fmt.Sprintf("model-%d", i)
		}
		target := "/v1/listings?limit=1&model__not=x&manufacturer=tesla&model__in=" + strings.Join(models, ",")
		res, body := f.get(target)
		if (res.StatusCode == http.StatusOK) != accepted {
			t.Errorf("%d values: %d %s", values, res.StatusCode, body)
		}
		if !accepted {
			continue
		}
		if res, body := f.get(f.list(target).Links.Self); res.StatusCode != http.StatusOK {
			t.Errorf("%d values, its own address: %d %s", values, res.StatusCode, body)
		}
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	plain, want := f.get("/v1/listings")
	res := f.request("GET", "/v1/listings", http.Header{"X-Api-Key": {f.secret}, "Accept-Encoding": {"gzip"}})
	if got := res.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("content encoding %q", got)
	}
	zr, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(zr)
	if err != nil || string(got) != want {
		t.Errorf("%v: %s", err, got)
	}
	if res.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Error("other bytes have the same strong ETag")
	}
	for _, r := range []*http.Response{plain, res} {
		if !slices.Contains(r.Header.Values("Vary"), "Accept-Encoding") {
			t.Errorf("Vary %q", r.Header.Values("Vary"))
		}
	}
}

func TestHeadAndOptions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	server := httptest.NewServer(f.http)
	defer server.Close()
	do := func(method, target string, key bool) *http.Response {
		r, err := http.NewRequest(method, server.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "identity")
		if method == "OPTIONS" { // as browsers do
			r.Header.Set("Origin", "https://portal.example")
			r.Header.Set("Access-Control-Request-Method", "GET")
		}
		if key {
			r.Header.Set("X-Api-Key", f.secret)
		}
		res, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		return res
	}
	for _, target := range []string{"/v1/listings?limit=1", "/v1/listings/tesla/powerwall-2", "/v1"} {
		head, get := do("HEAD", target, true), do("GET", target, true)
		body := f.body(get)
		if got := f.body(head); head.StatusCode != 200 || got != "" || head.Header.Get("ETag") != get.Header.Get("ETag") || body == "" {
			t.Errorf("HEAD %s: %d %q", target, head.StatusCode, got)
		}
	}
	for target, methods := range map[string]string{"/v1/listings": "GET, HEAD, OPTIONS", "/": "GET", "/listings": "GET", "/nothing": "GET, HEAD, OPTIONS"} { // a browser asks without a key
		res := do("OPTIONS", target, false)
		if res.StatusCode != http.StatusNoContent || res.Header.Get("Access-Control-Allow-Origin") != "*" ||
			res.Header.Get("Access-Control-Allow-Methods") != methods || !strings.Contains(res.Header.Get("Access-Control-Allow-Headers"), "x-api-key") {
			t.Errorf("OPTIONS %s: %d %v", target, res.StatusCode, res.Header)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, target := range []string{"/v1/listings", "/nothing", "/", "/v1?x=1"} {
		res := f.request("GET", target, nil)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
			"Referrer-Policy": "no-referrer", "Access-Control-Allow-Origin": "*",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", target, name, got)
			}
		}
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	with := func(id string) string {
		return f.request("GET", "/healthz", http.Header{"X-Request-Id": {id}}).Header.Get("X-Request-Id")
	}
	if got := with("proxy-1.2_3"); got != "proxy-1.2_3" {
		t.Errorf("a good id became %q", got)
	}
	for _, bad := range []string{"", "a b", "a\tb", `"`, strings.Repeat("x", 65)} {
		if got := with(bad); got == bad || got == "" {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	res, _ := f.get("/v1/listings?q=" + f.secret)
	var line struct {
		Msg, ID, Key, Method, Path string
		Status                     int
		Bytes                      int64
	}
	if err := json.Unmarshal([]byte(f.log.String()), &line); err != nil {
		t.Fatalf("%v in %s", err, f.log)
	}
	if line.Msg != "request" || line.ID != res.Header.Get("X-Request-Id") || line.Key != "test" || line.Method != "GET" || line.Path != "/v1/listings" || line.Status != 200 || line.Bytes == 0 {
		t.Errorf("line %s", f.log)
	}
	if strings.Contains(f.log.String(), f.secret) {
		t.Errorf("the log has the key: %s", f.log)
	}
}

func TestNotReady(t *testing.T) {
	t.Parallel()
	ring, err := keys.NewRing()
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{T: t, log: &lockedBuffer{}}
	f.server = api.NewServer(api.Options{Keys: ring, Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(f.log, nil))})
	f.http = f.server.Handler()
	if res, _ := f.get("/healthz"); res.StatusCode != 200 {
		t.Errorf("/healthz: %d", res.StatusCode)
	}
	for _, target := range []string{"/readyz", "/"} {
		res := f.request("GET", target, http.Header{})
		if p := f.problem(res); p.Status != 503 || res.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %+v", target, p)
		}
	}
	f.server.Swap(memory.New(querytest.Sample()))
	if res, _ := f.get("/readyz"); res.StatusCode != 200 {
		t.Errorf("/readyz after the swap: %d", res.StatusCode)
	}
}
