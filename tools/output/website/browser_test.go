package website

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"opencec/site"
	"opencec/tools/output/website/browsertest"
)

// browserTimeout bounds a whole test in the browser. It is there for a browser
// that hangs, not to measure.
const browserTimeout = 3 * time.Minute

// A tab is a tab of a browser on a site. The test fails when a page writes an
// error to the console (the content security policy reports there), opens a
// dialog, or asks another host for anything.
type tab struct {
	t    testing.TB
	ctx  context.Context
	base string // address of the site, without a slash at its end
}

// browser starts the browser that all tests share, each with a tab of its own
// in a window like a private one.
var browser = sync.OnceValues(func() (context.Context, error) {
	ctx, stop, err := browsertest.Start(context.Background())
	if err == nil {
		onExit(stop)
	}
	return ctx, err
})

func openTab(t testing.TB, dir string) *tab {
	t.Helper()
	modules, err := fs.Sub(site.Files, scriptsFolder)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(dir)))
	mux.Handle("/modules/", http.StripPrefix("/modules/", http.FileServer(http.FS(modules)))) // for tests that call one
	tb := newTab(t, mux)
	tb.watch()
	return tb
}

// newTab returns a tab that nobody watches yet.
func newTab(t testing.TB, site http.Handler) *tab {
	t.Helper()
	browsertest.Need(t)
	shared, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(shared, browserTimeout)
	t.Cleanup(cancel)
	ctx, closeTab := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	return &tab{t, ctx, server.URL}
}

func (tb *tab) watch() { browsertest.Watch(tb.t, tb.ctx, tb.base) }

func (tb *tab) open(path string) {
	tb.t.Helper()
	if err := chromedp.Do(tb.ctx, chromedp.Navigate(tb.base+path)); err != nil {
		tb.t.Fatalf("%s: %v", path, err)
	}
}

// eval returns the value of an expression in the page, awaited.
func eval[T any](tb *tab, expression string) T {
	tb.t.Helper()
	value, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// waitFor waits until the expression is true in the page.
func (tb *tab) waitFor(expression string) {
	tb.t.Helper()
	if _, err := chromedp.Run(tb.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
		state := eval[string](tb, `document.querySelector("main").innerText.slice(0, 1500)`)
		tb.t.Fatalf("never true: %s: %v\nthe page:\n%s", expression, err, state)
	}
}

func (tb *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	if err := chromedp.Do(tb.ctx, actions...); err != nil {
		tb.t.Fatal(err)
	}
}

// setDay makes the pages opened from now on believe that it is noon UTC on a day.
func (tb *tab) setDay(day string) {
	tb.t.Helper()
	if err := browsertest.SetDay(tb.ctx, day); err != nil {
		tb.t.Fatal(err)
	}
}

func (tb *tab) setWidth(width int64) {
	tb.t.Helper()
	params := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 800, DeviceScaleFactor: 1, Mobile: width < 600}
	if _, err := chromedp.Call(tb.ctx, emulation.SetDeviceMetricsOverride, params); err != nil {
		tb.t.Fatal(err)
	}
}

func (tb *tab) disableScripts() {
	tb.t.Helper()
	if _, err := chromedp.Call(tb.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		tb.t.Fatal(err)
	}
}

func toJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
