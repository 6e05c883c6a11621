package website

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Touch targets are at least 44 pixels high, and a card opens wherever it is touched.
func TestTouchTargets(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.setDay("2026-11-23")
	tb.setWidth(390)
	touch := emulation.SetTouchEmulationEnabledParams{Enabled: true}
	if _, err := chromedp.Call(tb.ctx, emulation.SetTouchEmulationEnabled, touch); err != nil {
		t.Fatal(err)
	}
	const small = `[...document.querySelectorAll("main button, main select, main summary, main label:has([type=checkbox]), main input:not([type=checkbox]), .facets li a, .rows .row, .alternatives a")]
		.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 80))`
	for _, path := range []string{"/", "/listings/", "/listings/?q=tesla&device_class=bess", "/listings/?q=tesla+3X4", "/listings/tesla/powerwall-2/?on=2025-02-10", "/compare/?listing=tesla/powerwall-2&listing=tesla/powerwall-3"} {
		tb.open(path)
		tb.waitFor(`document.querySelector("[aria-busy]") === null`)
		tb.perform(`for (const d of document.querySelectorAll("details")) d.open = true`)
		if got := eval[[]string](tb, small); len(got) > 0 {
			t.Errorf("%s has targets that are too small: %q", path, got)
		}
	}
	tb.open("/listings/")
	const touched = `(() => { const { right, bottom } = document.querySelector("[data-results] tbody tr").getBoundingClientRect(); return document.elementFromPoint(right - 8, bottom - 8).matches(".name") })()`
	if !eval[bool](tb, touched) {
		t.Error("the empty part of a card leads nowhere")
	}
	const choosing = `(() => { const { left, top } = document.querySelector("[data-results] tbody .choose").getBoundingClientRect(); return document.elementFromPoint(left + 20, top + 20).matches(".choose") })()`
	if !eval[bool](tb, choosing) {
		t.Error("the card lies over its button")
	}
}
