package main

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// output collects what a command prints, from several goroutines.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// waitFor waits until the condition holds. A very late deadline ends a test that would wait for ever.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

// copyData copies the register's own data, so that a test can change it.
func copyData(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS("../../data")); err != nil {
		t.Fatal(err)
	}
	return dir
}

type servedRegister struct {
	*testing.T
	data           string
	base, key      string
	stdout, stderr output
}

// serveData runs opencec serve on a copy of the data until the test ends.
func serveData(t *testing.T, more ...string) *servedRegister {
	t.Helper()
	return serveFolder(t, copyData(t), more...)
}

// serveFolder runs opencec serve on a data folder until the test ends.
func serveFolder(t *testing.T, data string, more ...string) *servedRegister {
	t.Helper()
	s := &servedRegister{T: t, data: data}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(s.data, link); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"opencec", "serve", "--data", link, "--listen", "127.0.0.1:0", "--on", "2026-11-23"}, more...), &s.stdout, &s.stderr, time.Now)
	}()
	t.Cleanup(func() {
		cancel()
		if got := <-code; got != exitGood {
			t.Errorf("serve ended with %d: %s", got, s.stderr.String())
		}
	})
	s.waitForAddress()
	return s
}

// waitForAddress waits until serve has printed its address and the key.
func (s *servedRegister) waitForAddress() {
	s.Helper()
	announced := regexp.MustCompile(`(?s)site +(http://\S+)/\n.*API key +(\S+)\n`)
	waitFor(s.T, "the address", func() bool {
		m := announced.FindStringSubmatch(s.stdout.String())
		if m == nil {
			return false
		}
		s.base, s.key = m[1], m[2]
		return true
	})
}

