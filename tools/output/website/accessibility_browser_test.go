package website

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The axe rules to run: all rules on a page as it opens, and only those about colours in other colour
// schemes.
const (
	allRules     = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	targetRule   = `{ type: "rule", values: ["target-size"] }`
	colourRules  = `{ type: "rule", values: ["color-contrast", "link-in-text-block"] }`
	axeStatement = `axe.run(document, { runOnly: %s, resultTypes: ["violations"], preload: false }).then(({ violations, passes }) => ({
		held: passes.length,
		broken: violations.flatMap((rule) => rule.nodes.map((node) =>
			rule.id + " (" + rule.help + "): " + node.target.flat().join(" ") + "\n" + node.html.slice(0, 300) + "\n" + node.failureSummary)),
	}))`
)

// An axeReport says how many rules a page holds, and where it breaks one.
type axeReport struct {
	Held   int      `json:"held"`
	Broken []string `json:"broken"`
}

func (tb *tab) runAxe(rules string) axeReport {
	tb.t.Helper()
	return eval[axeReport](tb, fmt.Sprintf(axeStatement, rules))
}

// loadAxe has axe in every page that the tab opens from now on.
func (tb *tab) loadAxe() {
	tb.t.Helper()
	source, err := os.ReadFile(needNPM(tb.t, "axe-core/axe.min.js"))
	if err != nil {
		tb.t.Fatal(err)
	}
	params := page.AddScriptToEvaluateOnNewDocumentParams{Source: string(source)}
	if _, err := chromedp.Call(tb.ctx, page.AddScriptToEvaluateOnNewDocument, params); err != nil {
		tb.t.Fatal(err)
	}
}

// setScheme has pages shown light or dark, and without movement.
func (tb *tab) setScheme(scheme string) {
	tb.t.Helper()
	params := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(tb.ctx, emulation.SetEmulatedMedia, params); err != nil {
		tb.t.Fatal(err)
	}
}

// A view is a page in a state to be looked at.
type view struct {
	path string
	// reach are statements that bring the page there, and ready an expression that is
	// true then; "" where the page is as it opens.
	reach, ready string
}

// opened are the states that a page gets into when it is used.
var opened = []view{
	{"/", `const f = document.querySelector("#home-search"); f.value = "power"; f.dispatchEvent(new Event("input", { bubbles: true }))`, `document.querySelectorAll("[data-suggestions] .name").length > 1`},
	{"/listings/?q=tesla", "", `document.querySelector("[data-count]").textContent === "2 listings"`},
	{"/listings/?q=nothing+of+the+kind", "", `document.querySelector("[data-count]").textContent === "No listings"`},
	{"/listings/" + movedListing + "/?on=2026-01-15", "", `document.querySelector("[data-ask] .answer").checkVisibility()`},
	{"/about/", `const b = document.querySelector(".menu-button"); if (b.checkVisibility()) b.click()`, ""},
	{"/listings/hostile/one/", "", ""},
}

// kindsOfPages returns the address of a page of each layout: the one with the most content. A layout
// without a page in the tests' site is an error.
func kindsOfPages(t testing.TB, dir string) []string {
	t.Helper()
	c, err := newCatalogue(testOptions(newRegister(t, testRecords()), dir))
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{"home": "/", "404": "/404.html", "page": "/guides/add-a-listing/"}
	sizes := map[string]int{}
	for _, p := range c.pages {
		size := len(readFile(t, dir, p.Path+"index.html"))
		if size > sizes[p.Layout] {
			written[p.Layout], sizes[p.Layout] = p.Path, size
		}
	}
	layouts, err := filepath.Glob("../../../site/layouts/_partials/pages/*.html")
	if err != nil || len(layouts) == 0 {
		t.Fatalf("no layouts (%v)", err)
	}
	var paths []string
	for _, layout := range layouts {
		name := strings.TrimSuffix(filepath.Base(layout), ".html")
		if written[name] == "" {
			t.Errorf("the tests' site has no page of the layout %s", name)
			continue
		}
		paths = append(paths, written[name])
	}
	return append(paths, "/about/", "/api/", "/api-reference/", "/downloads/", "/guides/")
}

// Axe finds no problem on any kind of page, on a phone and on a desktop, light and dark, with
// everything expanded.
func TestAccessibility(t *testing.T) {
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
			tb.loadAxe()
			for _, v := range views {
				tb.reach(v)
				tb.setScheme("light")
				tb.checkAxe(v.path, allRules)
				tb.setScheme("dark")
				tb.checkAxe(v.path+" in the dark", colourRules)
			}
		})
	}
}

// reach opens a page, unfolds what is folded and brings it into the state of the view.
func (tb *tab) reach(v view) {
	tb.t.Helper()
	tb.open(v.path)
	tb.perform(`for (const d of document.querySelectorAll("details")) d.open = true;` + v.reach)
	if v.ready != "" {
		tb.waitFor(v.ready)
	}
}

// perform runs statements in the page.
func (tb *tab) perform(statements string) {
	tb.t.Helper()
	eval[bool](tb, "(() => {"+statements+"; return true })()")
}

func (tb *tab) checkAxe(name, rules string) {
	tb.t.Helper()
	report := tb.runAxe(rules)
	if report.Held == 0 {
		tb.t.Errorf("%s: axe looked at nothing", name)
	}
	for _, broken := range report.Broken {
		tb.t.Errorf("%s: %s", name, broken)
	}
}

// The test sees what axe reports.
func TestAxeReports(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.loadAxe()
	tb.open("/")
	tb.perform(`document.documentElement.removeAttribute("lang"); document.querySelector("img").removeAttribute("alt")`)
	broken := strings.Join(tb.runAxe(allRules).Broken, "\n")
	for _, rule := range []string{"html-has-lang", "image-alt"} {
		if !strings.Contains(broken, rule) {
			t.Errorf("axe does not report %s:\n%s", rule, broken)
		}
	}
}

// Information in backgrounds and icons is also visible with forced colours.
func TestForcedColours(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	forced := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}}
	if _, err := chromedp.Call(tb.ctx, emulation.SetEmulatedMedia, forced); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ path, part, pseudo, property, like string }{
		{"/listings/", ".search .field", "::before", "backgroundColor", "CanvasText"},
		{"/listings/", ".status", "::before", "backgroundColor", "CanvasText"},
		{"/changes/", ".kinds a[aria-current]", "", "backgroundColor", "SelectedItem"},
		{"/api/", ".languages [aria-pressed=true]", "", "backgroundColor", "SelectedItem"},
	} {
		tb.open(test.path)
		got := eval[[]string](tb, fmt.Sprintf(`(() => {
			const probe = document.body.appendChild(document.createElement("i"));
			probe.style.forcedColorAdjust = "none";
			probe.style.color = %q;
			return [getComputedStyle(document.querySelector(%q), %q)[%q], getComputedStyle(probe).color];
		})()`, test.like, test.part, test.pseudo, test.property))
		if got[0] != got[1] {
			t.Errorf("%s: %s%s has the colour %s, want %s", test.path, test.part, test.pseudo, got[0], got[1])
		}
	}
	tb.open("/listings/")
	if line := eval[string](tb, `getComputedStyle(document.querySelector(".menu [aria-current]")).textDecorationLine`); line != "underline" {
		t.Errorf("the section in the menu is marked by %q", line)
	}
}
