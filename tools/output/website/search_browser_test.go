package website

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"opencec/tools/register"
)

const (
	homeField = chromedp.CSS("#home-search")
	listField = chromedp.CSS("#list-search")
)

// found returns the models in the list, in order.
func (tb *tab) found() []string {
	tb.t.Helper()
	return eval[[]string](tb, `[...document.querySelectorAll("[data-results] tbody [data-slot=name]")].map((e) => e.textContent)`)
}

func (tb *tab) waitCount(text string) {
	tb.t.Helper()
	tb.waitFor(fmt.Sprintf(`document.querySelector("[data-count]").textContent === %q`, text))
}

func (tb *tab) query() string {
	tb.t.Helper()
	return eval[string](tb, `location.pathname + location.search`)
}

// retype replaces what is in a field.
func (tb *tab) retype(field chromedp.CSS, text string) {
	tb.t.Helper()
	eval[string](tb, fmt.Sprintf(`document.querySelector(%q).value = ""`, string(field)))
	tb.do(chromedp.SendKeys(field, text))
}

func TestHomeSearch(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	tb.open("/")
	tb.do(chromedp.SendKeys(homeField, "power wall"))
	tb.waitFor(`document.querySelectorAll("[data-suggestions] [role=option]").length === 3`)
	got := eval[[]string](tb, `[...document.querySelectorAll("[data-suggestions] .name")].map((e) => e.textContent)`)
	if want := []string{"Powerwall 2", "Powerwall 3"}; !slices.Equal(got, want) {
		t.Errorf("suggestions %q, want %q", got, want)
	}
	tb.retype(homeField, "script alert")
	tb.waitFor(`document.querySelector("[data-suggestions] .by")?.textContent.includes("<script>")`)
	tb.retype(homeField, "nothing of the kind")
	tb.waitFor(`document.querySelector("[data-suggestions]").textContent.startsWith("No listing matches")`)
	tb.retype(homeField, "LAB-0001")
	if _, err := chromedp.RunResponse(tb.ctx, chromedp.Submit(homeField)); err != nil {
		t.Fatal(err)
	}
	tb.waitCount("2 listings")
	if got, want := tb.query(), "/listings/?q=LAB-0001"; got != want {
		t.Errorf("address %s, want %s", got, want)
	}
}

func TestListSearch(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"q=tesla", []string{"Powerwall 2", "Powerwall 3"}},
		{"q=POWER-WALL+2", []string{"Powerwall 2"}},
		{"q=zebra+energie+ac10", []string{"AC-10 (AS4777-2 2020)"}},
		{"q=okapi", []string{"AC-10 (AS4777-2 2020)"}},
		{"q=lab0002", []string{"Old"}},
		{"status=suspended&status=delisted", []string{"Out", "Paused"}},
		{"device_class=bess&device_class=inverter", []string{"Powerwall 2", "Powerwall 3", "AC-10 (AS4777-2 2020)"}},
		{"class=inverter&type=device", []string{"AC-10 (AS4777-2 2020)"}}, // names that addresses had before
		{"q=teslapowerwall3", []string{"Powerwall 3"}},
		{"q=powrwall+3", []string{"Powerwall 3"}},
		{"q=powerwall+4", nil},
		{"csip_aus_version=1.2", []string{"Powerwall 2"}},
		{"deployment=native", []string{"Powerwall 2"}},
		{"test_profile=A", []string{"Powerwall 2", "Powerwall 3"}},
		{"certified=true", []string{"Powerwall 2", "Powerwall 3"}},
		{"bess.capacity__gte=13500&bess.capacity__lte=13501", []string{"Powerwall 2"}},
		{"bess.capacity__gte=13501", nil},
		{"bess.chemistry=LFP", []string{"Powerwall 2"}},
		{"inverter.input_voltage_range.min__lte=200", []string{"Powerwall 2"}},
		{"inverter.grid_tie=true", []string{"Powerwall 2"}},
		{"device_class=bess&sort=-bess.capacity", []string{"Powerwall 2", "Powerwall 3"}},
		{"status=active&device_class=bess&device_class=inverter&sort=newest", []string{"AC-10 (AS4777-2 2020)", "Powerwall 3", "Powerwall 2"}},
		{"sort=constructor.name&q=tesla", []string{"Powerwall 2", "Powerwall 3"}},
		{"device_class=nothing", nil},
		{"constructor.name=x", nil},
		{"nothing.capacity__gte=1", nil},
		{"manufacturer=tesla&sort=model", []string{"Powerwall 2", "Powerwall 3"}},
		{"status=active&sort=ends&class=bess&class=inverter", []string{"AC-10 (AS4777-2 2020)", "Powerwall 3", "Powerwall 2"}},
		{"q=nothing+of+the+kind", nil},
	} {
		tb.open("/listings/?" + tt.query)
		count := fmt.Sprintf("%d listings", len(tt.want))
		switch len(tt.want) {
		case 0:
			count = "No listings"
		case 1:
			count = "1 listing"
		}
		tb.waitCount(count)
		if got := tb.found(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: found %q, want %q", tt.query, got, tt.want)
		}
		if empty := eval[bool](tb, `!document.querySelector("[data-empty]").hidden`); empty != (tt.want == nil) {
			t.Errorf("%s: says that nothing is found: %t", tt.query, empty)
		}
	}
}

