package website

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"

	"opencec/tools/register"
)

// compareSite returns the folder of the tests' site with the static JSON of its listings
// and certificates. All tests share it: it is for reading.
func compareSite(t *testing.T) string {
	t.Helper()
	dir, err := sharedCompareSite()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var sharedCompareSite = sync.OnceValues(func() (string, error) {
	site, err := sharedSite()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "opencec-compared-")
	if err != nil {
		return "", err
	}
	onExit(func() { os.RemoveAll(dir) })
	if err := os.CopyFS(dir, os.DirFS(site.dir)); err != nil {
		return "", err
	}
	r, err := register.New(testRecords(), testVersion)
	if err != nil {
		return "", err
	}
	return dir, writeStaticJSON(dir, r)
})

// writeStaticJSON writes what the comparison loads, as package snapshot writes it.
func writeStaticJSON(dir string, r *register.Register) error {
	views := map[string]any{}
	for _, l := range r.Listings {
		views[register.APIPath(register.Listings, l.ID)] = r.View(l, day)
		for _, former := range l.FormerIDs {
			views[register.APIPath(register.Listings, former)] = map[string]string{"id": former, "moved_to": l.ID}
		}
	}
	for _, c := range r.Certificates {
		views[register.APIPath(register.Certificates, c.ID)] = r.View(c, day)
	}
	for path, view := range views {
		content, err := register.EncodeJSON(view)
		if err != nil {
			return err
		}
		file := filepath.Join(dir, "api", filepath.FromSlash(path)+".json")
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func compareAddress(ids ...string) string {
	return comparePath + "?" + url.Values{"listing": ids}.Encode()
}

// openCompare opens the page that compares, and waits until it shows what was asked.
func (tb *tab) openCompare(address string) {
	tb.t.Helper()
	tb.open(address)
	tb.waitCompared()
}

func (tb *tab) waitCompared() {
	tb.t.Helper()
	tb.waitFor(`document.querySelector("[data-said]").textContent !== "" && !document.querySelector("[data-compare]").hasAttribute("aria-busy")`)
}

// compared returns the rows of the comparison by their labels: the words of the cells,
// and before them "≠" where the row is marked.
func (tb *tab) compared() map[string]string {
	tb.t.Helper()
	return eval[map[string]string](tb, `Object.fromEntries([...document.querySelectorAll(".comparison tbody")].flatMap((body) => {
		const group = body.querySelector("[scope=rowgroup]").textContent;
		return [...body.querySelectorAll("tr:not(.group)")].map((tr) => {
			const th = tr.querySelector("th");
			const label = th.firstChild.textContent;
			const cells = [...tr.querySelectorAll("td")].map((td) => [...td.querySelectorAll(".missing, .item > :first-child")].map((e) => e.textContent).join(", "));
			return [group + ": " + label, (th.querySelector(".differs") ? "≠ " : "") + cells.join(" | ")];
		});
	}))`)
}

func (tb *tab) textOf(selector string) string {
	tb.t.Helper()
	return eval[string](tb, fmt.Sprintf(`[...document.querySelectorAll(%q)].map((e) => e.textContent).join(" | ")`, selector))
}

// A printed comparison has its address, which names the listings and the day.
func TestComparisonOnPaper(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.setDay("2026-11-23")
	tb.openCompare(compareAddress("tesla/powerwall-2", "tesla/powerwall-3") + "&on=2025-02-10")
	want := "https://register.example.org" + tb.query()
	tb.perform(`dispatchEvent(new Event("beforeprint"))`)
	if got := tb.textOf("[data-address]"); got != want {
		t.Errorf("the address on paper is %q, want %q", got, want)
	}
	tb.setPrint()
	if !eval[bool](tb, `document.querySelector("[data-address]").checkVisibility()`) {
		t.Error("a printed comparison lacks its address")
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.setDay("2026-11-23")
	tb.openCompare(compareAddress("tesla/powerwall-2", "tesla/powerwall-3", "zebra/ac-10"))
	got := tb.compared()
	for label, want := range map[string]string{
		"Status and certificates: Status":                         "Active | Active | Active",
		"Status and certificates: Listed until":                   "≠ No end date | 12 October 2027 | 31 December 2026",
		"Status and certificates: Certificate":                    "≠ Certified | Certified | No certificate recorded",
		"Status and certificates: Certificates that are current":  "≠ LAB-0001 | LAB-0001 | none",
		"Status and certificates: Test profiles attained by them": "≠ A, DER-G | A, DER-G | none",
		"What it is: Manufacturer":                                "≠ Tesla | Tesla | Zébra Énergie",
		"What it is: Series":                                      "Powerwall | Powerwall | not recorded",
		"What it is: Type":                                        "≠ Client | Client | Device",
		"What it is: Device classes":                              "≠ Battery energy storage system, Inverter | Battery energy storage system | Inverter",
		"Battery energy storage system: Nominal capacity":         "13,500.5\u202fkWh | not recorded | not of this class",
		"Battery energy storage system: Chemistry":                "Lithium iron phosphate | not recorded | not of this class",
		"Inverter: Input voltage":                                 "200–1,000\u202fV | not of this class | not recorded",
		"Inverter: Grid tie":                                      "Yes | not of this class | not recorded",
		"Inverter: Maximum power":                                 "not recorded | not of this class | 10\u202fkW",
	} {
		if got[label] != want {
			t.Errorf("%s\nshows %q\nwant  %q", label, got[label], want)
		}
	}
	for _, label := range []string{"What it is: Hardware on site", "Battery energy storage system: Efficiency", "Status and certificates: Other certificates"} {
		if cells, shown := got[label]; shown {
			t.Errorf("%s is shown with nothing to say: %s", label, cells)
		}
	}
	if marks := tb.textOf(".comparison thead .sample-mark"); marks != "Sample data" {
		t.Errorf("sample data is marked %q", marks)
	}
	if links := eval[string](tb, `[...document.querySelectorAll(".comparison a")].map((a) => a.getAttribute("href")).join()`); !strings.Contains(links, "/listings/tesla/powerwall-2/") || !strings.Contains(links, "/certificates/lab/1/") {
		t.Errorf("it leads to %s", links)
	}
}

// The day and the filter are in the address, and the browser's back button undoes each step.
func TestCompareAddress(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.setDay("2026-11-23")
	tb.openCompare(compareAddress("tesla/powerwall-2", "tesla/powerwall-3") + "&on=2025-02-10")
	if got := tb.compared()["Status and certificates: Status"]; got != "≠ Suspended | Active" {
		t.Errorf("on the chosen day the statuses are %q", got)
	}
	tb.perform(`document.querySelector("[name=differing]").click()`)
	tb.waitFor(`document.querySelectorAll(".comparison tbody tr:not(.group, .different)").length === 0`)
	if got := eval[string](tb, `location.search`); !strings.HasSuffix(got, "&on=2025-02-10&differing=true") {
		t.Errorf("the address is %s", got)
	}
	tb.perform(`document.querySelector("[aria-label='Remove Powerwall 2']").click()`)
	tb.waitFor(`document.querySelectorAll(".comparison thead th").length === 2`)
	if got := eval[bool](tb, `document.activeElement === document.querySelector("[data-said]")`); !got {
		t.Error("after a removal the focus is lost")
	}
	tb.perform(`history.back()`)
	tb.waitFor(`document.querySelectorAll(".comparison thead th").length === 3`)
	tb.perform(`history.back()`)
	tb.waitFor(`location.search.endsWith("&on=2025-02-10") && document.querySelector(".comparison tbody tr:not(.group, .different)") !== null`)
	if got := eval[bool](tb, `document.querySelector("[name=differing]").checked`); got {
		t.Error("the box says what the address does not")
	}
}

func TestCompareOddAddresses(t *testing.T) {
	t.Parallel()
	dir := compareSite(t)
	long := "a/" + strings.Repeat("b", 300)
	for _, tt := range []struct {
		name  string
		asked []string
		shown string // models
		notes []string
		said  string
	}{
		{"nothing", nil, "", nil, "Nothing is chosen yet: in any list, or on the page of a listing, choose “Compare”."},
		{"one", []string{"zebra/old"}, "Old", nil, "Old stands alone: choose another one to compare it with."},
		{"one twice, and by a former id", []string{"tesla/powerwall-2", "tesla/powerwall-two", "tesla/powerwall-2"}, "Powerwall 2", nil, ""},
		{"unknown", []string{"tesla/powerwall-2", "tesla/none"}, "Powerwall 2", []string{"No listing has the id tesla/none, and none had it before. Remove"}, ""},
		{"no ids", []string{hostileScript, hostileTraversal, "../certificates/lab/1", long}, "",
			[]string{"No listing has the id " + hostileScript, "No listing has the id " + hostileTraversal, "No listing has the id ../certificates/lab/1", "No listing has the id " + long}, ""},
		{"too many", []string{"zebra/old", "zebra/gone", "zebra/out", "zebra/soon", "zebra/paused", "zebra/ac-10"}, "Old | Gone | Out | Soon",
			[]string{"4 listings are compared at most: 2 listings more in the address are not shown."}, ""},
		{"hostile names", []string{"hostile/one", "hostile/two"}, hostileImage + " | " + hostileRTL + " " + hostileLong, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tb := openTab(t, dir)
			tb.setDay("2026-11-23")
			// The browser reports an answer of 404 as an error, and here one is expected.
			if _, err := chromedp.Call(tb.ctx, cdplog.Disable, struct{}{}); err != nil {
				t.Fatal(err)
			}
			tb.openCompare(compareAddress(tt.asked...))
			if got := tb.textOf(".comparison thead a"); got != tt.shown {
				t.Errorf("shown are %q, want %q", got, tt.shown)
			}
			if got := eval[int](tb, `document.querySelectorAll("[data-notes] li").length`); got != len(tt.notes) {
				t.Errorf("%d notes, want %d", got, len(tt.notes))
			}
			notes := tb.textOf("[data-notes]")
			for _, want := range tt.notes {
				if !strings.Contains(notes, want) {
					t.Errorf("the notes %q lack %q", notes, want)
				}
			}
			if got := tb.textOf("[data-said]"); tt.said != "" && got != tt.said {
				t.Errorf("it says %q, want %q", got, tt.said)
			}
			if injected := eval[int](tb, `document.querySelectorAll("main img, main script").length`); injected != 0 {
				t.Errorf("%d elements out of names", injected)
			}
		})
	}
}

// From a list to the comparison, as people do it.
func TestChooseInList(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.setDay("2026-11-23")
	tb.open("/manufacturers/zebra/")
	tb.waitFor(`document.querySelector("[data-choose][aria-pressed]") !== null`)
	if eval[bool](tb, `document.querySelector(".tray").checkVisibility()`) {
		t.Error("the bar is there before anything is chosen")
	}
	tb.perform(`for (const name of ["Old", "Gone", "Out", "Soon", "Paused"]) document.querySelector("[aria-label='Compare " + name + "']").click()`)
	if got := tb.textOf(".tray .said"); got != "4 can be compared: remove one first" {
		t.Errorf("a fifth one is answered by %q", got)
	}
	tb.perform(`document.querySelector("[aria-label='Remove Gone']").click(); document.querySelector("main [data-choose][aria-label='Compare Out']").click()`)
	if got := tb.textOf(".tray li span") + "; " + tb.textOf(".tray .said"); got != "Old | Soon; 2 of 4 to compare" {
		t.Errorf("chosen are %s", got)
	}
	tb.open("/listings/tesla/powerwall-2/")
	tb.waitFor(`document.querySelector("[data-choose][aria-pressed=false]") !== null`)
	tb.perform(`document.querySelector("[data-choose]").click()`)
	if got := tb.textOf("[data-choose][aria-pressed=true]"); got != "Compare" {
		t.Errorf("the button of the listing's page is not pressed")
	}
	tb.openCompare(eval[string](tb, `document.querySelector(".tray .button").getAttribute("href")`))
	if got := tb.textOf(".comparison thead a"); got != "Old | Soon | Powerwall 2" {
		t.Errorf("compared are %q", got)
	}
	tb.perform(`document.querySelector("[aria-label='Remove Soon']").click()`)
	tb.waitFor(`document.querySelectorAll(".comparison thead a").length === 2`)
	tb.open("/manufacturers/zebra/")
	tb.waitFor(`document.querySelector(".tray:not([hidden])") !== null`)
	if got := tb.textOf(".tray li span"); got != "Old | Powerwall 2" {
		t.Errorf("after a removal there, chosen are %q", got)
	}
}

// Rows that a search has put there can be chosen too.
func TestChooseInResults(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.setDay("2026-11-23")
	tb.open("/listings/?q=powerwall")
	tb.waitFor(`document.querySelectorAll("main tr[data-listing]").length === 2 && document.querySelectorAll("main tr [data-choose][aria-pressed]").length === 2`)
	tb.perform(`for (const b of document.querySelectorAll("main tr [data-choose]")) b.click()`)
	want := compareAddress("tesla/powerwall-2", "tesla/powerwall-3")
	if got := eval[string](tb, `document.querySelector(".tray a").getAttribute("href")`); got != want {
		t.Errorf("the bar leads to %s, want %s", got, want)
	}
}

func TestCompareWithoutScripts(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.disableScripts()
	tb.open(compareAddress("tesla/powerwall-2"))
	text := tb.textOf("noscript")
	if !strings.Contains(text, "Comparing needs JavaScript") || eval[bool](tb, `document.querySelector("[data-compare]").checkVisibility()`) {
		t.Errorf("without JavaScript the page says %q, and may show an empty frame", text)
	}
	tb.open("/manufacturers/zebra/")
	if got := eval[int](tb, `[...document.querySelectorAll("[data-choose]")].filter((b) => b.checkVisibility()).length`); got != 0 {
		t.Errorf("%d buttons that do nothing", got)
	}
}

// On a small phone the table is scrolled, its first column stays, and the page is no
// wider than the window.
func TestCompareOnPhone(t *testing.T) {
	t.Parallel()
	tb := openTab(t, compareSite(t))
	tb.setDay("2026-11-23")
	tb.setWidth(320)
	tb.openCompare(compareAddress("tesla/powerwall-2", "tesla/powerwall-3", "zebra/ac-10", "hostile/two"))
	measures := eval[map[string]float64](tb, `(() => {
		const scroll = document.querySelector(".compared");
		scroll.scrollLeft = 300;
		return { page: document.documentElement.scrollWidth, moved: scroll.scrollLeft,
			first: document.querySelector(".comparison tbody tr:not(.group) th").getBoundingClientRect().left - scroll.getBoundingClientRect().left };
	})()`)
	if measures["page"] > 320 || measures["moved"] != 300 || measures["first"] != 0 {
		t.Errorf("the page is %v wide, the table moved by %v, its first column is at %v", measures["page"], measures["moved"], measures["first"])
	}
}

func TestCompareAccessibility(t *testing.T) {
	t.Parallel()
	dir := compareSite(t)
	for _, width := range []int64{390, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			tb := openTab(t, dir)
			tb.setDay("2026-11-23")
			tb.setWidth(width)
			tb.loadAxe()
			for _, scheme := range []string{"light", "dark"} {
				tb.setScheme(scheme)
				tb.openCompare(compareAddress("tesla/powerwall-2", "tesla/powerwall-3", "zebra/paused", "hostile/one"))
				tb.checkAxe("the comparison, "+scheme, allRules)
				tb.open("/manufacturers/zebra/")
				tb.waitFor(`document.querySelector(".tray:not([hidden])") !== null`)
				tb.checkAxe("a list with a choice, "+scheme, allRules)
			}
			for _, font := range fonts {
				tb.setFont(font)
				tb.checkAxe("a list with a choice, in the font "+font, targetRule)
			}
		})
	}
}

