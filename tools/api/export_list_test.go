package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"opencec/tools/output/snapshot"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Lines of JSON are the records of all pages, each as its view.
func TestNDJSON(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	reg := querytest.Sample()
	for _, k := range register.Kinds() {
		var want strings.Builder
		for rec := range reg.All() {
			if rec.RecordKind() == k {
				view, err := register.EncodeJSON(reg.View(rec, querytest.Today))
				if err != nil {
					t.Fatal(err)
				}
				want.Write(append(view, '\n'))
			}
		}
		res, body := f.get("/v1/" + k.Folder() + "?format=ndjson")
		if body != want.String() {
			t.Errorf("%s:\n got %s\nwant %s", k.Folder(), body, want.String())
		}
		disposition := `attachment; filename="` + k.Folder() + `-2026-11-23.ndjson"`
		if got := res.Header; got.Get("Content-Type") != "application/x-ndjson" || got.Get("Content-Disposition") != disposition || got.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %v", k.Folder(), got)
		}
	}
	if _, body := f.get("/v1/listings?format=ndjson&status=active&fields=id,status&sort=-id"); body != `{"id":"tesla/powerwall-2","status":"active"}
{"id":"solaredge/se7600h-us","status":"active"}
{"id":"fronius/gateway","status":"active"}
` {
		t.Errorf("filtered and sorted: %s", body)
	}
	if res, body := f.get("/v1/listings?format=ndjson&model=none"); body != "" || res.StatusCode != 200 {
		t.Errorf("none: %d %q", res.StatusCode, body)
	}
	if _, body := f.get("/v1/listings?format=ndjson&fields=id&include=certificates&model=envoy"); body != `{"id":"enphase/envoy","included":{"certificates":[]}}`+"\n" {
		t.Errorf("with certificates: %s", body)
	}
}

