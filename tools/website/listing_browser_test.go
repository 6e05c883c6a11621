package website

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestCopyButtons(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.open("/certificates/lab/1/")
	tb.waitFor(`document.querySelectorAll("button.copy").length === 2`)
	tb.perform(`Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text } } })`)
	tb.perform(`document.querySelector(".page-head button.copy").click()`)
	tb.waitFor(`document.querySelector(".page-head button.copy").textContent === "Copied"`)
	if got := eval[string](tb, `window.copied`); got != "LAB-0001" {
		t.Errorf("copied is %q", got)
	}
}

// On paper a listing says where it is from and for which day, and has no buttons.
func TestListingOnPaper(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-12-24")
	tb.open("/listings/tesla/powerwall-2/")
	if _, err := chromedp.Call(tb.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	got := eval[string](tb, `document.querySelector(".printed").checkVisibility() ? document.querySelector(".printed").textContent : ""`)
	if want := "Register of the tests, https://register.example.org/listings/tesla/powerwall-2/, as on 24 December 2026."; got != want {
		t.Errorf("on paper the page says %q, want %q", got, want)
	}
	if got := eval[int](tb, `[...document.querySelectorAll("main button")].filter((b) => b.checkVisibility()).length`); got != 0 {
		t.Errorf("%d buttons on paper", got)
	}
}
