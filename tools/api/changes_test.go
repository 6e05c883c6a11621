package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/change"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// changesPage is an answer of changes.
type changesPage struct {
	Data []json.RawMessage
	Meta struct {
		Version         string
		Since, Revision *revision
		Total           int
	}
	Links struct{ Self, Next string }
}

// changes reads all pages of changes, as lines.
func (f *fixture) changes(target string) []string {
	f.Helper()
	lines := []string{}
	for target != "" {
		var page changesPage
		f.read(target, &page)
		for _, line := range page.Data {
			lines = append(lines, string(line))
		}
		target = page.Links.Next
	}
	return lines
}

// briefly is what a line is about.
func briefly(t *testing.T, lines []string) []string {
	t.Helper()
	list := []string{}
	for _, line := range lines {
		var l change.Line
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		list = append(list, fmt.Sprintf("%d %s %s %s", l.Seq, l.Kind.Folder(), l.ID, l.Events[0]))
	}
	return list
}

func TestChanges(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	for _, test := range []struct {
		target string
		want   []string
	}{
		{"/v1/changes?since=2026-02-11&as_of=2026-03-01", []string{"3 listings fronius/primo added", "3 certificates ul/series-1 added"}},
		{"/v1/changes?since=2026-02-10&as_of=2026-02-10", []string{"2 listings goodwe/gw5000-eh changed"}}, // the days are those of Sydney, and in it
		{"/v1/changes?since=11", []string{"12 listings tesla/powerwall-9 removed", "12 certificates ul/ul-2026-9 removed"}},
		{"/v1/changes?since=12", []string{}},
		{"/v1/changes?kind=settings&since=1", []string{"11 settings  changed"}},
		{"/v1/changes?what=renamed", []string{"9 listings tesla/powerwall-2 renamed"}},
		{"/v1/changes?what__in=unreadable,readable-again", []string{"4 listings solaredge/se10k unreadable", "5 listings solaredge/se10k changed"}},
		{"/v1/changes?since=1&manufacturer=goodwe&kind=listings", []string{"2 listings goodwe/gw5000-eh changed"}},
		{"/v1/changes?since=1&listing=tesla/powerwall-9", []string{"7 certificates ul/ul-2026-9 added", "8 listings tesla/powerwall-9 added", "12 listings tesla/powerwall-9 removed", "12 certificates ul/ul-2026-9 removed"}},
		{"/v1/changes?listing=no/body", []string{}},
		{"/v1/listings/tesla/powerwall-2/history?kind=listings", []string{"1 listings tesla/powerwall-ii added", "9 listings tesla/powerwall-2 renamed"}},
		{"/v1/listings/tesla/powerwall-9/history?kind=listings", []string{"8 listings tesla/powerwall-9 added", "12 listings tesla/powerwall-9 removed"}},
		{"/v1/listings/tesla/powerwall-ii/history?as_of=8&kind=listings", []string{"1 listings tesla/powerwall-ii added"}}, // by its id of then
		{"/v1/listings/solaredge/se10k/history?since=3&as_of=4&kind=listings", []string{"4 listings solaredge/se10k unreadable"}},
		{"/v1/certificates/ul/ul-2026-9/history?as_of=2026-04-30", []string{"7 certificates ul/ul-2026-9 added"}},
		{"/v1/manufacturers/goodwe/history?since=1", []string{"11 manufacturers goodwe rewritten"}},
	} {
		if diff := cmp.Diff(test.want, briefly(t, f.changes(test.target))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.target, diff)
		}
	}
}

