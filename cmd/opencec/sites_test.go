package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// What is subscribed to has its media type, whatever the system knows.
func TestMediaTypes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var s sites
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
