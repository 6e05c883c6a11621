package website

import (
	"slices"
	"testing"
)

// On a phone the field to search by is in sight with a keyboard below it, which takes
// about the lower half of the screen, and each number leads to what it counts.
func TestHomeOnAPhone(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	tb.setWidth(390)
	tb.open("/")
	if bottom := eval[float64](tb, `document.querySelector("#home-search").getBoundingClientRect().bottom`); bottom > 400 {
		t.Errorf("the field ends %v pixels below the top", bottom)
	}
	got := eval[[]string](tb, `[...document.querySelectorAll(".numbers > div")].map((e) => e.querySelector("dd").textContent + " " + e.querySelector("a").textContent + " " + e.querySelector("a").getAttribute("href"))`)
	want := []string{
		"12 listings /listings/", "5 active /statuses/active/", "1 current certificates, of 4 /certificates/", "5 manufacturers /manufacturers/",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the numbers are %q, want %q", got, want)
	}
}