// What was understood in place of a typo is said, and read out once typing stops.
func TestTypo(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	tb.open("/listings/")
	tb.do(chromedp.SendKeys(listField, "teslla"))
	tb.waitCount("2 listings")
	const want = "Nothing has “teslla”; showing “Tesla”"
	tb.waitFor(fmt.Sprintf(`document.querySelector("[data-understood]").textContent === %q`, want))
	tb.waitFor(fmt.Sprintf(`document.querySelector("[data-announce]").textContent === %q`, want+". 2 listings"))
	tb.retype(listField, "tesla")
	tb.waitFor(`document.querySelector("[data-understood]").hidden`)
	for typed, want := range map[string]string{
		"powrwall-2":   "Nothing has “powrwall-2”; showing “Powerwall 2”",
		"TSELA pwall":  "",
		"Powewall3":    "Nothing has “Powewall3”; showing “Powerwall 3”",
		"zebra enegie": "Nothing has “enegie”; showing “Énergie”",
		"LBA-0002":     "Nothing has “LBA-0002”; showing “LAB-0002”",
	} {
		tb.open("/listings/?q=" + url.QueryEscape(typed))
		tb.waitFor(`document.querySelector("[data-facets] input") !== null`)
		if got := eval[string](tb, `document.querySelector("[data-understood]").textContent`); got != want {
			t.Errorf("%s: says %q, want %q", typed, got, want)
		}
	}
}

// Beside the nearest by letters is what begins like a model that nothing has: with the
// digit that is missing it may be another.
func TestModelsThatBeginAlike(t *testing.T) {
	t.Parallel()
	dir, _ := build(t, testOptions(newRegister(t, manyRecords(120)), ""))
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	const offered = `[...document.querySelectorAll("[data-understood] a")].map((a) => a.textContent)`
	for typed, want := range map[string][]string{
		"MX-10.0XK":         {"2 listings have “MX-10.0”"}, // MX-100.0K too
		"Brand MX-10.0XK":   {"2 listings have “Brand MX-10.0”"},
		"maker-0 MX-10.0XK": {}, // MX-100.0K is another's
		"MX-99.9XK":         {}, // no other begins like it
		"Maekr":             {}, // a word, and no model
	} {
		tb.open("/listings/?q=" + url.QueryEscape(typed))
		tb.waitFor(`!document.querySelector("[data-understood]").hidden`)
		if got := eval[[]string](tb, offered); !slices.Equal(got, want) {
			t.Errorf("%s: offers %q, want %q", typed, got, want)
		}
	}
	tb.open("/listings/?q=MX-10.0XK")
	tb.waitCount("1 listing")
	tb.waitFor(`document.querySelector("[data-announce]").textContent === "Nothing has “MX-10.0XK”; showing “MX-10.0K”. 2 listings have “MX-10.0”. 1 listing"`)
	tb.do(chromedp.Click(chromedp.CSS(`[data-understood] a`)))
	tb.waitCount("2 listings")
	if got, want := tb.query(), "/listings/?q=MX-10.0"; got != want {
		t.Errorf("address %s, want %s", got, want)
	}
	tb.waitFor(`document.querySelector("[data-understood]").hidden`)

	tb.open("/")
	tb.do(chromedp.SendKeys(homeField, "MX-10.0XK"))
	tb.waitFor(`[...document.querySelectorAll("[data-suggestions] [role=option]")].some((o) => o.textContent === "2 listings have “MX-10.0”")`)
}

