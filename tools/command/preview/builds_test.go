package preview

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Feeds have their media types, whatever the system knows.
func TestMediaTypes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var s builds
	if err := s.swap(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"changes.atom": "application/atom+xml", "expiring.ics": "text/calendar; charset=utf-8", "changes.ndjson": "application/x-ndjson",
		"page.html": "text/html; charset=utf-8",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "/"+name, nil))
		if got := w.Header().Get("Content-Type"); w.Code != 200 || got != want {
			t.Errorf("%s: %d %s, want %s", name, w.Code, got, want)
		}
	}
}

// Texts are compressed for clients that accept it, without changing them; pictures, small files and parts of
// files are not.
func TestCompressed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var s builds
	if err := s.swap(dir); err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("all the same ", 1000)
	for name, content := range map[string]string{
		"page.html": text, "index.json": text, "changes.ndjson": text, "all.csv": text, "code.js": text, "style.css": text,
		"changes.atom": text, "expiring.ics": text, "logo.svg": text, "picture.png": text, "small.json": "{}", "404.html": text,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
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
		compressed(&s).ServeHTTP(w, r)
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
		if got, err := io.ReadAll(body); err != nil || string(got) != text && string(got) != "{}" {
			t.Errorf("%s for %q arrives as %d other bytes (%v)", test.path, test.accept, len(got), err)
		}
	}
}
