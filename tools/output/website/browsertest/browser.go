// Package browsertest starts the browser for tests of pages, in which neither the network
// nor the day of the machine changes what they see.
//
// Without Chromium tests are skipped, unless OPENCEC_TEST_FORBID_SKIP is set: then they
// fail. With go test -short they are always skipped.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"opencec/tools/testenv"
)

// Need returns the path of Chromium. Without it the test ends as package testenv says.
func Need(t testing.TB) string {
	t.Helper()
	testenv.SkipIfShort(t, "it starts a browser")
	path := installed()
	if path == "" {
		testenv.Missing(t, errors.New("no Chromium found: install chromium to run the tests of pages in a browser"))
	}
	return path
}

func installed() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Start starts Chromium with a profile of its own, which asks nothing of the network by
// itself, and returns a context for its first tab. stop ends it and leaves nothing.
func Start(ctx context.Context, options ...chromedp.ExecAllocatorOption) (_ context.Context, stop func(), _ error) {
	profile, err := os.MkdirTemp("", "opencec-browser-")
	if err != nil {
		return nil, nil, err
	}
	always := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(installed()), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	}
	ctx, endBrowser := chromedp.NewExecAllocator(ctx, slices.Concat(chromedp.DefaultExecAllocatorOptions[:], always, options)...)
	ctx, closeTab := chromedp.NewContext(ctx)
	stop = func() {
		closeTab()
		endBrowser()
		removeProfile(profile)
	}
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, nil, fmt.Errorf("start Chromium: %w", err)
	}
	return ctx, stop, nil
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

// SetDay makes the pages that a tab opens from now on believe that it is noon UTC on a day.
func SetDay(tab context.Context, day string) error {
	script := fmt.Sprintf(`{ const now = Date.parse(%q); const Real = Date;
		Date = class extends Real { constructor(...a) { if (a.length) super(...a); else super(now); } static now() { return now; } }; }`, day+"T12:00:00Z")
	_, err := chromedp.Call(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	return err
}