// The answer of a page, with where it begins and ends and how to go on.
func TestChangesShape(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	const canonical = "as_of=abcdef0300000000000000000000000000000000&limit=1&since=2222222222222222222222222222222222222222"
	target := "/v1/changes?since=2026-02-11&as_of=3&limit=1"
	var page changesPage
	res := f.read(target, &page)
	if page.Meta.Since.Seq != 2 || page.Meta.Revision.Seq != 3 || page.Meta.Total != 2 || len(page.Data) != 1 || !strings.HasPrefix(page.Meta.Version, "abcdef03") {
		t.Errorf("page %+v", page)
	}
	if page.Links.Self != "/v1/changes?"+canonical || page.Links.Next != "/v1/changes?"+canonical+"&cursor=3-1" {
		t.Errorf("links %+v", page.Links)
	}
	if got, want := res.Header.Get("Link"), "<"+page.Links.Next+`>; rel="next"`; got != want {
		t.Errorf("Link %s", got)
	}
	last := f.read(page.Links.Next, &page)
	if last.Header.Get("Link") != "" || last.Header.Get("ETag") == res.Header.Get("ETag") {
		t.Errorf("the last page has %v", last.Header)
	}
	header := http.Header{"X-Api-Key": {f.secret}, "If-None-Match": {res.Header.Get("ETag")}}
	if res := f.request("GET", target, header); res.StatusCode != http.StatusNotModified {
		t.Errorf("%d for what the client has", res.StatusCode)
	}
	page = changesPage{}
	if f.read("/v1/changes", &page); page.Meta.Since != nil || page.Meta.Revision.Seq != 12 || !strings.Contains(page.Links.Self, "as_of=cccccccccccccccccccccccccccccccccccccccc") {
		t.Errorf("of all: %+v", page.Meta)
	}
}

// All formats have the same lines, to the byte.
func TestChangesFormats(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	for _, target := range []string{"/v1/changes?", "/v1/changes?since=3&what=expiry-moved&", "/v1/listings/tesla/powerwall-2/history?", "/v1/changes?since=12&"} {
		want := ""
		for _, line := range f.changes(target + "limit=2") {
			want += line + "\n"
		}
		res, body := f.get(target + "format=ndjson")
		if body != want || res.Header.Get("Content-Type") != "application/x-ndjson" || res.Header.Get("Content-Disposition") != `attachment; filename="changes.ndjson"` {
			t.Errorf("%s: %v\n got %s\nwant %s", target, res.Header, body, want)
		}
		accepted := f.request("GET", strings.TrimRight(target, "?&"), http.Header{"X-Api-Key": {f.secret}, "Accept": {"application/x-ndjson"}})
		if got := f.body(accepted); got != want || accepted.Header.Get("ETag") != res.Header.Get("ETag") {
			t.Errorf("%s: with Accept %s", target, got)
		}
		head := f.request("HEAD", target+"format=ndjson", nil)
		if got := f.body(head); got != "" || head.Header.Get("ETag") != res.Header.Get("ETag") {
			t.Errorf("%s: HEAD %v", target, head.Header)
		}
	}
	if res := f.request("GET", "/v1/changes", http.Header{"X-Api-Key": {f.secret}, "Accept": {"text/csv"}}); res.StatusCode != http.StatusNotAcceptable {
		t.Errorf("a table: %d", res.StatusCode)
	}
	zipped := f.request("GET", "/v1/changes", http.Header{"X-Api-Key": {f.secret}, "Accept-Encoding": {"gzip"}})
	if zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("not compressed: %v", zipped.Header)
	}
}

// What changed from one revision to another, and from there on, is what changed from
// the first on: whatever the second was.
func TestChangesCompose(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	newest := len(querytest.SampleHistory().Revisions)
	for a := 0; a <= newest; a += 3 {
		whole := f.changes(fmt.Sprintf("/v1/changes?since=%d", a))
		for b := max(a, 1); b <= newest; b++ {
			parts := slices.Concat(f.changes(fmt.Sprintf("/v1/changes?since=%d&as_of=%d", a, b)), f.changes(fmt.Sprintf("/v1/changes?since=%d", b)))
			if !slices.Equal(parts, whole) {
				t.Errorf("since %d over %d: %v, want %v", a, b, briefly(t, parts), briefly(t, whole))
			}
		}
	}
}

