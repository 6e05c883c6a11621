package website

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// forbidSkip is the environment variable that makes a missing browser a failure.
const forbidSkip = "OPENCEC_TEST_FORBID_SKIP"

// browserTimeout bounds a whole test in the browser. It is there for a browser
// that hangs, not to measure.
const browserTimeout = 3 * time.Minute

// chromiumPath returns the path of the browser, "" where there is none.
func chromiumPath() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func needChromium(t testing.TB) {
	t.Helper()
	switch {
	case chromiumPath() != "":
	case os.Getenv(forbidSkip) != "":
		t.Fatalf("no Chromium found, and %s is set", forbidSkip)
	default:
		t.Skip("no Chromium found; install chromium to run the tests of pages in a browser")
	}
}

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
	profile, err := os.MkdirTemp("", "opencec-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromiumPath()), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(ctx)
	onExit(func() {
		closeBrowser()
		stop()
		removeProfile(profile)
	})
	return ctx, chromedp.Do(ctx)
})

func openTab(t testing.TB, dir string) *tab {
	t.Helper()
	tb := newTab(t, http.FileServer(http.Dir(dir)))
	tb.watch()
	return tb
}

// newTab returns a tab that nobody watches yet.
func newTab(t testing.TB, site http.Handler) *tab {
	t.Helper()
	needChromium(t)
	shared, err := browser()
	if err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(shared, browserTimeout)
	t.Cleanup(cancel)
	ctx, closeTab := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	return &tab{t, ctx, server.URL}
}

// removeProfile tries for a while: processes of the browser outlive it.
func removeProfile(dir string) {
	for range 50 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (tb *tab) watch() {
	tb.t.Helper()
	var mu sync.Mutex
	var complaints []string
	complain := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		complaints = append(complaints, fmt.Sprintf(format, args...))
	}
	err := chromedp.Listen(tb.ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			complain("exception: %s", e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			complain("console: %s", e.Type)
		case *cdplog.EventEntryAdded:
			complain("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		case *page.EventJavascriptDialogOpening:
			complain("dialog: %s", e.Message)
		case *network.EventRequestWillBeSent:
			if address := e.Request.URL; !strings.HasPrefix(address, tb.base) && !strings.HasPrefix(address, "data:") {
				complain("a request to %s", address)
			}
		}
	})
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range complaints {
			tb.t.Error(c)
		}
	})
}

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
	script := fmt.Sprintf(`{ const now = Date.parse(%q); const Real = Date;
		Date = class extends Real { constructor(...a) { if (a.length) super(...a); else super(now); } static now() { return now; } }; }`, day+"T12:00:00Z")
	if _, err := chromedp.Call(tb.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
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
