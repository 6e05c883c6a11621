package website

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// listedRecords has inverters of a list whose newest edition is of 13 November 2026, ten
// days before the day of the tests, and stale after 14.
func listedRecords() register.Records {
	records := vocabulary()
	records.Settings.StaleAfter = 14
	records.Lists = []*register.List{{Meta: id("inverters"), Name: "Approved inverters", DeviceClass: "inverter", Website: "https://lists.example.org/inverters", Date: date("2026-11-13"), FirstDate: date("2023-01-10"), Rows: 2747}}
	records.Manufacturers = []*register.Manufacturer{{Meta: id("sunny"), Name: "Sunny"}}
	device := func(name string, change func(l *register.Listing)) {
		l := &register.Listing{Meta: id("sunny/" + name), Manufacturer: "sunny", Model: strings.ToUpper(name), EntityType: "device",
			DeviceClasses: map[string]register.Attributes{"inverter": {"max_power": register.Number(0.349)}}, Periods: periods("2022-01-01–2027-09-22")}
		if change != nil {
			change(l)
		}
		records.Listings = append(records.Listings, l)
	}
	device("alone", nil)
	device("spoken", nil)
	device("gone", func(l *register.Listing) {
		l.NotInList = []register.Absence{
			{List: "inverters", LastSeen: date("2023-01-10"), Since: date("2023-02-01"), Back: date("2023-05-01")},
			{List: "inverters", Since: date("2026-11-13")},
		}
	})
	device("changed", func(l *register.Listing) {
		l.Periods = periods("2022-01-01–2025-07-30", "2025-07-31–2026-12-31")
		l.Periods[0].DeviceClasses = map[string]register.Attributes{"inverter": {"max_power": register.Number(0.366), "grid_tie": register.Bool(true)}}
	})
	records.Listings = append(records.Listings, &register.Listing{Meta: id("sunny/agent"), Manufacturer: "sunny", Model: "Agent", EntityType: "client", Periods: periods("2024-01-01–2027-01-31"), Devices: []string{"sunny/spoken"}})
	return records
}

func TestVerdictDays(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, listedRecords())
	v := c.verdict(c.register.Listing("sunny/spoken"))
	want := `[[19900101,"bad","","Not yet listed: its first day is 1 January 2022.","Do not count on it before that day.",false],` +
		`[20220101,"neutral","Not an approval for CSIP-AUS","Approved as hardware until 22 September 2027. None of the CSIP-AUS clients recorded for it is listed on that day, so the register does not say whether it can be connected.","Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list.",false],` +
		`[20240101,"good","","Approved as hardware until 22 September 2027. The listed CSIP-AUS client Agent speaks for it.","Install it with this client.",false],` +
		`[20261128,"warning","Check first","Approved as hardware until 22 September 2027. The listed CSIP-AUS client Agent speaks for it.","Check the official list: the register has not been updated since 13 November 2026. Install it with this client.",true],` +
		`[20270201,"warning","Check first","Approved as hardware until 22 September 2027. None of the CSIP-AUS clients recorded for it is listed on that day, so the register does not say whether it can be connected.",` +
		`"Check the official list: the register has not been updated since 13 November 2026. Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list.",true],` +
		`[20270923,"warning","Check first","Expired: its last day was 22 September 2027. That day is after the newest list that the register has, of 13 November 2026: the official list may have moved it since.",` +
		`"Check the official list: the register has not been updated since 13 November 2026.",true]]`
	if diff := cmp.Diff(want, v.Days); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	if v.Age == nil || v.Age.Text != ageMark(date("2026-11-13")) || v.Age.Stale || v.Age.Website != "https://lists.example.org/inverters" {
		t.Errorf("age %+v", v.Age)
	}
}

// The answer for a day has the verdict of the API and the values of that day. It is neither yes nor no if
// the official list may disagree.
func TestAnswerMeans(t *testing.T) {
	t.Parallel()
	records := listedRecords()
	o := testOptions(newRegister(t, records), t.TempDir())
	o.Journal, o.API = nil, nil
	dir, _ := build(t, o)
	tb := openTab(t, dir)
	tb.setDay("2026-11-30") // the data is stale since 28 November
	const alone = "No CSIP-AUS client is recorded for it, so the register does not say whether it can be connected. Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list."
	for _, tt := range []struct{ page, on, want string }{
		{"alone", "2026-11-20", "Yes – listed on 20 November 2026 Active Listed until 22 September 2027; no certificate recorded. Approved as hardware until 22 September 2027. " + alone},
		{"alone", "2026-11-28", "Check first – recorded as listed on 28 November 2026 Active Listed until 22 September 2027; no certificate recorded. Approved as hardware until 22 September 2027. " + strings.Replace(alone, "Ask", "Check the official list: the register has not been updated since 13 November 2026. Ask", 1)},
		{"alone", "2021-12-31", "No – not listed on 31 December 2021 Not yet listed Listed from 1 January 2022; no certificate recorded. Not yet listed: its first day is 1 January 2022. Do not count on it before that day."},
		{"gone", "2023-02-15", "Check first – recorded as listed on 15 February 2023 Active Listed until 22 September 2027; no certificate recorded. Not in the official list from 1 February 2023 on (last seen on 10 January 2023), and back since 1 May 2023; the reason is not known. The last day recorded for it is 22 September 2027. Check the official list. Ask the manufacturer: it may have been suspended, delisted or renamed."},
		{"gone", "2023-05-01", "Yes – listed on 1 May 2023 Active Listed until 22 September 2027; no certificate recorded. Approved as hardware until 22 September 2027. " + alone},
		{"changed", "2023-01-01", "Yes – listed on 1 January 2023 Active Listed until 31 December 2026; no certificate recorded. Approved as hardware until 31 December 2026. " + alone + " Maximum power: 0.366 kW; Grid tie: Yes."},
		{"changed", "2025-07-31", "Yes – listed on 31 July 2025 Active Listed until 31 December 2026; no certificate recorded. Approved as hardware until 31 December 2026. " + alone + " Maximum power: 0.349 kW; Grid tie: Not known."},
	} {
		tb.open("/listings/sunny/" + tt.page + "/?on=" + tt.on)
		if diff := cmp.Diff(tt.want, strings.ReplaceAll(eval[string](tb, answerText), "\u202f", " ")); diff != "" {
			t.Errorf("%s on %s (-want +got):\n%s", tt.page, tt.on, diff)
		}
	}
}

