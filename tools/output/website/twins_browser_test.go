package website

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"opencec/tools/register"
)

// twinRecords has one product as an inverter and as a battery, and another one in two
// listings of the same class; none of them has a certificate.
func twinRecords() register.Records {
	records := vocabulary()
	records.Manufacturers = []*register.Manufacturer{{Meta: id("acme"), Name: "Acme"}}
	add := func(slug, model, series, class string) {
		records.Listings = append(records.Listings, &register.Listing{
			Meta: id("acme/" + slug), Manufacturer: "acme", Model: model, Series: series, EntityType: "device",
			DeviceClasses: map[string]register.Attributes{class: {}}, Periods: periods("2026-01-01–"),
		})
	}
	add("wall-5", "Wall-5", "Tower", "inverter")
	add("wall-5-2", "WALL-5 ", "Tower", "bess")
	add("wall-50", "Wall-50", "Tower", "inverter")
	add("box-1", "Box 1", "", "bess")
	add("box-1-2", "Box 1", "", "bess")
	return records
}

// A product that is in two lists is one to a reader: its pages lead to each other, and
// suggestions say which is which.
func TestTwins(t *testing.T) {
	t.Parallel()
	dir, _ := build(t, Options{Register: newRegister(t, twinRecords())})
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	also := func(path string) string {
		tb.open(path)
		return eval[string](tb, `[...document.querySelectorAll(".also")].map((e) => e.innerText.trim() + " " + [...e.querySelectorAll("a")].map((a) => a.getAttribute("href")).join(" ")).join("; ")`)
	}
	for path, want := range map[string]string{
		"/listings/acme/wall-5/":   "Also listed as Battery: WALL-5 (compare the two) /listings/acme/wall-5-2/ /compare/?listing=acme%2Fwall-5&listing=acme%2Fwall-5-2",
		"/listings/acme/wall-5-2/": "Also listed as Inverter: Wall-5 (compare the two) /listings/acme/wall-5/ /compare/?listing=acme%2Fwall-5-2&listing=acme%2Fwall-5",
		"/listings/acme/box-1/":    "Also listed: Box 1 (compare the two) /listings/acme/box-1-2/ /compare/?listing=acme%2Fbox-1&listing=acme%2Fbox-1-2",
		"/listings/acme/wall-50/":  "",
	} {
		if got := also(path); got != want {
			t.Errorf("%s says\n%s\nwant\n%s", path, got, want)
		}
	}
	tb.open("/")
	tb.do(chromedp.SendKeys(homeField, "acme"))
	tb.waitFor(`document.querySelectorAll("[data-suggestions] .name").length === 5`)
	got := eval[[]string](tb, `[...document.querySelectorAll("[data-suggestions] a:has(.name)")].map((e) => e.querySelector(".name").textContent.trim() + " | " + e.querySelector(".by").textContent)`)
	want := []string{
		"Box 1 | Battery · Acme · box-1", "Box 1 | Battery · Acme · box-1-2",
		"WALL-5 | Battery · Tower · Acme", "Wall-5 | Inverter · Tower · Acme", "Wall-50 | Inverter · Tower · Acme",
	}
	slices.Sort(got)
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("suggestions\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A register without any certificate does not speak of them: a column of "No certificate
// recorded" would read as if somebody had looked for each.
func TestRegisterWithoutCertificates(t *testing.T) {
	t.Parallel()
	records := twinRecords()
	dir, _ := build(t, Options{Register: newRegister(t, records), Downloads: []Download{
		{Name: "listings.csv", Rows: 5}, {Name: "certificates.csv", Rows: 0}, {Name: "register.json", Rows: -1},
	}})
	tb := openTab(t, dir)
	tb.setDay("2026-11-23")
	words := `document.body.innerText.match(/.*certif.*/gi) ?? []`
	for _, path := range []string{"/", "/listings/", "/listings/?q=wall", "/manufacturers/acme/", "/statuses/", "/statuses/active/", "/expiring/", "/device-classes/bess/"} {
		tb.open(path)
		if strings.Contains(path, "?q") {
			tb.waitCount("3 listings")
		}
		if got := eval[[]string](tb, words); len(got) > 0 {
			t.Errorf("%s says %q", path, got)
		}
	}
	tb.open("/statistics/")
	if got := eval[[]string](tb, `[...document.querySelectorAll(".figure h2")].map((e) => e.id)`); slices.Contains(got, "certifications") || slices.Contains(got, "test-profiles") || !slices.Contains(got, "expiries") {
		t.Errorf("the figures are %q", got)
	}
	if got := eval[[]string](tb, `[...document.querySelectorAll(".figure thead th")].map((e) => e.textContent)`); slices.Contains(got, "Certificates") {
		t.Errorf("the tables have the columns %q", got)
	}
	tb.open("/listings/acme/wall-5/")
	if got := eval[[]string](tb, words); !slices.Equal(got, []string{"Certificate", "No certificate recorded"}) {
		t.Errorf("a listing says %q, want that none is recorded, once", got)
	}
	tb.open("/downloads/")
	if got := eval[string](tb, `[...document.querySelectorAll(".files th strong")].map((e) => e.textContent).join(" ")`); got != "listings.csv register.json" {
		t.Errorf("the downloads are %s", got)
	}
}

// Without a connection the search says so, and searches once there is one.
func TestSearchWithoutConnection(t *testing.T) {
	t.Parallel()
	tb := newTab(t, http.FileServer(http.Dir(testSite(t)))) // not watched: the browser complains of what fails
	tb.setDay("2026-11-23")
	tb.open("/")
	tb.setOffline(true)
	tb.do(chromedp.SendKeys(homeField, "power wall"))
	tb.waitFor(`document.querySelector("[data-suggestions]").textContent.startsWith("No connection")`)
	tb.setOffline(false)
	tb.waitFor(`document.querySelectorAll("[data-suggestions] .name").length === 2`)
}
