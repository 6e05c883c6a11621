package website

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// paperWidth is that of A4 between the margins that browsers leave, in CSS pixels.
const paperWidth = 718

// notForPaper returns visible elements that have no use in print, such as menus and controls, and those
// that are cut off because they are wider than the sheet or their box.
const notForPaper = `(() => {
	const shown = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, svg"));
	const name = (e) => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40);
	const wide = (e) => e.getBoundingClientRect().right > innerWidth + 1
		|| getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1;
	return shown.filter((e) => e.matches("nav, form, input, select, button") || wide(e)).map(name);
})()`

// Printed pages of every kind have their address and day, are complete without scrolling and expanding,
// and are readable.
func TestPrint(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	tb.setWidth(paperWidth)
	tb.loadAxe()
	for _, path := range kindsOfPages(t, dir) {
		tb.open(path)
		tb.setPrint()
		if wrong := eval[[]string](tb, notForPaper); len(wrong) > 0 {
			t.Errorf("%s: on paper is\n%s", path, strings.Join(wrong[:min(len(wrong), 5)], "\n"))
		}
		if folded := eval[int](tb, `[...document.querySelectorAll("details:not(.facets) > :not(summary)")].filter((e) => !e.checkVisibility({ contentVisibilityAuto: true })).length`); folded > 0 {
			t.Errorf("%s: %d folded parts are not on paper", path, folded)
		}
		if path == "/" || path == "/statistics/" { // colours that no other page has
			tb.checkAxe(path+" on paper", colourRules)
		}
		if path == "/404.html" {
			continue
		}
		want := fmt.Sprintf("Register of the tests, https://register.example.org%s, as on 23 November 2026. Data of 13 November 2026, 10 days old.", path)
		if got := eval[string](tb, `[...document.querySelectorAll(".printed")].map((e) => e.innerText).join()`); got != want {
			t.Errorf("%s: on paper it says %q, want %q", path, got, want)
		}
	}
}

// What was asked is part of the address on paper; links to elsewhere say theirs.
func TestPrintOfLinks(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.open("/listings/?q=tesla")
	tb.waitFor(`document.querySelector("[data-count]").textContent === "2 listings"`)
	tb.perform(`dispatchEvent(new Event("beforeprint"))`)
	if got := eval[string](tb, `document.querySelector("[data-address]").textContent`); got != "https://register.example.org/listings/?q=tesla" {
		t.Errorf("the list of what was asked is from %q", got)
	}
	tb.open("/about/")
	tb.setPrint()
	printed := eval[[]string](tb, `[...document.querySelectorAll("main a[href^=http]:not(.address)")].map((a) => getComputedStyle(a, "::after").content)`)
	if len(printed) == 0 || slices.Contains(printed, "none") {
		t.Errorf("on paper links lead to %q", printed)
	}
}

// setPrint has the page shown as on paper.
func (tb *tab) setPrint() {
	tb.t.Helper()
	if _, err := chromedp.Call(tb.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		tb.t.Fatal(err)
	}
}
