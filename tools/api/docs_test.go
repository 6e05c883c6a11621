package api_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/swaggest/swgui/v5/static"

	"opencec/tools/output/website/browsertest"
)

// The page and its files need no key, may be cached, and have the right types.
func TestDocsFiles(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for target, contentType := range map[string]string{
		"/docs": "text/html; charset=utf-8", "/docs/page.css": "text/css; charset=utf-8", "/docs/page.js": "text/javascript; charset=utf-8",
		"/docs/favicon.png": "image/png", "/docs/swagger-ui.css": "text/css; charset=utf-8", "/docs/swagger-ui.js": "text/javascript; charset=utf-8",
	} {
		res := f.request("GET", target, http.Header{})
		body := f.body(res)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != contentType || body == "" {
			t.Errorf("%s: %d, %s, %d bytes", target, res.StatusCode, res.Header.Get("Content-Type"), len(body))
		}
		policy := res.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %s", target, policy)
		}
		again := f.request("GET", target, http.Header{"If-None-Match": {res.Header.Get("ETag")}})
		if again.StatusCode != http.StatusNotModified || f.body(again) != "" {
			t.Errorf("%s with its ETag: %d", target, again.StatusCode)
		}
		packed := f.request("GET", target, http.Header{"Accept-Encoding": {"gzip"}})
		if packed.Header.Get("Content-Encoding") != "gzip" {
			continue // too small to be worth it, or a picture
		}
		unpacked, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(unpacked); err != nil || string(got) != body {
			t.Errorf("%s compressed is something else: %v", target, err)
		}
	}
	if p := f.problem(f.request("GET", "/docs/swagger-ui.html", nil)); p.Status != 404 {
		t.Errorf("%+v", p)
	}
	if p := f.problem(f.request("GET", "/docs?url=https://example.org", nil)); p.Status != 400 {
		t.Errorf("%+v", p)
	}
}

// Files that are embedded compressed are sent so, and are not compressed for each
// request.
func TestDocsFilesArePacked(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const target = "/docs/swagger-ui.js"
	plain := f.request("GET", target, http.Header{})
	whole := f.body(plain)
	for accepted, encoding := range map[string]string{
		"gzip": "gzip", "br, GZIP;q=0.5": "gzip", "gzip;q=1.0, deflate": "gzip", "gzip;q=0": "", "gzip;q=0.000, br": "", "br": "", "identity": "", "gzip;q=x": "",
	} {
		res := f.request("GET", target, http.Header{"Accept-Encoding": {accepted}})
		body := f.body(res)
		if got := res.Header.Get("Content-Encoding"); got != encoding || !strings.Contains(res.Header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: encoding %q, want %q; Vary %q", accepted, got, encoding, res.Header.Get("Vary"))
		}
		if encoding == "" {
			if body != whole {
				t.Errorf("%s: another body", accepted)
			}
			continue
		}
		if packed, err := static.FS.ReadFile("swagger-ui-bundle.js.gz"); err != nil || body != string(packed) {
			t.Errorf("%s: not the compressed file of %d bytes, but %d, %v", accepted, len(packed), len(body), err)
		}
		if tag := res.Header.Get("ETag"); tag == plain.Header.Get("ETag") || res.Header.Get("Content-Length") != strconv.Itoa(len(body)) {
			t.Errorf("%s: ETag %s as without compression, or length %s", accepted, tag, res.Header.Get("Content-Length"))
		}
		again := f.request("GET", target, http.Header{"Accept-Encoding": {accepted}, "If-None-Match": {res.Header.Get("ETag")}})
		if again.StatusCode != http.StatusNotModified || again.Header.Get("ETag") != res.Header.Get("ETag") {
			t.Errorf("%s with its ETag: %d, %s", accepted, again.StatusCode, again.Header.Get("ETag"))
		}
	}
}

// browserTimeout limits the test, in case a browser hangs.
const browserTimeout = 3 * time.Minute

// In a browser the page shows the operations, takes a key and tries them out. It violates
// no policy, logs no error to the console and contacts no other host.
func TestDocsInBrowser(t *testing.T) {
	browsertest.Need(t)
	f := newFixture(t)
	server := httptest.NewServer(f.http)
	defer server.Close()
	p := openPage(t, server.URL)

	p.do(chromedp.Navigate(server.URL + "/docs"))
	p.waitFor(`document.querySelectorAll(".opblock").length > 15`)

	p.click(".btn.authorize")
	p.waitFor(`document.querySelector("#api_key_value") !== null`)
	p.do(chromedp.SendKeys(chromedp.CSS("#api_key_value"), f.secret))
	p.click(".auth-container:has(#api_key_value) .authorize")
	p.waitFor(`document.querySelector(".auth-container .auth-btn-wrapper").innerText.includes("Logout")`)
	p.click(".auth-btn-wrapper .btn-done")

	p.tryOut("operations-Listings-getListing", `"manufacturer_id": "enphase"`, nil)
	p.tryOut("operations-Register-getRegister", `"version": "sample-1"`, nil)

	// Finds one of a list's hundreds of parameters and fills it in.
	p.tryOut("operations-Listings-listListings", `"total": 2`, func(block string) {
		p.do(chromedp.SendKeys(chromedp.CSS(block+" .find-parameter input"), "bess.capacity__gte"))
		field := block + ` tr[data-param-name="bess.capacity__gte"] input`
		p.waitFor(`document.querySelectorAll('` + block + ` tr[data-param-name]').length === 1`)
		p.do(chromedp.SendKeys(chromedp.CSS(field), "9.6"))
	})
}

// tryOut opens an operation, fills its form in and sends it.
func (p *browserPage) tryOut(id, want string, fillIn func(block string)) {
	p.t.Helper()
	block := "#" + id
	p.click(block + " .opblock-summary-control")
	p.waitFor(`document.querySelector("` + block + ` .try-out__btn") !== null`)
	p.click(block + " .try-out__btn")
	p.waitFor(`document.querySelector("` + block + ` .execute") !== null`)
	if fillIn != nil {
		fillIn(block)
	}
	p.click(block + " .execute")
	p.waitFor(`(document.querySelector("` + block + ` .live-responses-table")?.innerText ?? "").includes(` + fmt.Sprintf("%q", want) + `)`)
}

// A browserPage is a tab of a browser of its own.
type browserPage struct {
	t   *testing.T
	ctx context.Context
}

func openPage(t *testing.T, base string) *browserPage {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), browserTimeout)
	t.Cleanup(cancel)
	ctx, stop, err := browsertest.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	browsertest.Watch(t, ctx, base)
	return &browserPage{t, ctx}
}

func (p *browserPage) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *browserPage) click(selector string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// waitFor waits until the expression is true in the page.
func (p *browserPage) waitFor(expression string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(time.Minute))); err != nil {
		text, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 3000)`))
		p.t.Fatalf("never true: %s: %v\nthe page:\n%s", expression, err, text)
	}
}