// Who goes by headings comes to the results, with and without an answer.
func TestResultsHaveAHeading(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	const outline = `[...document.querySelector("[data-results]").querySelectorAll("h1, h2, h3, h4")].filter((h) => h.checkVisibility()).map((h) => h.tagName + " " + h.textContent)`
	for path, want := range map[string][]string{
		"/listings/":          {"H2 Results"},
		"/listings/?q=tesla":  {"H2 Results"},
		"/listings/?q=zzyzz9": {"H2 Results", "H3 No listing matches"},
	} {
		tb.open(path)
		tb.waitFor(`document.querySelector("[aria-busy]") === null`)
		if got := eval[[]string](tb, outline); !slices.Equal(got, want) {
			t.Errorf("%s: the headings are %q, want %q", path, got, want)
		}
	}
}

// Values that would give nothing do not make the filters of a phone long; at a desk,
// where the filters stand beside the results, each value keeps its place.
func TestValuesThatGiveNothing(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	const shown = `[...document.querySelectorAll("[data-facets] li")].filter((li) => li.checkVisibility()).length`
	const nothing = `[...document.querySelectorAll("[data-facets] li")].filter((li) => li.checkVisibility() && li.querySelector(".count").textContent === "0").map((li) => li.textContent)`
	const explained = `[...document.querySelectorAll(".facets .left-out a")].filter((a) => a.checkVisibility()).map((a) => a.getAttribute("href"))`
	tb.setWidth(1280)
	tb.open("/listings/?q=zebra")
	tb.waitFor(`document.querySelector("[data-facets] input") !== null`)
	all := eval[int](tb, shown)
	tb.retype(listField, "zebra soon")
	tb.waitCount("1 listing")
	if got := eval[int](tb, shown); got < all-1 { // of the manufacturers, who are many
		t.Errorf("at a desk %d values are shown, of %d before a letter was typed", got, all)
	}

	tb.setWidth(390)
	tb.open("/listings/?q=zebra+soon&status=expired")
	tb.waitCount("No listings")
	tb.perform(`document.querySelector("details.facets").open = true`)
	if got := eval[[]string](tb, nothing); !slices.Equal(got, []string{"Expired0"}) {
		t.Errorf("a phone shows %q, which give nothing, and want what is chosen of them alone", got)
	}
	if got := eval[[]string](tb, explained); !slices.Equal(got, []string{"/statuses/"}) {
		t.Errorf("what the statuses mean is at %q", got)
	}
	tb.do(chromedp.Click(chromedp.CSS(`[data-facets] input[value=expired]`)))
	tb.waitCount("1 listing")
	if !eval[bool](tb, `document.activeElement.value === "expired" && document.activeElement.checkVisibility()`) {
		t.Error("the box goes away under the finger")
	}
}

// The attributes of the chosen device classes can be limited, once they are opened.
func TestAttributeFilters(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	tb.setWidth(1280)
	tb.open("/listings/?device_class=bess")
	tb.waitCount("2 listings")
	tb.do(chromedp.Click(chromedp.CSS(`.attributes[data-class=bess] summary`)))
	tb.waitFor(`document.querySelector("[name='bess.chemistry'][value=LFP]").closest("label").querySelector(".count").textContent === "1"`)
	tb.do(chromedp.SendKeys(chromedp.CSS(`[name="bess.capacity__gte"]`), "13500.5"))
	tb.waitCount("1 listing")
	if got, want := tb.query(), "/listings/?device_class=bess&bess.capacity__gte=13500.5"; got != want {
		t.Errorf("address %s, want %s", got, want)
	}
	tb.do(chromedp.SendKeys(chromedp.CSS(`[name="bess.capacity__lte"]`), "13500"))
	tb.waitCount("No listings")
	tb.open("/listings/?bess.capacity__gte=13500.5")
	tb.waitCount("1 listing")
	if got := eval[string](tb, `document.querySelector("[name='bess.capacity__gte']").value`); got != "13500.5" {
		t.Errorf("the field has %q", got)
	}
	if got := eval[[]string](tb, `[...document.querySelectorAll("#sort optgroup option")].map((o) => o.value)`); !slices.Contains(got, "-bess.capacity") {
		t.Errorf("sorts %q", got)
	}
}