// A row of a list and a comparison do not hide that the official list has a listing no more.
func TestAbsenceInRows(t *testing.T) {
	t.Parallel()
	o := testOptions(newRegister(t, listedRecords()), t.TempDir())
	o.Journal, o.API = nil, nil
	dir, _ := build(t, o)
	tb := openTab(t, dir)
	const shown = `[...document.querySelectorAll("tr")].filter((tr) => tr.querySelector("[data-slot=name]")?.textContent === "GONE").map((tr) => tr.querySelector("[data-slot=summary]").textContent).join(" | ")`
	for day, want := range map[string]string{
		"2023-01-31": "Listed until 22 September 2027",
		"2023-02-01": "Listed until 22 September 2027; not in the official list",
		"2023-05-01": "Listed until 22 September 2027",
		"2026-11-23": "Listed until 22 September 2027; not in the official list", // the day of the site
		"2027-09-23": "Listing ended on 22 September 2027",
	} {
		tb.setDay(day)
		for _, path := range []string{"/manufacturers/sunny/", "/listings/?q=gone"} {
			tb.open(path)
			tb.waitFor(shown + ` !== ""`)
			if got := eval[string](tb, shown); got != want {
				t.Errorf("%s on %s: %q, want %q", path, day, got, want)
			}
		}
	}
	gone := o.Register.Listing("sunny/gone")
	got := eval[[]string](tb, fmt.Sprintf(`(async () => {
		const [{ comparedFacts }, { statusSummary }] = await Promise.all([import("/modules/comparison.js"), import("/modules/status.js")]);
		return [20230131, 20230201, 20230430, 20230501, 20261113].map((day) => statusSummary(comparedFacts(%s, []), day).split("; ")[1] ?? "");
	})()`, toJSON(t, o.Register.View(gone, gone.Periods[0].From))))
	const absent = "not in the official list"
	if diff := cmp.Diff([]string{"", absent, absent, "", absent}, got); diff != "" {
		t.Errorf("a comparison says (-want +got):\n%s", diff)
	}
}

// The days with a tick are those on which the verdict is good.
func TestGoodDays(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, listedRecords())
	for listing, want := range map[string]string{
		"sunny/alone":  "[]",
		"sunny/spoken": "[20240101 20261127]", // until the list is stale
		"sunny/agent":  "[20240101 20270131]",
	} {
		if got := fmt.Sprint(c.goodDays(c.register.Listing(listing))); got != want {
			t.Errorf("%s: %s, want %s", listing, got, want)
		}
	}
}

func TestPeriodValues(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, listedRecords())
	got := ""
	for _, a := range c.classSections(c.register.Listing("sunny/changed"))[0].Attributes {
		got += strings.ReplaceAll(fmt.Sprintf("%s: %s; %s; %s\n", a.Label, a.Value, a.ByPeriod, a.Days), narrowSpace, " ")
	}
	want := `Maximum power: 0.349 kW; 0.366 kW until 30 July 2025, 0.349 kW since; [[0,"0.349 kW"],[20220101,"0.366 kW"],[20250731,"0.349 kW"]]
Grid tie: Not known; Yes until 30 July 2025, Not known since; [[0,"Not known"],[20220101,"Yes"],[20250731,"Not known"]]
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

func TestAbsenceRows(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, listedRecords())
	got := ""
	for _, row := range c.periodRows(c.register.Listing("sunny/gone")) {
		got += strings.Join([]string{row.Kind, row.From.Text, row.To.Text, row.Reason}, "; ") + "\n"
	}
	want := `Not in the list “Approved inverters”; 13 November 2026; ; The reason is not known.