// get returns the status and body of a request, with the key as from a program, or without it as from a
// browser.
func (s *servedRegister) get(path string, withKey bool) (int, string) {
	s.Helper()
	req, err := http.NewRequest(http.MethodGet, s.base+path, nil)
	if err != nil {
		s.Fatal(err)
	}
	if withKey {
		req.Header.Set("x-api-key", s.key)
	} else {
		req.Header.Set("Accept", "text/html,*/*;q=0.8")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func (s *servedRegister) edit(name, old, new string) {
	s.Helper()
	file := filepath.Join(s.data, name)
	text, err := os.ReadFile(file)
	if err != nil {
		s.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		s.Fatalf("%s has no %q", name, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
		s.Fatal(err)
	}
}

func TestServe(t *testing.T) {
	s := serveData(t)
	const page = "/listings/tesla/powerwall-2/"
	for _, test := range []struct {
		path    string
		withKey bool
		status  int
		has     string
	}{
		{"/", false, 200, "<!doctype html>"},
		{page, false, 200, "Powerwall 2"},
		{"/downloads/manifest.json", false, 200, `"schema_version"`},
		{"/api/v1/listings/tesla/powerwall-2.json", false, 200, `"id":"tesla/powerwall-2"`},
		{"/api/v1/listings/tesla%2Fpowerwall-2.json", false, 200, `"id":"tesla/powerwall-2"`},
		{"/v1/listings/tesla%2Fpowerwall-2", true, 200, `"id":"tesla/powerwall-2"`},
		{"/nothing/here/", false, 404, "<!doctype html>"},
		{"/api/v1/listings/", false, 404, ""}, // folders are not listed
		{"/v1/listings", false, 401, "x-api-key"},
		{"/v1/listings?q=powerwall", true, 200, `"total":1`},
		{"/v1/nothing", true, 404, "problem"},
		{"/listings?manufacturer=tes", true, 200, `[{"entity_type_id":1,"manufacturer":"Tesla"`},
		{"/listings/?manufacturer=tes", true, 200, `[{"entity_type_id":1,"manufacturer":"Tesla"`},
		{"/listings", false, 200, "<!doctype html>"},
		{"/listings/", false, 200, "<!doctype html>"},
		{"/admin/keys", true, 404, `{"detail":"Not Found"}`},
		{"/", true, 200, `{"API Status":"UP","Database Status":"UP"}`},
		{"/docs", false, 200, "<!doctype html>"},
		{"/openapi.json", false, 200, `"openapi":"3.1`},
		{"/v1/check?manufacturer=tesla&model=powerwall+2", true, 200, `"tesla/powerwall-2"`},
		{"/healthz", false, 200, ""},
		{"/readyz", false, 200, ""},
	} {
		status, body := s.get(test.path, test.withKey)
		if status != test.status || !strings.Contains(strings.ToLower(body), strings.ToLower(test.has)) {
			t.Errorf("GET %s = %d %.300s, want %d with %q", test.path, status, body, test.status, test.has)
		}
	}

	// It is compressed for clients that accept it.
	req, err := http.NewRequest(http.MethodGet, s.base+page, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if got := res.Header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("a page is sent with the encoding %q", got)
	}

	// Links lead to the address of the server.
	_, body := s.get("/v1/listings/tesla/powerwall-2", true)
	var record struct{ Links struct{ HTML string } }
	if err := json.Unmarshal([]byte(body), &record); err != nil || record.Links.HTML != s.base+page {
		t.Errorf("html link %q, %v", record.Links.HTML, err)
	}

	// Saving a file rebuilds the site and the API.
	s.edit("listings/tesla/powerwall-2.yaml", "model: Powerwall 2", "model: Powerwall Two")
	waitFor(t, "the site after a save", func() bool {
		_, body := s.get(page, false)
		return strings.Contains(body, "Powerwall Two")
	})
	waitFor(t, "the API after a save", func() bool {
		_, body := s.get("/v1/listings/tesla/powerwall-2", true)
		return strings.Contains(body, `"Powerwall Two"`)
	})

	// A mistake is reported, and the last good version stays up.
	s.edit("listings/tesla/powerwall-2.yaml", "model: Powerwall Two", "modle: Powerwall Three")
	waitFor(t, "the report of the mistake", func() bool {
		return strings.Contains(s.stderr.String(), `there is no field "modle"`) && strings.Contains(s.stderr.String(), "the last good version stays up")
	})
	if status, body := s.get(page, false); status != 200 || !strings.Contains(body, "Powerwall Two") {
		t.Errorf("after a mistake the page is %d %.200s", status, body)
	}

	// A new file in a new folder is noticed, and so is the fix of the error.
	s.edit("listings/tesla/powerwall-2.yaml", "modle: Powerwall Three", "model: Powerwall Three")
	if err := os.MkdirAll(filepath.Join(s.data, "listings/sma"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"manufacturers/sma.yaml": "name: Test maker\n",
		"listings/sma/x.yaml":    "manufacturer: sma\nmodel: X\nentity_type: device\ndevice_classes:\n  inverter: {}\nperiods:\n  - {from: 2026-01-01}\nsample: true\n",
	} {
		if err := os.WriteFile(filepath.Join(s.data, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, "the new listing", func() bool {
		status, _ := s.get("/listings/sma/x/", false)
		return status == 200
	})
}

// A folder that disappears is reported, and watched again when it is back. The command line may name it by
// a symbolic link.
func TestServeFolderComesBack(t *testing.T) {
	s := serveData(t)
	away := s.data + ".away"
	if err := os.Rename(s.data, away); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the report", func() bool { return strings.Contains(s.stderr.String(), "the last good version stays up") })
	if err := os.Rename(away, s.data); err != nil {
		t.Fatal(err)
	}
	s.edit("listings/tesla/powerwall-2.yaml", "model: Powerwall 2", "model: Powerwall Back")
	waitFor(t, "the site after the folder is back", func() bool {
		_, body := s.get("/listings/tesla/powerwall-2/", false)
		return strings.Contains(body, "Powerwall Back")
	})
}

// Files with mistakes at the start are reported on the terminal and in place of every page, until they are
// mended.
func TestServeStartsWithMistakes(t *testing.T) {
	data := copyData(t)
	file := filepath.Join(data, "manufacturers/tesla.yaml")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("nam: Tesla\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := serveFolder(t, data)
	const mistake = `manufacturers/tesla.yaml:1:1: nam: there is no field "nam"`
	waitFor(t, "the report", func() bool {
		return strings.Contains(s.stderr.String(), mistake) && strings.Contains(s.stderr.String(), "mend the files, and the page follows")
	})
	if status, body := s.get("/listings/tesla/powerwall-2/", false); status != 503 || !strings.Contains(html.UnescapeString(body), mistake) {
		t.Errorf("the page is %d %s", status, body)
	}
	if status, _ := s.get("/v1/listings", true); status != 503 {
		t.Errorf("the API answers %d", status)
	}
	if err := os.WriteFile(file, good, 0o644); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the page after all is mended", func() bool {
		status, _ := s.get("/listings/tesla/powerwall-2/", false)
		return status == 200
	})
}

// serve reports at once what makes it impossible.
func TestServeRefuses(t *testing.T) {
	s := serveData(t)
	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"port in use", []string{"--data", s.data, "--listen", strings.TrimPrefix(s.base, "http://")}, exitProblems, "another program uses that port"},
		{"no folder", []string{"--data", filepath.Join(t.TempDir(), "none"), "--listen", "127.0.0.1:0"}, exitProblems, "opencec init begins a register"},
		{"no folder of the site's own files", []string{"--site", filepath.Join(t.TempDir(), "none"), "--data", "../../data", "--listen", "127.0.0.1:0"}, exitProblems, "open the folder"},
		{"bad address", []string{"--data", s.data, "--listen", "8080"}, exitProblems, "write it as HOST:PORT or :PORT"},
		{"arguments", []string{"data"}, exitUsage, "takes no arguments"},
	} {
		var stdout, stderr output
		code := run(context.Background(), append([]string{"opencec", "serve"}, test.args...), &stdout, &stderr, time.Now)
		if code != test.code || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("%s: code %d, %s", test.name, code, stderr.String())
		}
	}
}
