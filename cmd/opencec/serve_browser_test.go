package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"opencec/tools/output/website/browsertest"
)

// A page in a browser follows each save by itself: it shows the newer version, the mistakes over the last good
// one, and neither after they are mended. The policy of the page allows that: browsertest.Watch fails the test
// if the browser refuses anything.
func TestServeInBrowser(t *testing.T) {
	browsertest.Need(t)
	site := t.TempDir()
	layout := filepath.Join(site, "layouts/_partials/foot.html")
	s := serveData(t, "--site", site)
	tab, stop, err := browsertest.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	browsertest.Watch(t, tab, s.base)
	const page = "/listings/tesla/powerwall-2/"
	if err := chromedp.Do(tab, chromedp.Navigate(s.base+page)); err != nil {
		t.Fatal(err)
	}
	shows := func(what, want string, heading string, mistakes ...string) {
		t.Helper()
		waitFor(t, what, func() bool {
			return strings.Contains(evaluate(tab, `document.querySelector("h1").textContent`), want) &&
				evaluate(tab, `document.querySelector("#opencec-mistakes h2")?.textContent ?? ""`) == heading &&
				containsAll(evaluate(tab, `document.querySelector("#opencec-mistakes ul")?.textContent ?? ""`), mistakes)
		})
	}
	shows("the page", "Powerwall 2", "")
	const file = "listings/tesla/powerwall-2.yaml"
	s.edit(file, "model: Powerwall 2", "model: Powerwall Two")
	shows("the newer page", "Powerwall Two", "")
	s.edit(file, "model: Powerwall Two", "modle: Powerwall <b>")
	shows("the mistake over the last good page", "Powerwall Two", "Not built", file+":", `there is no field "modle"`)
	if evaluate(tab, `getComputedStyle(document.querySelector("#opencec-mistakes")).position`) != "fixed" {
		t.Error("the style of the mistakes has not been loaded")
	}
	s.edit(file, "modle: Powerwall <b>", "model: Powerwall Three")
	shows("the page after the mistake is mended", "Powerwall Three", "")

	// A broken layout is a mistake too.
	if err := os.MkdirAll(filepath.Dir(layout), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(layout, []byte("{{ .NoSuchField }}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	shows("the mistake in a layout", "Powerwall Three", "Not built", "foot.html", "NoSuchField")
	waitFor(t, "the report of the mistake in a layout", func() bool { return strings.Contains(s.stderr.String(), "NoSuchField") })
	if err := os.Remove(layout); err != nil {
		t.Fatal(err)
	}
	shows("the page after the layout is mended", "Powerwall Three", "")
}

// evaluate returns the text that an expression has in the tab, or "" while a page is being loaded.
func evaluate(tab context.Context, expression string) string {
	text, err := chromedp.Run(tab, chromedp.Evaluate[string](expression))
	if err != nil {
		return ""
	}
	return text
}

func containsAll(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