func TestKeyboard(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	tb.open("/")
	tb.do(chromedp.KeyEvent("/"))
	tb.waitFor(`document.activeElement.id === "home-search"`)
	tb.do(chromedp.KeyEvent("power"))
	tb.waitFor(`document.querySelector("#home-search").getAttribute("aria-expanded") === "true"`)
	active := func() string {
		t.Helper()
		return eval[string](tb, `document.getElementById(document.querySelector("#home-search").getAttribute("aria-activedescendant"))?.querySelector(".name")?.textContent ?? ""`)
	}
	for _, want := range []string{"Powerwall 2", "Powerwall 3", "", ""} { // then the link to the list, and the field
		tb.do(chromedp.KeyEvent(kb.ArrowDown))
		if got := active(); got != want {
			t.Errorf("the arrow leads to %q, want %q", got, want)
		}
	}
	tb.do(chromedp.KeyEvent(kb.Escape))
	if n := eval[int](tb, `document.querySelectorAll("[role=option]").length`); n != 0 {
		t.Errorf("%d suggestions after Escape", n)
	}
	tb.do(chromedp.KeyEvent("w"))
	tb.waitFor(`document.querySelectorAll("[role=option]").length === 3`)
	tb.do(chromedp.KeyEvent(kb.ArrowDown))
	// Without the character that KeyEvent sends after each key, even one that was handled:
	// it would submit the form.
	enter := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}))`)(ctx, target)
		return err
	})
	if _, err := chromedp.RunResponse(tb.ctx, enter); err != nil {
		t.Fatal(err)
	}
	if got, want := tb.query(), "/listings/tesla/powerwall-2/"; got != want {
		t.Errorf("Enter leads to %s, want %s", got, want)
	}
}

// The shortcut can be turned off, and stays off.
func TestShortcutOff(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	for range 2 {
		tb.open("/listings/")
		if off := eval[bool](tb, `localStorage.length > 0`); !off {
			tb.do(chromedp.Click(chromedp.CSS(`[data-shortcut] button`)))
		}
		eval[bool](tb, `(document.activeElement.blur(), true)`)
		tb.do(chromedp.KeyEvent("/"))
		if eval[bool](tb, `document.activeElement.id === "list-search"`) {
			t.Error("the key still moves to the search")
		}
	}
}

// requests returns the paths of the search index that the page has asked for, without
// the digests in them.
func (tb *tab) requests() []string {
	tb.t.Helper()
	return eval[[]string](tb, `performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname).filter((p) => p.startsWith("/search")).map((p) => p.replace(/-[0-9a-f]{12}[.]json$/, ".json")).sort()`)
}

// Of a large index the browser loads only the blocks that may match, and nothing before somebody
// searches.
func TestSearchLoadsWhatItNeeds(t *testing.T) {
	t.Parallel()
	r := synthetic(t, 30_000)
	c, err := newCatalogue(Options{Register: r, On: day, searchBlock: 3000})
	if err != nil {
		t.Fatal(err)
	}
	dir := siteWithIndex(t, c.searchIndex)
	first, last := c.sorted[0].listing, c.sorted[len(c.sorted)-1].listing
	number := func(l *register.Listing) string {
		for _, row := range c.sorted {
			if certificates := r.CertificatesOf(row.ID); row.listing.Manufacturer == l.Manufacturer && len(certificates) > 0 {
				return certificates[0].Number
			}
		}
		t.Fatalf("no certificate of %s", l.Manufacturer)
		return ""
	}
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	tb.open("/listings/")
	if got := tb.requests(); len(got) > 0 {
		t.Errorf("before anything was asked for: %q", got)
	}
	tb.do(chromedp.SendKeys(listField, "s"))
	tb.waitCount("Type a third letter, or press Enter")
	if got := tb.requests(); !slices.Equal(got, []string{"/search-index.json"}) {
		t.Errorf("after one letter: %q", got)
	}
	for _, tt := range []struct {
		query string
		want  []string // blocks that have to be there
		most  int
	}{
		{"manufacturer=" + first.Manufacturer, []string{"/search/0.json"}, 1},
		{"manufacturer=" + last.Manufacturer, []string{"/search/9.json"}, 1},
		{"q=" + url.QueryEscape(number(first)), []string{"/search/0.json"}, 4},
		{"q=" + url.QueryEscape(first.Model+" "+number(first)), []string{"/search/0.json"}, 1},
		{"q=zzyzzxqjjxkq", nil, 0},
	} {
		tb.open("/listings/?" + tt.query)
		tb.waitFor(`document.querySelector("[data-facets] input") && !document.querySelector("[aria-busy]")`)
		blocks := slices.DeleteFunc(tb.requests(), func(path string) bool { return path == "/search-index.json" })
		for _, block := range tt.want {
			if !slices.Contains(blocks, block) {
				t.Errorf("%s loads %q, not %s", tt.query, blocks, block)
			}
		}
		if len(blocks) > tt.most {
			t.Errorf("%s loads %d blocks, more than %d: %q", tt.query, len(blocks), tt.most, blocks)
		}
	}
}

func TestFacets(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	tb.setWidth(1280)
	tb.open("/listings/")
	count := func(facet, value string) string {
		t.Helper()
		return eval[string](tb, fmt.Sprintf(`document.querySelector('[data-facets] input[name=%s][value=%s]').closest("label").querySelector(".count").textContent`, facet, value))
	}
	tb.do(chromedp.Click(chromedp.CSS(`[data-facet=device_class][data-value=inverter]`)))
	tb.waitCount("2 listings")
	if got, want := tb.query(), "/listings/?device_class=inverter"; got != want {
		t.Errorf("address %s, want %s", got, want)
	}
	for _, tt := range []struct{ facet, value, want string }{
		{"device_class", "inverter", "2"}, {"device_class", "bess", "2"}, {"entity_type", "client", "1"}, {"entity_type", "device", "1"}, {"entity_type", "server", "0"}, {"certified", "true", "1"}, {"status", "active", "2"}, {"status", "expired", "0"},
	} {
		if got := count(tt.facet, tt.value); got != tt.want {
			t.Errorf("count of %s %s is %s, want %s", tt.facet, tt.value, got, tt.want)
		}
	}
	tb.do(chromedp.Click(chromedp.CSS(`[data-facets] input[name=entity_type][value=client]`)))
	tb.waitCount("1 listing")
	tb.do(chromedp.SendKeys(listField, "ac10"))
	tb.waitCount("No listings")
	tb.do(chromedp.Click(chromedp.CSS(`[data-empty] button`)))
	tb.waitCount("12 listings")
	tb.do(chromedp.NavigateBack())
	tb.waitCount("No listings")
	tb.do(chromedp.NavigateBack()) // all that was typed is one step
	tb.waitCount("1 listing")
	tb.do(chromedp.NavigateBack())
	tb.waitCount("2 listings")
	if got, want := tb.query(), "/listings/?device_class=inverter"; got != want {
		t.Errorf("address after going back %s, want %s", got, want)
	}
}

func TestLongLists(t *testing.T) {
	t.Parallel()
	tb := openTab(t, searchSite(t, newRegister(t, manyRecords(1200)), 0))
	tb.setWidth(1280)
	tb.open("/listings/?q=mx")
	tb.waitCount("1–50 of 1,200 listings")
	tb.do(chromedp.Click(chromedp.CSS(`[data-pager] li:last-child button`)))
	tb.waitCount("51–100 of 1,200 listings")
	if got, want := tb.query(), "/listings/?q=mx&page=2"; got != want {
		t.Errorf("address %s, want %s", got, want)
	}
	if n := len(tb.found()); n != rowsPerPage {
		t.Errorf("%d rows on a page, want %d", n, rowsPerPage)
	}
	tb.do(chromedp.SendKeys(chromedp.CSS(`[aria-label="Find in: Manufacturer"]`), "MAKER-7 "))
	tb.waitFor(`document.querySelectorAll("[name=manufacturer]").length === 1`)
	eval[bool](tb, `(document.querySelector("[name=manufacturer][value=maker-7]").click(), true)`) // the page may still be scrolling
	tb.waitCount("25 listings")
	tb.open("/listings/?page=99")
	tb.waitCount("1,151–1,200 of 1,200 listings")
}

// Without the index the lists that were served stay.
func TestSearchWithoutIndex(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.open("/listings/")
	eval[bool](tb, `(window.connected = window.fetch, window.fetch = () => Promise.resolve(new Response("", {status: 503})), true)`)
	eval[bool](tb, `(console.warn = () => {}, true)`)
	tb.do(chromedp.SendKeys(listField, "x"))
	tb.waitFor(`!document.querySelector("[data-failed]").hidden`)
	if n := len(tb.found()); n != 12 {
		t.Errorf("%d rows, want the 12 that were served", n)
	}
	tb.waitFor(`document.querySelector("[data-announce]").textContent.startsWith("The search could not be loaded")`)
	eval[bool](tb, `(window.fetch = window.connected, true)`)
	tb.do(chromedp.Click(chromedp.CSS(`[data-failed] button`)))
	tb.waitFor(`document.querySelector("[data-failed]").hidden && document.querySelector("[data-facets] input") !== null`)
}

// heldSite serves a folder, of which the index comes only once release is called.
func heldSite(t *testing.T, dir string) (site http.Handler, release func()) {
	t.Helper()
	released := make(chan struct{})
	release = sync.OnceFunc(func() { close(released) })
	t.Cleanup(release)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/search-index.json" {
			select {
			case <-released:
			case <-r.Context().Done():
			}
		}
		http.FileServer(http.Dir(dir)).ServeHTTP(w, r)
	}), release
}

// Until the index has loaded, a shared search shows its query, and the served list cannot be mistaken for
// its results.
func TestSearchOverASlowConnection(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	site, release := heldSite(t, dir)
	tb := newTab(t, site)
	tb.watch()
	tb.setDay("2026-11-23")
	tb.open("/listings/?q=tesla")
	tb.waitCount("Searching…")
	if got := eval[string](tb, `document.querySelector("#list-search").value`); got != "tesla" {
		t.Errorf("the field has %q, want what is asked", got)
	}
	const old = `document.querySelector("[data-results] table")`
	if !eval[bool](tb, old+`.inert && getComputedStyle(`+old+`).opacity < 0.5 && document.querySelector("[data-results]").getAttribute("aria-busy") === "true"`) {
		t.Error("the list of everything stands where the answer will be, as if it was the answer")
	}
	tb.waitFor(`document.querySelector("[data-announce]").textContent === "Searching…"`)
	release()
	tb.waitCount("2 listings")
	if got, want := tb.found(), []string{"Powerwall 2", "Powerwall 3"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	tb.waitFor(`!` + old + `.inert && getComputedStyle(` + old + `).opacity === "1"`)

	site, release = heldSite(t, dir)
	tb = newTab(t, site)
	tb.watch()
	tb.open("/")
	tb.do(chromedp.SendKeys(homeField, "tesla"))
	tb.waitFor(`document.querySelector("[data-suggestions]").textContent === "Searching…"`)
	release()
	tb.waitFor(`document.querySelectorAll("[data-suggestions] .name").length === 2`)
}

// A question that is taken back at once leaves nothing behind that awaits its answer.
func TestSearchTakenBack(t *testing.T) {
	t.Parallel()
	site, _ := heldSite(t, testSite(t))
	tb := newTab(t, site)
	tb.watch()
	for _, page := range []struct{ path, field string }{{"/", "#home-search"}, {"/listings/", "#list-search"}} {
		tb.open(page.path)
		tb.perform(fmt.Sprintf(`const field = document.querySelector(%q);
			for (const text of ["tesla", ""]) { field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })); }
			setTimeout(() => { window.later = true; }, 1000)`, page.field))
		tb.waitFor(`window.later`)
		if eval[bool](tb, `document.querySelector("main").innerText.includes("Searching…")`) {
			t.Errorf("%s: an answer is awaited that nobody asked for", page.path)
		}
	}
}

// What has no answer leads to what has one: fewer filters, fewer words, or the beginning
// of a word.
func TestWhatToAskInstead(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"q=tesla&status=expired", []string{"“tesla” without the filters: 2 listings"}},
		{"q=tesla+powerwall+9", []string{"“tesla powerwall”: 2 listings"}},
		{"q=Power-Wall-3X40", []string{"“Power-Wall-3”: 1 listing"}},
		{"q=tesla+Powerwall+3X40", []string{"“tesla Powerwall”: 2 listings"}},
		{"q=tesla+PW-zzz9", []string{"“tesla”: 2 listings"}},
		{"q=zzyzzx9", nil},
		{"status=upcoming&device_class=inverter&certified=true", nil},
	} {
		tb.open("/listings/?" + tt.query)
		tb.waitCount("No listings")
		got := eval[[]string](tb, `[...document.querySelectorAll("[data-alternatives] a")].map((a) => a.textContent)`)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: offers %q, want %q", tt.query, got, tt.want)
		}
	}
	tb.open("/listings/?q=Power-Wall-3X40")
	tb.do(chromedp.Click(chromedp.CSS(`[data-alternatives] a`)))
	tb.waitCount("1 listing")
	if got, want := tb.query(), "/listings/?q=Power-Wall-3"; got != want {
		t.Errorf("address %s, want %s", got, want)
	}
	tb.do(chromedp.NavigateBack())
	tb.waitCount("No listings")

	tb.open("/")
	tb.do(chromedp.SendKeys(homeField, "Power-Wall-3X40"))
	tb.waitFor(`document.querySelector("[data-suggestions] [role=option]")?.textContent === "“Power-Wall-3”: 1 listing"`)
}

// What the filters leave out is in parts of a large index that the question itself does
// not load, and is counted all the same.
func TestWhatToAskInsteadOfFilters(t *testing.T) {
	t.Parallel()
	tb := openTab(t, searchSite(t, newRegister(t, testRecords()), 3))
	tb.setDay("2026-11-23")
	for query, want := range map[string]string{
		"q=powerwall&manufacturer=zebra":                                    "“powerwall” without the filters: 2 listings",
		"q=powerwall+2&manufacturer=zebra&status=expired":                   "“powerwall 2” without the filters: 1 listing",
		"q=powrwall&manufacturer=zebra":                                     "“powrwall” without the filters: 2 listings",
		"q=powerwall+9&manufacturer=zebra&csip_aus_version=v1.2&sort=model": "“powerwall”: 2 listings",
	} {
		tb.open("/listings/?" + query)
		tb.waitCount("No listings")
		got := eval[[]string](tb, `[...document.querySelectorAll("[data-alternatives] a")].map((a) => a.textContent)`)
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%s: offers %q, want %q", query, got, want)
		}
	}
}

// movedSite serves one folder, and another from the call on that it returns.
func movedSite(before, after string) (site http.Handler, move func()) {
	var moved atomic.Bool
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dir := before
		if moved.Load() {
			dir = after
		}
		http.FileServer(http.Dir(dir)).ServeHTTP(w, r)
	}), func() { moved.Store(true) }
}

// A page that is open when the site is replaced finds what the new one has: no part of
// the new index is read as one of the old.
func TestSearchAfterTheSiteIsReplaced(t *testing.T) {
	t.Parallel()
	const blocks = 4
	records := testRecords()
	records.Manufacturers = append(records.Manufacturers, &register.Manufacturer{Meta: id("aardvark"), Name: "Aardvark"})
	for i := range 2 {
		records.Listings = append(records.Listings, &register.Listing{
			Meta: id(fmt.Sprintf("aardvark/wall-%d", i)), Manufacturer: "aardvark", Model: fmt.Sprintf("Wall %d", i), EntityType: "device", Periods: periods("2026-01-01–"),
		})
	}
	site, move := movedSite(searchSite(t, newRegister(t, testRecords()), blocks), searchSite(t, newRegister(t, records), blocks))
	tb := newTab(t, site) // and not watched: a part that is gone is an error in the console
	tb.setDay("2026-11-23")
	tb.open("/listings/")
	tb.do(chromedp.SendKeys(listField, "wa"))
	tb.waitFor(`document.querySelector("[data-count]").textContent.startsWith("Type a third letter")`)
	move()
	tb.do(chromedp.SendKeys(listField, "ll"))
	tb.waitCount("4 listings")
	got := eval[[]string](tb, `[...document.querySelectorAll("[data-results] tbody tr")].map((tr) => tr.querySelector("[data-slot=manufacturer]").textContent + " " + tr.querySelector("[data-slot=name]").textContent)`)
	slices.Sort(got)
	if want := []string{"Aardvark Wall 0", "Aardvark Wall 1", "Tesla Powerwall 2", "Tesla Powerwall 3"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

func TestListedOn(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	for on, want := range map[string]string{
		"2025-02-01": "No – not listed on 1 February 2025 Suspended Suspended until 1 March 2025; certified.",
		"2025-12-31": "Yes – listed on 31 December 2025 Active Listed until 31 December 2025; certified.",
		"2026-01-01": "No – not listed on 1 January 2026 Expired Listed again from 5 March 2026; certified.",
		"2026-11-23": "Yes – listed today, 23 November 2026 Active Listed, with no end date; certified.",
		"2028-01-01": "Yes – as recorded, it will be listed on 1 January 2028 Active Listed, with no end date; not certified.",
		"":           "",
		"rubbish":    "",
		"0202-03-28": "", // a year that is still being typed
		"1989-12-31": "",
		"2101-01-01": "",
	} {
		tb.open("/listings/tesla/powerwall-2/?on=" + on)
		if got := eval[string](tb, `[...document.querySelectorAll("[data-ask] .answer p")].slice(0, 2).map((p) => p.innerText.replace(/\s+/g, " ")).join(" ")`); got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
	tb.open("/listings/zebra/old/")
	eval[bool](tb, `{ const f = document.querySelector("#ask-on"); f.value = "2020-06-01"; f.dispatchEvent(new Event("input")) }`)
	tb.waitFor(`document.querySelector("[data-ask] .answer .status")?.textContent === "Active"`)
}

// Every kind of page is opened: the console stays silent, and nothing is wider
// than the narrowest phone.
func TestPagesFitAPhone(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	for _, width := range []int64{320, 768} {
		tb.setWidth(width)
		for _, path := range []string{
			"/", "/listings/", "/listings/?q=hostile", "/listings/tesla/powerwall-2/", "/listings/hostile/one/", "/listings/hostile/two/", "/listings/hostile/three/",
			"/certificates/", "/certificates/lab/1/", "/certificates/lab/4/", "/manufacturers/", "/manufacturers/hostile/", "/certifying-bodies/", "/certifying-bodies/lab/",
			"/device-classes/", "/device-classes/bess/", "/entity-types/", "/entity-types/client/", "/test-profiles/", "/test-profiles/a/", "/statuses/", "/statuses/active/", "/changes/", "/changes/listings/", "/expiring/",
			"/about/", "/api/", "/downloads/", "/guides/", "/guides/suspend-delist-extend/", "/404.html",
		} {
			tb.open(path)
			if got := eval[int64](tb, `document.documentElement.scrollWidth`); got > width {
				wide := eval[string](tb, fmt.Sprintf(`[...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > %d && !e.closest(".scroll, pre")).map((e) => e.tagName + "." + e.className).slice(0, 5).join(" ")`, width))
				t.Errorf("%s is %d wide on a screen of %d: %s", path, got, width, wide)
			}
		}
	}
}

func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	tb := openTab(t, dir)
	tb.setWidth(1280)
	tb.disableScripts()
	tb.open("/listings/?q=tesla")
	visible := func(selector string) {
		t.Helper()
		tb.do(chromedp.WaitVisible(chromedp.CSS(selector)))
	}
	visible("noscript .note")
	if _, err := chromedp.RunResponse(tb.ctx, chromedp.Click(chromedp.CSS(`[data-facet=status][data-value=suspended]`))); err != nil {
		t.Fatal(err)
	}
	if title, err := chromedp.Run(tb.ctx, chromedp.Title()); err != nil || title != "Suspended listings – Register of the tests" {
		t.Errorf("title %q (%v)", title, err)
	}
	if _, err := chromedp.RunResponse(tb.ctx, chromedp.Click(chromedp.CSS(`tbody a.name`))); err != nil {
		t.Fatal(err)
	}
	visible(`[data-verdict] .status[data-status=suspended]`)
	ask, err := chromedp.Run(tb.ctx, chromedp.AttributeValue(chromedp.CSS(`[data-ask] form`), "hidden", chromedp.NodeReady))
	if err != nil || !ask.Exists {
		t.Errorf("the question that needs scripts is shown (%v)", err)
	}
}

// setLatency has every answer of the site come so many milliseconds later.
func (tb *tab) setLatency(milliseconds float64) {
	tb.t.Helper()
	slow := &network.Conditions{Latency: milliseconds, DownloadThroughput: -1, UploadThroughput: -1}
	params := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{slow}}
	if _, err := chromedp.Call(tb.ctx, network.EmulateNetworkConditionsByRule, params); err != nil {
		tb.t.Fatal(err)
	}
}

// setOffline takes the connection away, or gives it back.
func (tb *tab) setOffline(offline bool) {
	tb.t.Helper()
	none := &network.Conditions{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
	params := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{none}}
	if _, err := chromedp.Call(tb.ctx, network.EmulateNetworkConditionsByRule, params); err != nil {
		tb.t.Fatal(err)
	}
	state := network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(tb.ctx, network.OverrideNetworkState, state); err != nil {
		tb.t.Fatal(err)
	}
}

// layoutShift is how much of the page has moved by itself since it was opened, as browsers
// measure it: 0.1 is still good, 0.25 is bad.
const layoutShift = `new Promise((done) => {
	let sum = 0;
	new PerformanceObserver((list) => {
		for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value;
	}).observe({ type: "layout-shift", buffered: true });
	setTimeout(() => done(sum), 300);
})`

// Nothing jumps while a list is searched: what was there stays until the answer is, and
// the scripts have room for what they show.
func TestListDoesNotJump(t *testing.T) {
	t.Parallel()
	dir := searchSite(t, newRegister(t, manyRecords(1200)), 0)
	for _, width := range []int64{390, 1280} {
		for _, path := range []string{"/listings/?q=MX-5+maker", "/listings/?q=MX-117", "/listings/?q=nothing+of+the+kind", "/"} {
			tb := openTab(t, dir)
			tb.setDay("2026-11-23")
			tb.setWidth(width)
			tb.setLatency(500) // so that the answer is waited for
			tb.open(path)
			if path != "/" {
				tb.waitFor(`!document.querySelector("[data-results]").hasAttribute("aria-busy") && document.querySelector("[data-facets] input") !== null`)
			}
			got := eval[float64](tb, layoutShift)
			t.Logf("%s at %d pixels: layout shift %.3f", path, width, got)
			if got >= 0.1 {
				t.Errorf("%s at %d pixels: layout shift %.3f", path, width, got)
			}
		}
	}
}