// The words for a value are written twice, in Go and in JavaScript.
func TestFormatValueInBrowser(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.open("/about/")
	enum := register.Attribute{Values: []register.EnumValue{{ID: "LFP", Name: "Lithium iron phosphate"}, {ID: "NMC"}}}
	cases := []struct {
		attribute register.Attribute
		value     register.Value
	}{
		{register.Attribute{Unit: "kW"}, register.Number(5)}, {register.Attribute{Unit: "%"}, register.Number(97.25)},
		{register.Attribute{}, register.Number(0)}, {register.Attribute{}, register.Number(-1234567.891)}, {register.Attribute{}, register.Number(1000)},
		{register.Attribute{}, register.Number(1e21)}, {register.Attribute{}, register.Number(1.5e-9)}, {register.Attribute{}, register.Number(1.2345e22)},
		{register.Attribute{}, register.Number(123456.0001)}, {register.Attribute{Unit: "V"}, register.Range(-200, 1000)},
		{register.Attribute{}, register.Bool(true)}, {register.Attribute{}, register.Bool(false)},
		{enum, register.Text("LFP")}, {enum, register.Text("NMC")}, {enum, register.Text("other")}, {register.Attribute{}, register.Text(hostileScript)},
	}
	var asked []map[string]any
	for _, c := range cases {
		asked = append(asked, map[string]any{"attribute": compareAttribute{Unit: c.attribute.Unit, Words: enumLabels(c.attribute)}, "value": c.value})
	}
	got := eval[[]string](tb, fmt.Sprintf(`(async () => {
		const { formatValue } = await import("/modules/comparison.js");
		return %s.map(({ attribute, value }) => formatValue(attribute, value));
	})()`, toJSON(t, asked)))
	for i, c := range cases {
		if want := formatValue(c.attribute, c.value); got[i] != want {
			t.Errorf("%s is %q in the browser, %q in Go", c.value, got[i], want)
		}
	}
}

// The facts of a listing are made in Go for pages, and in the browser of the static JSON.
func TestFactsInBrowser(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.open("/about/")
	r := newRegister(t, testRecords())
	type listing struct {
		Listing      register.View   `json:"listing"`
		Certificates []register.View `json:"certificates"`
	}
	var asked []listing
	for _, l := range r.Listings {
		in := listing{r.View(l, day), []register.View{}}
		for _, c := range r.CertificatesOf(l.ID) {
			in.Certificates = append(in.Certificates, r.View(c, day))
		}
		asked = append(asked, in)
	}
	got := eval[[]json.RawMessage](tb, fmt.Sprintf(`(async () => {
		const { listingFacts } = await import("/modules/comparison.js");
		return %s.map(({ listing, certificates }) => listingFacts(listing, certificates));
	})()`, toJSON(t, asked)))
	for i, l := range r.Listings {
		if want := listingFacts(l, r.CertificatesOf(l.ID)).String(); string(got[i]) != want {
			t.Errorf("%s has the facts %s in the browser, %s in Go", l.ID, got[i], want)
		}
	}
}
