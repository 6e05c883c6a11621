package website

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// A date that is typed key by key is answered once, when it is whole: what was typed
// until then, such as the year 202, is no day that anybody asks about.
func TestTypedDateIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	tb.setWidth(390)
	tb.open("/listings/" + movedListing + "/")
	tb.perform(`
		window.said = []; window.addresses = [];
		const answer = document.querySelector("[data-ask] .answer");
		new MutationObserver(() => { const yes = answer.querySelector(".yes-no"); if (yes) said.push(yes.textContent) }).observe(answer, { childList: true });
		const replace = history.replaceState.bind(history);
		history.replaceState = (...a) => { addresses.push(new URL(a[2]).search); replace(...a) };
		document.querySelector("#ask-on").focus()`)
	for _, key := range "01152026" { // as en-US writes it, which the tests' browser speaks
		tb.do(chromedp.KeyEvent(string(key)))
	}
	tb.waitFor(`document.querySelector("[data-ask] .answer .yes-no") !== null`)
	if got, want := eval[[]string](tb, `said`), []string{"Yes – listed on 15 January 2026"}; !slices.Equal(got, want) {
		t.Errorf("said is %q, want %q", got, want)
	}
	if got, want := eval[[]string](tb, `addresses`), []string{"?on=2026-01-15"}; !slices.Equal(got, want) {
		t.Errorf("the addresses are %q, want %q", got, want)
	}
	tb.waitFor(`(() => { const { top, bottom } = document.querySelector("[data-ask] .answer").getBoundingClientRect(); return top >= 0 && bottom <= innerHeight })()`)

	// The answer disappears when somebody begins to type another year.
	tb.perform(`const f = document.querySelector("#ask-on"); f.value = "0002-01-15"; f.dispatchEvent(new Event("input", { bubbles: true }))`)
	if eval[bool](tb, `document.querySelector("[data-ask] .answer").checkVisibility()`) {
		t.Error("the answer for another day stays")
	}
	tb.waitFor(`location.search === ""`)
	if got := eval[[]string](tb, `said`); len(got) != 1 {
		t.Errorf("said is %q", got)
	}
}