Not in the list “Approved inverters”; 1 February 2023; 30 April 2023; Last seen on 10 January 2023. The reason is not known. Back since 1 May 2023.
Listed; 1 January 2022; 22 September 2027; 
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// Days that differ in values alone are one run of days with a status.
func TestHoldingsOfPeriodValues(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, listedRecords())
	var got []string
	for _, h := range c.statusDays(c.register.Listing("sunny/changed")) {
		got = append(got, h.Days+": "+h.Status.Name)
	}
	want := []string{"from 1 January 2027: Expired", "1 January 2022 to 31 December 2026: Active", "until 31 December 2021: Not yet listed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("holdings (-want +got):\n%s", diff)
	}
}

// A page shows the status of the day on which it is read, whenever it was built, and a tick only if the
// verdict is good.
func TestVerdictInBrowser(t *testing.T) {
	t.Parallel()
	o := testOptions(newRegister(t, listedRecords()), t.TempDir())
	o.Journal, o.API = nil, nil
	dir, _ := build(t, o)
	tb := openTab(t, dir)
	const shown = `(() => {
		const text = (s) => [...document.querySelectorAll(s)].filter((e) => e.checkVisibility()).map((e) => e.textContent).join(" ");
		const tick = [...document.querySelectorAll("[data-verdict] .status")].some((e) => getComputedStyle(e).getPropertyValue("--icon") === getComputedStyle(document.documentElement).getPropertyValue("--icon-check"));
		return [text("[data-verdict] .badges"), text(".headline"), text("main .age"), text(".by-period"), tick, document.querySelector("[data-values]")?.textContent, text(".foot .stale-only")]
			.filter((s) => s !== "").map((s) => String(s ?? "").replaceAll("\u202f", " ")).join(" | ");
	})()`
	for _, tt := range []struct{ day, page, want string }{
		{"2026-11-23", "alone", "Active Not an approval for CSIP-AUS | Approved as hardware until 22 September 2027. No CSIP-AUS client is recorded for it, so the register does not say whether it can be connected. | Data of 13 November 2026, 10 days old | false | "},
		{"2026-11-23", "spoken", "Active  | Approved as hardware until 22 September 2027. The listed CSIP-AUS client Agent speaks for it. | Data of 13 November 2026, 10 days old | true | "},
		{"2026-11-28", "spoken", "Active Check first | Approved as hardware until 22 September 2027. The listed CSIP-AUS client Agent speaks for it. | Data of 13 November 2026, 15 days old | false |  | , more than the 14 days that this register allows: check the official list"},
		{"2027-09-23", "alone", "Expired Check first | Expired: its last day was 22 September 2027. That day is after the newest list that the register has, of 13 November 2026: the official list may have moved it since. | Data of 13 November 2026, 314 days old | false |  | , more than the 14 days that this register allows: check the official list"},
		{"2026-11-23", "changed", "Active Not an approval for CSIP-AUS | Approved as hardware until 31 December 2026. No CSIP-AUS client is recorded for it, so the register does not say whether it can be connected. | Data of 13 November 2026, 10 days old | 0.366 kW until 30 July 2025, 0.349 kW since Yes until 30 July 2025, Not known since | false | 0.349 kW"},
	} {
		tb.setDay(tt.day)
		tb.open("/listings/sunny/" + tt.page + "/")
		if diff := cmp.Diff(tt.want, eval[string](tb, shown)); diff != "" {
			t.Errorf("%s on %s (-want +got):\n%s", tt.page, tt.day, diff)
		}
	}
}

// The browser counts the age of data as package register does.
func TestAgeInBrowser(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.open("/about/")
	records := listedRecords()
	var days []int
	var want []string
	for d := date("2026-10-30"); d.Before(date("2027-03-02")); d = d.AddDays(1) {
		days = append(days, factDate(d))
		want = append(want, capitalise(records.DataAge(d).String()))
	}
	got := eval[[]string](tb, fmt.Sprintf(`(async () => {
		const { ageText } = await import("/modules/status.js");
		return %s.map((day) => ageText(20261113, day));
	})()`, toJSON(t, days)))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ages (-want +got):\n%s", diff)
	}
}

func TestListPages(t *testing.T) {
	t.Parallel()
	o := testOptions(newRegister(t, listedRecords()), t.TempDir())
	o.Journal, o.API = nil, nil
	o.On = date("2026-12-24")
	dir, _ := build(t, o)
	for page, texts := range map[string][]string{
		"index.html":                 {"Data of 13 November 2026, 41 days old", `<a href="https://lists.example.org/inverters" rel="external">official list</a>`, "Approved hardware alone does not speak CSIP-AUS"},
		"lists/index.html":           {"Approved inverters", "After 14 days it calls them too old to rely on", "2,747 rows", "data-stale>Data of 13 November 2026, 41 days old"},
		"lists/inverters/index.html": {"Approved inverters", "2,747", "10 January 2023", "https://lists.example.org/inverters"},
		"about/index.html":           {"Data of 13 November 2026, 41 days old", "0123456789ab", `href="/lists/"`},
	} {
		text := readFile(t, dir, page)
		for _, want := range texts {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not have %q", page, want)
			}
		}
	}
}
