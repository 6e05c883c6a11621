package website

import (
	"fmt"
	"slices"
	"testing"
)

// fonts are what pages are looked at with: the fonts of the machine as the style sheet
// chooses them, and two that every machine has and that are as unlike as can be: text that
// is narrow with serifs, and wide with letters of one width. Whether two links come too
// near to each other depends on how wide and how high their letters are.
var fonts = []string{"", "serif", "monospace, monospace"} // one alone would be smaller, as browsers have it

// setFont shows the page in a font; "" is that of the style sheet.
func (tb *tab) setFont(font string) {
	tb.t.Helper()
	tb.perform(fmt.Sprintf(`document.documentElement.style.setProperty("--font", %q)`, font))
}

// smallTargets returns targets smaller than 24 by 24 pixels. WCAG 2.5.8 allows small links within text.
const smallTargets = `[...document.querySelectorAll("a[href], button, input, select, summary, [role=option]")]
	.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden, .skip, svg"))
	.filter((e) => !(e.matches("a") && getComputedStyle(e).display === "inline" && isInText(e)))
	.map((e) => [e, areaOf(e).getBoundingClientRect()])
	.filter(([, { width, height }]) => width < 24 || height < 24)
	.map(([e, { width, height }]) => width.toFixed(1) + "x" + height.toFixed(1) + " " + e.parentElement.tagName.toLowerCase() + "." + e.parentElement.className + " > " + e.outerHTML.slice(0, 120))`

// areaOf returns the element that receives clicks for a target: the label of a checkbox, or the card
// of a link.
const areaOf = `(e) => {
	if (e.matches("input[type=checkbox]")) return e.closest("label") ?? e;
	return getComputedStyle(e, "::after").position === "absolute" ? e.offsetParent : e;
}`

// isInText reports whether a link is within text.
const isInText = `(link) => {
	let block = link.parentElement;
	while (getComputedStyle(block).display === "inline") block = block.parentElement;
	const rest = block.cloneNode(true);
	for (const other of rest.querySelectorAll("a, button, small, .by, .visually-hidden")) other.remove();
	return /[\p{L}\p{Nd}]/u.test(rest.textContent);
}`

// Whatever the font, everything that can be clicked is 24 by 24 pixels or more.
func TestTargets(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	views := slices.Clone(opened)
	for _, path := range kindsOfPages(t, dir) {
		views = append(views, view{path: path})
	}
	for _, width := range []int64{390, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			tb := openTab(t, dir)
			tb.setDay("2026-11-23")
			tb.setWidth(width)
			for _, v := range views {
				tb.reach(v)
				for _, font := range fonts {
					tb.setFont(font)
					for _, small := range eval[[]string](tb, "(() => { const areaOf = "+areaOf+"; const isInText = "+isInText+"; return "+smallTargets+" })()") {
						t.Errorf("%s in the font %q: %s", v.path, font, small)
					}
				}
			}
		})
	}
}
