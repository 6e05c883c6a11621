package website

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press presses what leads to another page, and waits for that page.
func (tb *tab) press(selector string) {
	tb.t.Helper()
	if _, err := chromedp.RunResponse(tb.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		tb.t.Fatalf("%s: %v", selector, err)
	}
}

// pressLink presses the first link in a part of the page that has this text.
func (tb *tab) pressLink(part, text string) {
	tb.t.Helper()
	href := eval[string](tb, fmt.Sprintf(`[...document.querySelectorAll(%q)].find((a) => a.textContent.trim() === %q)?.getAttribute("href") ?? ""`, part+" a", text))
	if href == "" {
		tb.t.Fatalf("%s has no link %q", part, text)
	}
	tb.press(fmt.Sprintf(`%s a[href="%s"]`, part, href))
}

// checkSeen fails where an element cannot be seen, or does not have a text.
func (tb *tab) checkSeen(selector, text string) {
	tb.t.Helper()
	seen := eval[string](tb, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter((e) => e.checkVisibility()).map((e) => e.innerText.replace(/\s+/g, " ")).join(" | ")`, selector))
	if !strings.Contains(seen, text) {
		tb.t.Errorf("%s: %s shows %q, without %q", tb.query(), selector, seen, text)
	}
}

// checkFits fails where a page has to be moved sideways.
func (tb *tab) checkFits() {
	tb.t.Helper()
	if wider := eval[int](tb, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wider > 0 {
		tb.t.Errorf("%s is %d pixels wider than the screen", tb.query(), wider)
	}
}

// badgeContrast is how far the word of a status stands out from its ground.
const badgeContrast = `(() => {
	const luminance = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map((v) => v / 255)
		.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const style = getComputedStyle(document.querySelector("[data-verdict] .status"));
	const [a, b] = [style.color, style.backgroundColor].map(luminance).sort((x, y) => y - x);
	return (a + 0.05) / (b + 0.05);
})()`

// An installer on a roof with a phone finds the listing in spite of typos, the status on the day of
// installation, and the certificate.
func TestInstallerOnARoof(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			tb := openTab(t, testSite(t))
			tb.setDay("2026-11-23")
			tb.setWidth(390)
			tb.setScheme(scheme)
			tb.open("/")
			tb.do(chromedp.SendKeys(homeField, "tesla powrwall-2"))
			tb.waitFor(`document.querySelectorAll("[data-suggestions] .name").length === 1`)
			tb.checkSeen("[data-suggestions]", "Nothing has “powrwall-2”; showing “Powerwall 2”.")
			tb.checkFits()
			tb.press("[data-suggestions] [role=option]")
			tb.checkSeen("h1", "Powerwall 2")
			tb.checkSeen(".note.sample", "Sample data")
			tb.checkSeen("[data-verdict]", "Active")
			if got := eval[float64](tb, badgeContrast); got < 4.5 {
				t.Errorf("the status stands out from its ground by %.1f, want 4.5", got)
			}
			tb.perform(`document.querySelector("#ask-on").value = "2025-02-10"`) // a phone has a wheel for it
			tb.do(chromedp.Click(chromedp.CSS("[data-ask] button")))
			tb.waitFor(`document.querySelector("[data-ask] .answer").checkVisibility()`)
			tb.checkSeen("[data-ask] .answer", "No – not listed on 10 February 2025 Suspended Suspended until 1 March 2025; certified.")
			tb.checkFits()
			tb.checkSeen("article.certificate", "LAB-0001")
			tb.pressLink("article.certificate", "LAB-0001")
			tb.checkSeen("h1", "LAB-0001")
			tb.checkSeen(".verdict", "Valid until 31 December 2027")
			tb.checkFits()
		})
	}
}

// The same by pages alone.
func TestInstallerWithoutScripts(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setWidth(390)
	tb.setScheme("light") // and without movement: a link that moves while it is pressed is missed
	tb.disableScripts()
	tb.open("/listings/?q=tesla+powrwall-2")
	tb.checkSeen("noscript", "Searching needs JavaScript")
	tb.pressLink("noscript", "manufacturer from A to Z")
	tb.pressLink("main", "Tesla")
	tb.pressLink("main", "Powerwall 2")
	tb.checkSeen("[data-verdict]", "Active")
	tb.do(chromedp.Click(chromedp.CSS(`[data-ask] a[href="#holds"]`)))
	tb.checkSeen("#holds + table", "1 February 2025 to 1 March 2025 Suspended Certified")
	tb.checkFits()
	tb.pressLink("article.certificate", "LAB-0001")
	tb.checkSeen("h1", "LAB-0001")
	tb.checkFits()
}

// chosenView is what makes a view of the list: all of it is in the address.
const chosenView = `JSON.stringify([
	[...document.querySelectorAll("[data-results] tbody [data-slot=name]")].map((e) => e.textContent),
	[...document.querySelectorAll("[data-facets] input:checked")].map((e) => e.name + "=" + e.value),
	[...document.querySelectorAll("[data-facets] [type=number]")].map((e) => e.value), document.querySelector("#sort").value,
])`

// An analyst narrows the list, sends the address to somebody who then sees the same,
// compares three listings, and takes the downloads.
func TestAnalystAtADesk(t *testing.T) {
	t.Parallel()
	dir := compareSite(t)
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	tb.setWidth(1280)
	tb.open("/listings/")
	tb.do(chromedp.Click(chromedp.CSS(`[data-facet=device_class][data-value=bess]`)))
	tb.waitCount("2 listings")
	tb.do(chromedp.Click(chromedp.CSS(`.attributes[data-class=bess] summary`)))
	tb.do(chromedp.SendKeys(chromedp.CSS(`[name="bess.capacity__gte"]`), "10000"))
	tb.waitCount("1 listing")
	tb.perform(`const s = document.querySelector("#sort"); s.value = "-bess.capacity"; s.dispatchEvent(new Event("change"))`)
	tb.waitFor(`location.search.endsWith("sort=-bess.capacity") && !document.querySelector("[aria-busy]")`)
	sent, view := tb.query(), eval[string](tb, chosenView)

	other := openTab(t, dir)
	other.setDay("2026-11-23")
	other.setWidth(1280)
	other.open(sent)
	other.waitCount("1 listing")
	if got := eval[string](other, chosenView); got != view || !strings.Contains(view, `"10000"`) {
		t.Errorf("%s shows\n%s\nto somebody else, and\n%s\nto the sender", sent, got, view)
	}

	other.open("/listings/?status=active&sort=model")
	other.waitFor(`document.querySelectorAll("[data-results] tbody [data-choose]").length >= 3 && !document.querySelector("[aria-busy]")`)
	chosen := other.found()[:3]
	other.perform(`for (const b of [...document.querySelectorAll("[data-results] [data-choose]")].slice(0, 3)) b.click()`)
	other.checkSeen(".tray", "3 of 4 to compare")
	other.press(".tray a.button")
	other.waitCompared()
	if got, want := other.textOf(".comparison thead a"), strings.Join(chosen, " | "); got != want {
		t.Errorf("compared are %s, want %s", got, want)
	}
	other.pressLink(".foot", "Downloads")
	other.checkSeen("main table", "listings.csv")
}

func TestAnalystWithoutScripts(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.setWidth(1280)
	tb.disableScripts()
	tb.open("/listings/")
	tb.press(`[data-facet=device_class][data-value=bess]`)
	tb.checkSeen("h1", "Battery energy storage system")
	if got, want := tb.textOf(".records .name"), "Powerwall 2 | Powerwall 3"; got != want {
		t.Errorf("the page of the class lists %s, want %s", got, want)
	}
	tb.open(compareAddress("tesla/powerwall-2", "tesla/powerwall-3"))
	tb.checkSeen("noscript", "the page of each listing has the same facts")
	tb.pressLink("noscript", "downloads")
	tb.checkSeen("main table", "listings.csv")
}

// A heard is an element as a screen reader announces it.
type heard struct {
	Role, Name string
	Level      int // of a heading
}

// heardOn returns what a screen reader announces on the page, in order.
func (tb *tab) heardOn() []heard {
	tb.t.Helper()
	tree, err := chromedp.Call(tb.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil || len(tree.Nodes) == 0 {
		tb.t.Fatalf("the accessibility tree has %d nodes (%v)", len(tree.Nodes), err)
	}
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, node := range tree.Nodes {
		nodes[node.NodeID] = node
	}
	var all []heard
	var walk func(id accessibility.NodeID)
	walk = func(id accessibility.NodeID) {
		node := nodes[id]
		if node == nil {
			return
		}
		if !node.Ignored {
			all = append(all, heardAs(tb.t, node))
		}
		for _, child := range node.ChildIDs {
			walk(child)
		}
	}
	walk(tree.Nodes[0].NodeID)
	return all
}

func heardAs(t testing.TB, node *accessibility.Node) (h heard) {
	t.Helper()
	read := func(value *accessibility.Value, into any) {
		if value == nil || len(value.Value) == 0 {
			return
		}
		if err := json.Unmarshal(value.Value, into); err != nil {
			t.Fatal(err)
		}
	}
	read(node.Role, &h.Role)
	read(node.Name, &h.Name)
	for _, property := range node.Properties {
		if property.Name == "level" && h.Role == "heading" {
			read(property.Value, &h.Level)
		}
	}
	return h
}

// named returns the names of all elements with a role.
func named(all []heard, role string) (names []string) {
	for _, h := range all {
		if h.Role == role {
			names = append(names, h.Name)
		}
	}
	return names
}

// checkHeard fails where a page cannot be found one's way in by ear.
func (tb *tab) checkHeard() {
	tb.t.Helper()
	all := tb.heardOn()
	for _, role := range []string{"banner", "main", "contentinfo"} {
		if n := len(named(all, role)); n != 1 {
			tb.t.Errorf("%s: %d landmarks %s, want one", tb.query(), n, role)
		}
	}
	navigations := named(all, "navigation")
	slices.Sort(navigations)
	if slices.Contains(navigations, "") || len(slices.Compact(slices.Clone(navigations))) != len(navigations) {
		tb.t.Errorf("%s: navigations cannot be told apart: %q", tb.query(), navigations)
	}
	level := 0
	for _, h := range all {
		switch {
		case h.Role == "heading" && (h.Level > level+1 || h.Level == 1 && level > 0):
			tb.t.Errorf("%s: the heading %q of level %d follows one of level %d", tb.query(), h.Name, h.Level, level)
		case h.Role == "heading":
			level = h.Level
		case (h.Role == "button" || h.Role == "link" || h.Role == "searchbox" || h.Role == "combobox" || h.Role == "checkbox") && h.Name == "":
			tb.t.Errorf("%s: a %s has no name", tb.query(), h.Role)
		}
	}
	if tables := eval[int](tb, `[...document.querySelectorAll("main table")].filter((t) => t.checkVisibility()).length`); tables != len(named(all, "table")) {
		tb.t.Errorf("%s: %d tables are heard as such, of %d", tb.query(), len(named(all, "table")), tables)
	} else if tables > 0 && len(named(all, "columnheader")) == 0 {
		tb.t.Errorf("%s: no column of its tables has a header", tb.query())
	}
}

// Every kind of page is in order for those who hear it, on a phone as well, where tables
// look like cards; with scripts and without.
func TestPagesAreHeard(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	for _, scripts := range []bool{true, false} {
		for _, width := range []int64{390, 1280} {
			t.Run(fmt.Sprintf("scripts %t, %d pixels", scripts, width), func(t *testing.T) {
				t.Parallel()
				tb := openTab(t, dir)
				tb.setDay("2026-11-23")
				tb.setWidth(width)
				if !scripts {
					tb.disableScripts()
				}
				for _, path := range kindsOfPages(t, dir) {
					tb.open(path)
					tb.checkHeard()
				}
			})
		}
	}
}

// focused is the element that has the focus, as its text or name.
func (tb *tab) focused() string {
	tb.t.Helper()
	return eval[string](tb, `(document.activeElement.getAttribute("aria-label") ?? document.activeElement.innerText ?? "").trim()`)
}

// focusIsHidden is whether what has the focus has no outline. A field for a date does not
// match :focus while the calendar in it has the focus, which no page can look into.
const focusIsHidden = `document.activeElement.matches(":focus") &&
	getComputedStyle(document.activeElement.closest(".card") ?? document.activeElement).outlineStyle === "none"`

// tabTo presses the tabulator until the element has the focus, which must show.
func (tb *tab) tabTo(selector string) {
	tb.t.Helper()
	const most = 60
	for range most {
		tb.do(chromedp.KeyEvent(kb.Tab))
		if hidden := eval[bool](tb, focusIsHidden); hidden {
			tb.t.Errorf("%s: the focus on %q does not show", tb.query(), tb.focused())
		}
		if eval[bool](tb, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
	}
	tb.t.Fatalf("%s: %s is not reached with %d steps", tb.query(), selector, most)
}

// Somebody with a keyboard and a screen reader finds a listing, and asks about a day.
func TestByEarAndKeyboard(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	tb.setWidth(1280)
	tb.open("/")
	tb.do(chromedp.KeyEvent(kb.Tab))
	if got, want := tb.focused(), "Skip to the content"; got != want {
		t.Errorf("first comes %q, want %q", got, want)
	}
	tb.do(chromedp.KeyEvent(kb.Enter))
	tb.waitFor(`document.activeElement.id === "main"`)
	tb.tabTo("#home-search")
	if got := named(tb.heardOn(), "combobox"); !slices.Equal(got, []string{"Manufacturer, brand, series, model or certificate number"}) {
		t.Errorf("the fields are called %q", got)
	}
	tb.do(chromedp.KeyEvent("powerwall"))
	tb.waitFor(`document.querySelector("[role=status][data-announce]").textContent === "2 listings; use the arrow keys"`)
	if got := named(tb.heardOn(), "option"); len(got) != 3 || !strings.HasPrefix(got[0], "Powerwall 2") || !strings.HasSuffix(got[0], "Active") {
		t.Errorf("suggested are %q", got)
	}
	tb.tabTo(`button[type=submit]`)
	if _, err := chromedp.RunResponse(tb.ctx, chromedp.KeyEvent(" ")); err != nil {
		t.Fatal(err)
	}
	tb.waitCount("2 listings")
	tb.waitFor(`document.querySelector("[role=status][data-announce]").textContent === "2 listings"`)
	tb.checkHeard()
	all := tb.heardOn()
	if got, want := named(all, "columnheader"), []string{"Model", "Device class", "Type", "Status", "Certificate"}; !slices.Equal(got, want) {
		t.Errorf("the columns are %q, want %q", got, want)
	}
	if got := named(all, "button"); !slices.Contains(got, "Compare Powerwall 2") {
		t.Errorf("the buttons are %q", got)
	}
	tb.tabTo(`[data-slot=name]`)
	if _, err := chromedp.RunResponse(tb.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	tb.tabTo("#ask-on")
	tb.perform(`document.activeElement.value = "2025-02-10"`) // how a date is typed is the browser's
	tb.tabTo("[data-ask] button")
	tb.do(chromedp.KeyEvent(" "))
	tb.waitFor(`document.querySelector("[data-ask] [aria-live=polite]").innerText.includes("No – not listed on 10 February 2025")`)
}

// Without scripts the keyboard leads to the same answer.
func TestByKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setWidth(1280)
	tb.disableScripts()
	tb.open("/manufacturers/tesla/")
	tb.tabTo(`[data-slot=name]`)
	if _, err := chromedp.RunResponse(tb.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	tb.checkSeen("h1", "Powerwall 2")
	tb.tabTo(`[href="#holds"]`)
	tb.do(chromedp.KeyEvent(kb.Enter))
	tb.checkSeen("#holds + table", "1 February 2025 to 1 March 2025 Suspended Certified")
	tb.checkHeard()
}

// "/" moves to the search of whatever page one is on, unless it was turned off.
func TestSlashMovesToTheSearchOfAnyPage(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	const focused = `document.activeElement.matches(".masthead input[type=search]")`
	for _, path := range []string{"/listings/tesla/powerwall-2/", "/manufacturers/tesla/", "/about/"} {
		tb.open(path)
		tb.do(chromedp.KeyEvent("/"))
		if !eval[bool](tb, focused) {
			t.Errorf("%s: the key does not move to the search", path)
		}
	}
	tb.open("/listings/")
	tb.perform(`document.querySelector("[data-shortcut] button").click()`)
	tb.open("/about/")
	tb.do(chromedp.KeyEvent("/"))
	if eval[bool](tb, focused) {
		t.Error("the key moves to the search though it was turned off")
	}
}
