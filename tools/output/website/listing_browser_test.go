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

// A printed listing has its address and its day, and no buttons.
func TestListingOnPaper(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-12-24")
	tb.open("/listings/tesla/powerwall-2/")
	if _, err := chromedp.Call(tb.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	got := eval[string](tb, `document.querySelector(".printed").checkVisibility() ? document.querySelector(".printed").textContent : ""`)
	if want := "Register of the tests, https://register.example.org/listings/tesla/powerwall-2/, as on 24 December 2026. Data of 13 November 2026, 41 days old."; got != want {
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

// On a phone the status has the width of the page, and what else counts stands side by
// side below it where there is room, with names of any length.
func TestVerdictOnAPhone(t *testing.T) {
	t.Parallel()
	hostile, _ := hostileSite(t)
	// Which parts begin at the left edge, and which at the height of the one before.
	const places = `(() => {
		const boxes = [...document.querySelectorAll(".verdict > div")].map((e) => e.getBoundingClientRect());
		return boxes.map((b, i) => (b.left === boxes[0].left ? "left" : "right") + (i > 0 && b.top === boxes[i - 1].top ? " beside" : "")).join(", ");
	})()`
	for _, site := range []struct{ dir, path string }{{testSite(t), "/listings/tesla/powerwall-2/"}, {hostile, "/listings/m4/l4/"}, {hostile, "/listings/m5/l5/"}, {hostile, "/certificates/b5/c5/"}} {
		tb := openTab(t, site.dir)
		for width, want := range map[int64]string{320: "left, left, left", 390: "left, left, right beside", 768: "left, left, right beside", 1280: "left, right beside, right beside"} {
			tb.setWidth(width)
			tb.open(site.path)
			tb.checkAppearance(site.path)
			if got := eval[string](tb, places); got != want {
				t.Errorf("%s at %d pixels: %s, want %s", site.path, width, got, want)
			}
		}
	}
}