// Pages go on from a link after a swap, with what was the newest at the first of them.
func TestChangesAcrossSwaps(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	want := f.changes("/v1/changes")
	var first changesPage
	f.read("/v1/changes?limit=5", &first)
	h := querytest.SampleHistory()
	h.Revisions = append(h.Revisions, register.Revision{Seq: 13, Commit: strings.Repeat("d", 40), Time: now})
	h.Versions = append(h.Versions, register.RecordVersion{Seq: 13, Kind: register.Listings, ID: "enphase/envoy"})
	f.server.Swap(engineOf(t, querytest.Newest(t, h), h))
	got := f.changes(first.Links.Next)
	if !slices.Equal(got, want[5:]) {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want[5:], got))
	}
	if all := f.changes("/v1/changes"); len(all) != len(want)+1 {
		t.Errorf("%d lines since the swap, %d before", len(all), len(want))
	}
}

// A history is paged through to its end though the record is renamed meanwhile.
func TestHistoryAcrossARename(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	want := f.changes("/v1/listings/tesla/powerwall-2/history")
	var first changesPage
	f.read("/v1/listings/tesla/powerwall-2/history?limit=1", &first)
	h := querytest.SampleHistory()
	renamed := *querytest.Newest(t, h).Listing("tesla/powerwall-2")
	renamed.ID, renamed.FormerIDs = "tesla/powerwall-two", append([]string{"tesla/powerwall-2"}, renamed.FormerIDs...)
	h.Revisions = append(h.Revisions, register.Revision{Seq: 13, Commit: strings.Repeat("d", 40), Time: now})
	h.Versions = append(h.Versions,
		register.RecordVersion{Seq: 13, Kind: register.Listings, ID: "tesla/powerwall-2"},
		register.RecordVersion{Seq: 13, Kind: register.Listings, ID: renamed.ID, Record: &renamed})
	f.server.Swap(engineOf(t, querytest.Newest(t, h), h))
	if got := f.changes(first.Links.Next); !slices.Equal(got, want[1:]) {
		t.Errorf("(-want +got):\n%s", cmp.Diff(briefly(t, want[1:]), briefly(t, got)))
	}
}

// The address of a page is written in one way, however its cursor was.
func TestChangesCursorIsCanonical(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	var page, other changesPage
	tag := f.read("/v1/changes?cursor=1-2", &page).Header.Get("ETag")
	if got := f.read("/v1/changes?cursor=%0d%0a1-2+", &other).Header.Get("ETag"); got != tag || other.Links != page.Links || !strings.HasSuffix(page.Links.Self, "&cursor=1-2") {
		t.Errorf("%+v with %s, want %+v with %s", other.Links, got, page.Links, tag)
	}
}

func TestHistoryOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	res, _ := f.get("/v1/listings/tesla/powerwall-ii/history?limit=1")
	if got := res.Header.Get("Location"); res.StatusCode != http.StatusPermanentRedirect || got != "/v1/listings/tesla/powerwall-2/history?limit=1" {
		t.Errorf("a former id: %d %s", res.StatusCode, got)
	}
	for target, suggestion := range map[string]string{
		"/v1/listings/tesla/powerwal-2/history":          "/v1/listings/tesla/powerwall-2/history",
		"/v1/listings/no/body/history":                   "",
		"/v1/listings/tesla/powerwall-2/history?as_of=8": "/v1/listings/tesla/powerwall-9/history", // it was not called so yet
		"/v1/test-profiles/der-g/history":                "/v1/test-profiles/DER-G/history",
	} {
		if p := f.problem(f.request("GET", target, nil)); p.Status != http.StatusNotFound || p.Suggestion != suggestion {
			t.Errorf("%s: %+v", target, p)
		}
	}
	for _, target := range []string{"/v1/changes?kind=listing&since=fffffff&limit=0", "/v1/listings/tesla/powerwall-2/history?listing=a/b&since=x&cursor=1"} {
		if p := f.problem(f.request("GET", target, nil)); p.Status != http.StatusBadRequest || len(p.Problems) != 3 {
			t.Errorf("%s: %+v", target, p)
		}
	}
	if p := f.problem(f.request("GET", "/v1/changes?since=5&as_of=3", nil)); p.Problems[0].Code != "conflicting-parameter" {
		t.Errorf("since after as_of: %+v", p)
	}
}