// The tables are those of the downloads, byte for byte.
func TestCSVAsInDownloads(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	dir := t.TempDir()
	if _, err := snapshot.Write(t.Context(), dir, querytest.Sample(), querytest.Today, nil); err != nil {
		t.Fatal(err)
	}
	for _, k := range []register.Kind{register.Listings, register.Certificates} {
		want, err := os.ReadFile(filepath.Join(dir, snapshot.DownloadsFolder, k.Folder()+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		res, body := f.get("/v1/" + k.Folder() + "?format=csv")
		if body != string(want) {
			t.Errorf("%s:\n got %s\nwant %s", k.Folder(), body, want)
		}
		if got := res.Header.Get("Content-Disposition"); got != `attachment; filename="`+k.Folder()+`-2026-11-23.csv"` {
			t.Errorf("%s: %s", k.Folder(), got)
		}
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if _, body := f.get("/v1/listings?format=csv&manufacturer=goodwe&fields=id,status,software,withdrawn&on=2026-11-22&sort=-id"); body != "id,software,software_versions,status,withdrawn_on,withdrawn_reason\n"+
		"goodwe/gw9-6,,,active,2026-11-23,\ngoodwe/gw5000-eh,,,expired,,\n" {
		t.Errorf("listings: %q", body)
	}
	if _, body := f.get("/v1/listings?format=csv&fields=id&model=none"); body != "id\n" {
		t.Errorf("none: %q", body)
	}
	for _, k := range register.Kinds() {
		_, body := f.get("/v1/" + k.Folder() + "?format=csv")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := f.list("/v1/" + k.Folder()).ids()
		var got []string
		for _, row := range rows[1:] {
			got = append(got, row[0])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", k.Folder(), got, want)
		}
	}
}

// A parameter that a format can do nothing with is refused, whoever chose the
// format.
func TestExportConflicts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	cursor := query.Cursor{Version: query.HashOf("sample-1"), On: querytest.Today, Last: "a/b"}.String()
	for _, test := range []struct{ target, accept, parameter string }{
		{"/v1/listings?format=csv&limit=10", "", "limit"},
		{"/v1/listings?format=ndjson&limit=10", "", "limit"},
		{"/v1/listings?format=ndjson&cursor=" + cursor, "", "cursor"},
		{"/v1/listings?format=csv&facets=status", "", "facets"},
		{"/v1/listings?format=ndjson&facets=status", "", "facets"},
		{"/v1/listings?format=csv&include=certificates", "", "include"},
		{"/v1/listings?limit=10", "text/csv", "limit"},
	} {
		p := f.problem(f.request("GET", test.target, http.Header{"X-Api-Key": {f.secret}, "Accept": {test.accept}}))
		if p.Status != 400 || len(p.Problems) != 1 || p.Problems[0].Parameter != test.parameter || p.Problems[0].Code != query.ConflictingParameter ||
			!strings.Contains(p.Problems[0].Message, "leave it out, or write format=json") {
			t.Errorf("%s: %+v", test.target, p)
		}
	}
}

// HEAD says what GET would, and looks nothing up: a request whose client has gone
// already is answered all the same.
func TestExportHead(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, target := range []string{"/v1/listings?format=csv", "/v1/certificates?format=ndjson"} {
		r := httptest.NewRequest("HEAD", target, nil).WithContext(gone)
		r.Header.Set("X-Api-Key", f.secret)
		w := httptest.NewRecorder()
		f.http.ServeHTTP(w, r)
		get, _ := f.get(target)
		for _, name := range []string{"Content-Type", "Content-Disposition", "ETag", "Cache-Control"} {
			if got, want := w.Header().Get(name), get.Header.Get(name); got != want || got == "" {
				t.Errorf("HEAD %s: %s %q, want %q", target, name, got, want)
			}
		}
		if w.Code != 200 || w.Body.Len() > 0 {
			t.Errorf("HEAD %s: %d with %d bytes", target, w.Code, w.Body.Len())
		}
	}
}

// watched is a response that looks at the parts that it gets.
type watched struct {
	*httptest.ResponseRecorder
	parts   []int
	flushes int
	after   func(parts int) // called after each part
}

func (w *watched) Write(part []byte) (int, error) {
	w.parts = append(w.parts, len(part))
	n, err := w.ResponseRecorder.Write(part)
	w.after(len(w.parts))
	return n, err
}

func (w *watched) Flush() { w.flushes++ }

// large is a fixture with lists of some megabytes.
func large(t *testing.T) *fixture {
	f := newFixture(t)
	f.server.Swap(memory.New(querytest.Random(1, 2000)))
	return f
}

// A long list is sent in parts of bounded size, as it is made.
func TestExportInParts(t *testing.T) {
	t.Parallel()
	f := large(t)
	const part = 64 << 10
	for _, target := range []string{"/v1/listings?format=ndjson", "/v1/listings?format=csv&sort=-model", "/listings"} {
		w := &watched{ResponseRecorder: httptest.NewRecorder(), after: func(int) {}}
		r := httptest.NewRequest("GET", target, nil)
		r.Header.Set("X-Api-Key", f.secret)
		f.http.ServeHTTP(w, r)
		if len(w.parts) < 4 || slices.Max(w.parts) > part || w.flushes < len(w.parts) {
			t.Errorf("%s: parts of %v, flushed %d times", target, w.parts, w.flushes)
		}
		if target == "/v1/listings?format=ndjson" && strings.Count(w.Body.String(), "\n") != 2000 {
			t.Errorf("%s: %d lines", target, strings.Count(w.Body.String(), "\n"))
		}
	}
}

// When the client goes away, the work ends.
func TestExportStops(t *testing.T) {
	t.Parallel()
	f := large(t)
	for _, target := range []string{"/v1/listings?format=ndjson", "/v1/listings?format=csv", "/listings"} {
		ctx, leave := context.WithCancel(t.Context())
		w := &watched{ResponseRecorder: httptest.NewRecorder(), after: func(parts int) {
			if parts == 2 {
				leave()
			}
		}}
		r := httptest.NewRequest("GET", target, nil).WithContext(ctx)
		r.Header.Set("X-Api-Key", f.secret)
		failure := func() (failure any) {
			defer func() { failure = recover() }()
			f.http.ServeHTTP(w, r)
			return nil
		}()
		if failure != http.ErrAbortHandler || len(w.parts) != 2 {
			t.Errorf("%s: %d parts, and %v", target, len(w.parts), failure)
		}
	}
	if strings.Contains(f.log.String(), "broken off") {
		t.Errorf("a client that left is taken for a failure: %s", f.log)
	}
}

// halved is an engine that fails after the first part of a list.
type halved struct {
	*memory.Engine
	fail func(context.Context) error
}

func (e *halved) AllRows(ctx context.Context, q *query.Query) iter.Seq2[query.Rows, error] {
	return func(yield func(query.Rows, error) bool) {
		for rows := range e.Engine.AllRows(ctx, q) {
			if yield(rows, nil) {
				yield(nil, e.fail(ctx))
			}
		}
	}
}

// An engine that fails in the middle of a list is logged; one that stops because the
// client has left is not.
func TestExportFails(t *testing.T) {
	t.Parallel()
	for _, left := range []bool{false, true} {
		f := newFixture(t)
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		f.server.Swap(&halved{memory.New(querytest.Sample()), func(ctx context.Context) error {
			if left {
				leave()
				return ctx.Err()
			}
			return query.ErrUnavailable
		}})
		r := httptest.NewRequest("GET", "/v1/listings?format=ndjson", nil).WithContext(ctx)
		r.Header.Set("X-Api-Key", f.secret)
		func() {
			defer func() {
				if failure := recover(); failure != http.ErrAbortHandler {
					t.Errorf("it ends with %v", failure)
				}
			}()
			f.http.ServeHTTP(httptest.NewRecorder(), r)
		}()
		if logged := strings.Contains(f.log.String(), "broken off"); logged == left {
			t.Errorf("the client has left: %v, and it is logged: %v\n%s", left, logged, f.log)
		}
	}
}

// A list that is broken off cannot be taken for a whole one, compressed or not.
func TestExportBrokenOff(t *testing.T) {
	t.Parallel()
	f := large(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, breakOff := context.WithCancel(r.Context())
		defer breakOff()
		f.http.ServeHTTP(&breaking{w, breakOff}, r.WithContext(ctx))
	}))
	defer server.Close()
	for _, encoding := range []string{"identity", "gzip"} {
		r, err := http.NewRequest("GET", server.URL+"/v1/listings?format=ndjson", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"X-Api-Key": {f.secret}, "Accept-Encoding": {encoding}}
		res, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil || len(body) == 0 {
			t.Errorf("%s: %d bytes, and %v", encoding, len(body), err)
		}
	}
}

// breaking is a response during whose first part something breaks.
type breaking struct {
	http.ResponseWriter
	breakOff func()
}

func (w *breaking) Write(part []byte) (int, error) {
	w.breakOff()
	return w.ResponseWriter.Write(part)
}

func (w *breaking) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *breaking) Flush() { w.ResponseWriter.(http.Flusher).Flush() }

func TestExportCompressed(t *testing.T) {
	t.Parallel()
	f := large(t)
	for _, target := range []string{"/v1/listings?format=ndjson", "/v1/listings?format=csv"} {
		_, want := f.get(target)
		res := f.request("GET", target, http.Header{"X-Api-Key": {f.secret}, "Accept-Encoding": {"gzip"}})
		packed := f.body(res)
		zr, err := gzip.NewReader(strings.NewReader(packed))
		if err != nil {
			t.Fatalf("%s: %v", target, err)
		}
		got, err := io.ReadAll(zr)
		if err != nil || !bytes.Equal(got, []byte(want)) || len(packed) > len(want)/4 {
			t.Errorf("%s: %v, %d bytes for %d", target, err, len(packed), len(want))
		}
	}
}
