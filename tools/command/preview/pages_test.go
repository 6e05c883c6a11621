package preview

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// fakeFiles are the contents of files by name. The content "broken" stands for a page whose template
// fails.
type fakeFiles map[string]string

func (f fakeFiles) File(_ context.Context, name string) ([]byte, error) {
	content, ok := f[name]
	switch {
	case !ok:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case content == "broken":
		return nil, errors.New("layouts/x.html:3:4: there is no <field>")
	}
	return []byte(content), nil
}

// pagesOf serves files as the first version.
func pagesOf(t *testing.T, files Files) *pages {
	p := newPages(time.Unix(1, 0), func(error) {})
	p.swap(files)
	return p
}

// Feeds have their media types, whatever the system knows.
func TestMediaTypes(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"changes.atom": "application/atom+xml", "expiring.ics": "text/calendar; charset=utf-8", "changes.ndjson": "application/x-ndjson",
		"page.html": "text/html; charset=utf-8",
	} {
		w := httptest.NewRecorder()
		pagesOf(t, fakeFiles{name: "x"}).ServeHTTP(w, httptest.NewRequest("GET", "/"+name, nil))
		if got := w.Header().Get("Content-Type"); w.Code != 200 || got != want {
			t.Errorf("%s: %d %s, want %s", name, w.Code, got, want)
		}
	}
}

// Paths lead to files as on a web server for static files. Only pages have the script.
func TestPaths(t *testing.T) {
	t.Parallel()
	p := pagesOf(t, fakeFiles{
		"index.html": "<head></head>home", "a/b/index.html": "<head></head>b", "a/b.json": "{}", "own.html": "no head", "404.html": "<head></head>none",
		"bad/index.html": "broken", "style.css": "x </head>",
	})
	const script = `<script src="/-/preview.js" data-version="gjdgxs.1" defer></script>`
	for _, test := range []struct {
		path     string
		code     int
		want     string // in the body
		location string
	}{
		{"/", 200, "<head>" + script + "</head>home", ""},
		{"/a/b/", 200, "<head>" + script + "</head>b", ""},
		{"//a/./b/", 200, "</head>b", ""},
		{"/a/b.json", 200, "{}", ""},
		{"/style.css", 200, "x </head>", ""},
		{"/own.html", 200, "no head" + script, ""},
		{"/a/b", 301, "", "/a/b/"},
		{"/a/b/index.html", 301, "", "/a/b/"},
		{"/a/", 404, "<head>" + script + "</head>none", ""},
		{"/../a/b.json", 200, "{}", ""},
		{"/bad/", 500, "<li>layouts/x.html:3:4: there is no &lt;field&gt;</li>", ""},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = test.path
		p.ServeHTTP(w, r)
		if w.Code != test.code || test.location == "" && !strings.Contains(w.Body.String(), test.want) {
			t.Errorf("%s: %d %s, want %d %s", test.path, w.Code, w.Body, test.code, test.want)
		}
		if got := w.Header().Get("Location"); test.location != "" && !strings.HasSuffix(got, test.location) {
			t.Errorf("%s: leads to %q, want %q", test.path, got, test.location)
		}
		if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self';") {
			t.Errorf("%s: the policy is %q", test.path, policy)
		}
	}
}

// A browser that has a file gets it again only after it has changed.
func TestETag(t *testing.T) {
	t.Parallel()
	p := pagesOf(t, fakeFiles{"a.json": "1"})
	get := func(tag string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/a.json", nil)
		r.Header.Set("If-None-Match", tag)
		p.ServeHTTP(w, r)
		return w
	}
	tag := get("").Header().Get("ETag")
	if got := get(tag).Code; got != 304 {
		t.Errorf("the same file: %d", got)
	}
	p.swap(fakeFiles{"a.json": "2"})
	if got := get(tag); got.Code != 200 || got.Body.String() != "2" {
		t.Errorf("another version: %d %s", got.Code, got.Body)
	}
}

// Before the first good version every path lists the mistakes. Later the last good version stays.
func TestMistakes(t *testing.T) {
	t.Parallel()
	p := newPages(time.Unix(1, 0), func(error) {})
	get := func() (int, string) {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		return w.Code, w.Body.String()
	}
	if p.fail(Mistakes{"data/a.yaml:1:2: no <b>"}) {
		t.Error("a version is served before there is one")
	}
	if code, body := get(); code != 503 || !strings.Contains(body, "<li>data/a.yaml:1:2: no &lt;b&gt;</li>") || !strings.Contains(body, "/-/preview.js") {
		t.Errorf("before the first version: %d %s", code, body)
	}
	p.swap(fakeFiles{"index.html": "home"})
	if !p.fail(Mistakes{"data/a.yaml:1:2: no"}) {
		t.Error("no version is served after one was")
	}
	if code, body := get(); code != 200 || !strings.HasPrefix(body, "home") {
		t.Errorf("after a mistake: %d %s", code, body)
	}
}

// Texts are compressed for clients that accept it, without changing them; pictures, small files and parts of
// files are not.
func TestCompressed(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("all the same ", 1000)
	script := scriptTag("gjdgxs.1")
	files := fakeFiles{}
	for name, content := range map[string]string{
		"page.html": text, "index.json": text, "changes.ndjson": text, "all.csv": text, "code.js": text, "style.css": text,
		"changes.atom": text, "expiring.ics": text, "logo.svg": text, "picture.png": text, "small.json": "{}", "404.html": text,
	} {
		files[name] = content
	}
	for _, test := range []struct {
		path, accept, ranged string
		code                 int
		want                 string // the encoding
	}{
		{"/page.html", "gzip", "", 200, "gzip"},
		{"/index.json", "gzip, deflate, br, zstd", "", 200, "gzip"},
		{"/changes.ndjson", "gzip", "", 200, "gzip"},
		{"/all.csv", "gzip", "", 200, "gzip"},
		{"/code.js", "gzip", "", 200, "gzip"},
		{"/style.css", "gzip", "", 200, "gzip"},
		{"/changes.atom", "gzip", "", 200, "gzip"},
		{"/expiring.ics", "gzip", "", 200, "gzip"},
		{"/logo.svg", "gzip", "", 200, "gzip"},
		{"/nothing/", "gzip", "", 404, "gzip"},
		{"/page.html", "", "", 200, ""},
		{"/page.html", "gzip;q=0", "", 200, ""},
		{"/page.html", "gzip", "bytes=0-12999", 206, ""},
		{"/picture.png", "gzip", "", 200, ""},
		{"/small.json", "gzip", "", 200, ""},
	} {
		r := httptest.NewRequest("GET", test.path, nil)
		r.Header.Set("Accept-Encoding", test.accept)
		if test.ranged != "" {
			r.Header.Set("Range", test.ranged)
		}
		w := httptest.NewRecorder()
		compressed(pagesOf(t, files)).ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); w.Code != test.code || got != test.want {
			t.Errorf("%s for %q: %d with the encoding %q, want %d with %q", test.path, test.accept, w.Code, got, test.code, test.want)
		}
		body := io.Reader(w.Body)
		if test.want != "" {
			if w.Body.Len() > len(text)/10 || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s: %d bytes, Vary: %s", test.path, w.Body.Len(), w.Header().Get("Vary"))
			}
			unpacked, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatalf("%s: %v", test.path, err)
			}
			body = unpacked
		}
		if got, err := io.ReadAll(body); err != nil || strings.TrimSuffix(string(got), script) != text && string(got) != "{}" {
			t.Errorf("%s for %q arrives as %d other bytes (%v)", test.path, test.accept, len(got), err)
		}
	}
}
