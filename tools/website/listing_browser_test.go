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
	const buttons = `[...document.querySelectorAll("main button")].filter((b) => b.checkVisibility()).length`
	if got := eval[int](tb, buttons); got != 0 {
		t.Errorf("%d buttons on paper", got)
	}
	tb.open("/listings/tesla/powerwall-2/?on=2025-02-10")
	tb.perform(`dispatchEvent(new Event("beforeprint"))`)
	got = eval[string](tb, `document.querySelector("[data-address]").textContent`)
	if want := "https://register.example.org/listings/tesla/powerwall-2/?on=2025-02-10#listed-on"; got != want {
		t.Errorf("on paper the address of the answer is %q, want %q", got, want)
	}
	if got := eval[int](tb, buttons); got != 0 {
		t.Errorf("%d buttons beside the answer on paper", got)
	}
}

// The answer for a day has an address to send, which opens with the answer in sight.
func TestLinkToAnAnswer(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	tb.setWidth(390)
	tb.open("/listings/tesla/powerwall-2/")
	eval[bool](tb, `(document.querySelector("#ask-on").value = "2025-02-10", document.querySelector("[data-ask] form").requestSubmit(), true)`)
	const want = "/listings/tesla/powerwall-2/?on=2025-02-10#listed-on"
	for place, address := range map[string]string{"of the page": "location.href", "in the link": `document.querySelector("[data-ask] .keep a").href`} {
		if got := eval[string](tb, address); got != tb.base+want {
			t.Errorf("the address %s is %s, want %s", place, got, want)
		}
	}
	tb.open("/")
	tb.open(want)
	tb.waitFor(`(() => { const { top, bottom } = document.querySelector("[data-ask] .answer p").getBoundingClientRect(); return top >= 0 && bottom <= innerHeight })()`)
	if got := eval[string](tb, `document.querySelector("[data-ask] .answer .status").textContent`); got != "Suspended" {
		t.Errorf("the answer is %q, want Suspended", got)
	}
}
