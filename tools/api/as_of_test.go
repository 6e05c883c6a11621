package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"opencec/tools/history/journal"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// engineOf returns the engine of a register with its history.
func engineOf(t *testing.T, reg *register.Register, h *register.History) *memory.Engine {
	t.Helper()
	var revisions, changes bytes.Buffer
	chronicle := journal.ContentsOf(h, reg.Location())
	if err := errors.Join(chronicle.WriteRevisions(t.Context(), &revisions), chronicle.WriteChanges(t.Context(), &changes)); err != nil {
		t.Fatal(err)
	}
	return memory.New(reg, memory.WithJournal(func(ctx context.Context) (*journal.Journal, error) {
		return journal.Open(ctx, bytes.NewReader(revisions.Bytes()), bytes.NewReader(changes.Bytes()), int64(changes.Len()))
	}))
}

// remembered returns the engine of a register that came to be in two revisions: in the
// second, the settings were changed.
func remembered(t *testing.T, reg *register.Register) *memory.Engine {
	t.Helper()
	before := reg.Settings
	before.Title = "Another title"
	h := &register.History{
		Revisions: []register.Revision{
			{Seq: 1, Commit: "1111111111111111111111111111111111111111", Time: reg.Version.Time, Author: "A. Person", Summary: "The register begins"},
			{Seq: 2, Commit: "2222222222222222222222222222222222222222", Time: reg.Version.Time},
		},
		Settings: []register.SettingsVersion{{Seq: 1, Settings: &before}, {Seq: 2, Settings: &reg.Settings}},
	}
	for rec := range reg.All() {
		h.Versions = append(h.Versions, register.RecordVersion{Seq: 1, Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
	return engineOf(t, reg, h)
}

// newPastFixture returns a server of the register of querytest.SampleHistory.
func newPastFixture(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	h := querytest.SampleHistory()
	f.server.Swap(engineOf(t, querytest.Newest(t, h), h))
	return f
}

// shown is of a list of single fields.
type shown struct {
	Data []struct{ ID, Status, Name string }
	Meta struct {
		Version, On string
		Total       int
		Revision    *revision
	}
	Links struct{ Self, Next string }
}

type revision struct {
	Seq          int
	Commit, Time string
}

func (f *fixture) read(target string, into any) *http.Response {
	f.Helper()
	res, body := f.get(target)
	if res.StatusCode != http.StatusOK {
		f.Fatalf("%s: %d %s", target, res.StatusCode, body)
	}
	if err := json.Unmarshal([]byte(body), into); err != nil {
		f.Fatalf("%s: %v in %s", target, err, body)
	}
	return res
}

// An expiry was moved after it had passed: what held on a day before and one after it,
// as the register said before and after that, is the same however it is asked.
func TestFourAnswers(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	const id = "goodwe/gw5000-eh"
	for _, test := range []struct{ on, asOf, status string }{
		{"2025-06-01", "2026-01-31", "active"}, {"2026-01-20", "2026-01-31", "expired"},
		{"2025-06-01", "2026-02-28", "active"}, {"2026-01-20", "2026-02-28", "active"},
	} {
		times := "on=" + test.on + "&as_of=" + test.asOf
		var list shown
		if f.read("/v1/listings?id="+id+"&fields=id,status&"+times, &list); len(list.Data) != 1 || list.Data[0].Status != test.status {
			t.Errorf("%s: the list has %v", times, list.Data)
		}
		var record struct{ Status, On string }
		if f.read("/v1/listings/"+id+"?"+times, &record); record.Status != test.status || record.On != test.on {
			t.Errorf("%s: the record is %v", times, record)
		}
		var lines string
		if _, lines = f.get("/v1/listings?format=csv&fields=status&id=" + id + "&" + times); !strings.Contains(lines, test.status) {
			t.Errorf("%s: the table is %s", times, lines)
		}
		var check struct{ Data []struct{ Status string } }
		if f.read("/v1/check?id="+id+"&"+times, &check); check.Data[0].Status != test.status {
			t.Errorf("%s: the check says %v", times, check.Data)
		}
		many := f.body(f.post("/v1/check?"+times, `[{"id":"`+id+`"}]`, nil))
		if !strings.Contains(many, `"status":"`+test.status+`"`) || !strings.Contains(many, `"revision":{"seq":`) {
			t.Errorf("%s: the check of many says %s", times, many)
		}
	}
}

// Every way to write a point leads to its revision, which links name by its commit.
func TestAsOf(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	const second = "2222222222222222222222222222222222222222"
	for _, point := range []string{"2026-02-10", "2", "2222222", second, "2026-02-10T03:00:00Z", "2026-02-10T14:00:00+11:00", "2026-02-10T14:00:00%2B11:00", "dddddddddddddddddddddddddddddddddddddd02"} {
		var list shown
		f.read("/v1/listings?limit=1&as_of="+point, &list)
		if want := (revision{2, second, "2026-02-10T03:00:00Z"}); list.Meta.Revision == nil || *list.Meta.Revision != want || list.Meta.Version != second {
			t.Errorf("%s: meta %+v", point, list.Meta)
		}
		if want := "/v1/listings?limit=1&as_of=" + second + "&on=2026-11-23"; list.Links.Self != want {
			t.Errorf("%s: self %s, want %s", point, list.Links.Self, want)
		}
		var about struct {
			Version  string
			Revision *revision
			History  struct{ Revisions int }
		}
		if f.read("/v1?as_of="+point, &about); about.Version != second || about.Revision.Seq != 2 || about.History.Revisions != 2 {
			t.Errorf("%s: about %+v", point, about)
		}
	}
	// A revision that was not whole is answered with what the register said before it.
	var list shown
	if f.read("/v1/listings?as_of=4", &list); list.Meta.Revision.Seq != 4 || !strings.HasPrefix(list.Meta.Version, "abcdef03") {
		t.Errorf("as of a broken revision: %+v", list.Meta)
	}
	// Fields, words and ids are those of the version that is asked.
	if f.read("/v1/manufacturers?name=Tesla&as_of=8", &list); list.Meta.Total != 1 {
		t.Errorf("a name of then: %+v", list)
	}
	res, _ := f.get("/v1/listings/tesla/powerwall-ii?on=2026-01-01&fields=id")
	if got := res.Header.Get("Location"); res.StatusCode != http.StatusPermanentRedirect || got != "/v1/listings/tesla/powerwall-2?on=2026-01-01&fields=id" {
		t.Errorf("a former id: %d %s", res.StatusCode, got)
	}
	if res, body := f.get("/v1/listings/tesla/powerwall-ii?as_of=8&fields=id"); body != `{"id":"tesla/powerwall-ii"}` {
		t.Errorf("the id of then: %d %s", res.StatusCode, body)
	}
}

// What is wrong with a point is said, with all else that is wrong.
func TestAsOfProblems(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	for _, test := range []struct {
		target  string
		code    query.Code
		message string
	}{
		{"/v1/listings?as_of=2025-12-31", query.UnknownValue, "before the first revision that is known, of 2026-01-05T22:30:00Z"},
		{"/v1/listings?as_of=0", query.UnknownValue, "before the first revision"},
		{"/v1?as_of=2025-12-31", query.UnknownValue, "before the first revision"},
		{"/v1/listings/tesla/powerwall-2?as_of=fffffff", query.UnknownValue, "no commit fffffff"},
		{"/v1/check?id=a/b&as_of=abcdef0", query.UnknownValue, "give more digits"},
		{"/v1/listings?as_of=13", query.UnknownValue, "the newest is 12"},
		{"/v1/listings?as_of=yesterday", query.InvalidValue, "give a date (2026-11-23"},
		{"/v1/listings?as_of=", query.InvalidValue, "is empty"},
		{"/v1/listings?as_of=1&as_of=2", query.RepeatedParameter, "given 2 times"},
		{"/v1/changes?as_of=13", query.UnknownValue, "the newest is 12"},
	} {
		p := f.problem(f.request("GET", test.target, nil))
		if p.Status != http.StatusBadRequest || len(p.Problems) != 1 || p.Problems[0].Parameter != "as_of" || p.Problems[0].Code != test.code || !strings.Contains(p.Problems[0].Message, test.message) {
			t.Errorf("%s: %+v", test.target, p)
		}
	}
	if p := f.problem(f.request("GET", "/v1/listings?as_of=fffffff&stauts=active&limit=0", nil)); len(p.Problems) != 3 {
		t.Errorf("all at once: %v", p.Problems)
	}
	_, now := f.get("/listings")
	if res, body := f.get("/listings?as_of=1"); res.StatusCode != http.StatusOK || body != now { // which ignores what it does not know
		t.Errorf("the predecessor's: %d %s", res.StatusCode, body)
	}
}

// A page of the past is never taken for one of now, or the other way round.
func TestPastIsKeptApart(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	tags := map[string]string{}
	for range 2 { // the second time, the pages have been kept
		for _, target := range []string{"/v1/listings?fields=id", "/v1/listings?fields=id&as_of=1", "/v1/listings?fields=id&as_of=3", "/v1/listings?fields=id&as_of=4", "/v1/listings?fields=id&as_of=12"} {
			var list shown
			tag := f.read(target, &list).Header.Get("ETag")
			point, _ := url.ParseQuery(target)
			if given := point.Get("as_of") != ""; given != (list.Meta.Revision != nil) {
				t.Errorf("%s: %+v", target, list.Meta)
			}
			if other, ok := tags[tag]; ok && other != target {
				t.Errorf("%s has the ETag of %s", target, other)
			}
			tags[tag] = target
			if res := f.request("GET", target, http.Header{"X-Api-Key": {f.secret}, "If-None-Match": {tag}}); res.StatusCode != http.StatusNotModified {
				t.Errorf("%s: %d for what the client has", target, res.StatusCode)
			}
		}
	}
	if len(tags) != 5 {
		t.Errorf("%d ETags", len(tags))
	}
}

// A list of the past is paged through to its end, whatever versions come meanwhile.
func TestPastAcrossSwaps(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	var whole, page shown
	f.read("/v1/listings?as_of=2026-02-28&fields=id", &whole)
	var ids []string
	next := "/v1/listings?as_of=2026-02-28&fields=id&limit=3"
	for n := 0; next != ""; n++ {
		page = shown{}
		f.read(next, &page)
		for _, d := range page.Data {
			ids = append(ids, d.ID)
		}
		next = page.Links.Next
		records := querytest.Newest(t, querytest.SampleHistory()).Records
		reg, err := register.New(records, register.Version{ID: strings.Repeat("x", n+1)})
		if err != nil {
			t.Fatal(err)
		}
		f.server.Swap(engineOf(t, reg, querytest.SampleHistory()))
	}
	var want []string
	for _, d := range whole.Data {
		want = append(want, d.ID)
	}
	if !slices.Equal(ids, want) || len(ids) != whole.Meta.Total || len(ids) < 7 {
		t.Errorf("in pages %v, want %v", ids, want)
	}
}

// The listings at the other end of a pair are those of the version that is asked.
func TestCheckLinksToThePast(t *testing.T) {
	t.Parallel()
	records := querytest.Sample().Records
	for i := range 11 { // one more than a check describes
		records.Listings = append(records.Listings, &register.Listing{Meta: register.Meta{ID: fmt.Sprintf("tesla/client-%d", i)}, Manufacturer: "tesla", Model: fmt.Sprintf("Client %d", i),
			EntityType: "client", Devices: []string{"solaredge/se10k"}, Periods: []register.Period{{From: querytest.Day("2026-01-01")}}})
	}
	reg, err := register.New(records, querytest.Sample().Version)
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	f.server.Swap(remembered(t, reg))
	var check struct {
		Data []struct {
			Matches []struct{ Clients struct{ All string } }
		}
	}
	f.read("/v1/check?as_of=1&id=solaredge/se10k", &check)
	all := check.Data[0].Matches[0].Clients.All
	if want := "/v1/listings?device=solaredge/se10k&on=2026-11-23&as_of=1111111111111111111111111111111111111111"; all != want {
		t.Errorf("all are at %s, want %s", all, want)
	}
	if list := f.list(all); list.Meta.Total < 11 {
		t.Errorf("there are %d", list.Meta.Total)
	}
}

func TestIncludeHistory(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	for target, path := range map[string]string{
		"/v1/listings/tesla/powerwall-2?include=history&fields=id":   "/v1/listings/tesla/powerwall-2/history",
		"/v1/certificates/ul/series-1?include=history&fields=id":     "/v1/certificates/ul/series-1/history",
		"/v1/manufacturers/tesla?include=history&fields=id&as_of=10": "/v1/manufacturers/tesla/history?as_of=10",
	} {
		var record struct {
			Included struct{ History []json.RawMessage }
		}
		f.read(target, &record)
		var history struct{ Data []json.RawMessage }
		f.read(path, &history)
		if len(record.Included.History) < 2 || !slices.EqualFunc(record.Included.History, history.Data, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			t.Errorf("%s: %s, want %s", target, record.Included.History, history.Data)
		}
	}
}

func TestAboutHistory(t *testing.T) {
	t.Parallel()
	f := newPastFixture(t)
	var about struct {
		Revision *revision
		History  struct {
			Revisions     int
			First, Newest revision
		}
		Links map[string]string
	}
	f.read("/v1", &about)
	if h := about.History; about.Revision != nil || h.Revisions != 12 || h.First.Time != "2026-01-05T22:30:00Z" || h.Newest.Seq != 12 || about.Links["changes"] != "/v1/changes" {
		t.Errorf("about %+v", about)
	}
}

// A register that is served without its history says so, and goes on as it is.
func TestWithoutHistory(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, target := range []string{"/v1/changes", "/v1/listings/tesla/powerwall-2/history", "/v1/listings/no/body/history", "/v1/listings?include=history", "/v1/listings/tesla/powerwall-2?include=history", "/v1/changes?format=ndjson"} {
		if p := f.problem(f.request("GET", target, nil)); p.Status != http.StatusNotFound || p.Type != "urn:opencec:problem:no-history" {
			t.Errorf("%s: %+v", target, p)
		}
	}
	if p := f.problem(f.request("GET", "/v1/listings?as_of=2026-01-01", nil)); p.Status != http.StatusBadRequest || !strings.Contains(p.Problems[0].Message, "without its history") {
		t.Errorf("as_of: %+v", p)
	}
}
