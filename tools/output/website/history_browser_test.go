package website

import (
	"fmt"
	"testing"
)

const answerText = `document.querySelector("[data-ask] .answer").innerText.replaceAll("\u202f", " ").replace(/\s+/g, " ").trim()`

// The four answers of an expiry that was moved after it had passed: for a day before
// it and a day after it, what holds now and what the register said then.
func TestListedOnInBrowser(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	const means = "Approved as hardware until 31 December 2026. None of the CSIP-AUS clients recorded for it is listed on that day, so the register does not say whether it can be connected. Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list."
	for _, width := range []int64{320, 390, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			tb := openTab(t, dir)
			tb.setWidth(width)
			tb.setDay("2026-11-23")
			for _, tt := range []struct{ path, want string }{
				{
					movedListing + "/?on=2026-01-08",
					"Yes – listed on 8 January 2026 Active Listed until 31 December 2026; no certificate recorded. " +
						means + " " +
						"On 8 January 2026 the register said something else: Active Listed until 10 January 2026; no certificate recorded.",
				},
				{
					movedListing + "/?on=2026-01-15",
					"Yes – listed on 15 January 2026 Active Listed until 31 December 2026; no certificate recorded. " +
						means + " " +
						"On 15 January 2026 the register said something else: Expired Listing ended on 10 January 2026; no certificate recorded.",
				},
				{
					movedListing + "/?on=2026-03-01",
					"Yes – listed on 1 March 2026 Active Listed until 31 December 2026; no certificate recorded. " + means,
				},
				{
					movedListing + "/?on=2025-12-31",
					"No – not listed on 31 December 2025 Not yet listed Listed from 1 January 2026; no certificate recorded. " +
						"Not yet listed: its first day is 1 January 2026. Do not count on it before that day. " +
						"The register said nothing then: it begins on 5 January 2026.",
				},
				{
					movedListing + "/?on=2027-01-01",
					"Check first – as recorded, it will not be listed on 1 January 2027 Expired Listing ended on 31 December 2026; no certificate recorded. " +
						"Expired: its last day was 31 December 2026. That day is after the newest list that the register has, of 13 November 2026: the official list may have moved it since. Check the official list.",
				},
				{movedListing + "/?on=2026-13-45", ""},
			} {
				tb.open("/listings/" + tt.path)
				if got := eval[string](tb, answerText); got != tt.want {
					t.Errorf("%s:\n got %s\nwant %s", tt.path, got, tt.want)
				}
				if wide := eval[int](tb, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
					t.Errorf("%s is %d pixels wider than the window", tt.path, wide)
				}
			}
		})
	}
}

// A day that was asked for is in the address, to be sent to somebody.
func TestListedOnIsInTheAddress(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setDay("2026-11-23")
	tb.open("/listings/" + movedListing + "/")
	eval[bool](tb, `(() => {
		const form = document.querySelector("[data-ask] form");
		form.querySelector("input").value = "2026-01-15";
		form.requestSubmit();
		return true;
	})()`)
	tb.waitFor(`location.search === "?on=2026-01-15"`)
	tb.waitFor(answerText + `.includes("the register said something else: Expired")`)
}

func TestListedOnWithoutScripts(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{390, 1280} {
		tb := openTab(t, testSite(t))
		tb.setWidth(width)
		tb.disableScripts()
		tb.open("/listings/" + movedListing + "/?on=2026-01-15")
		for expression, want := range map[string]bool{
			`document.querySelector("[data-ask] form").checkVisibility()`:                                                                   false,
			`document.querySelector("[data-ask] .answer").checkVisibility()`:                                                                false,
			`document.querySelector("[data-ask]").innerText.includes("Status by date")`:                                                     true,
			`document.querySelector("#holds + table").innerText.replace(/\s+/g, " ").includes("1 January 2026 to 31 December 2026 Active")`: true,
			`document.querySelector("svg[role=img]").checkVisibility()`:                                                                     true,
			`document.querySelector(".history").innerText.includes("changes the past")`:                                                     true,
		} {
			if got := eval[bool](tb, expression); got != want {
				t.Errorf("%d pixels: %s is %v", width, expression, got)
			}
		}
	}
}

// The pictures show the day on which they are looked at.
func TestTimelineShowsToday(t *testing.T) {
	t.Parallel()
	for today, want := range map[string]string{
		"2024-12-31": "0.00% Today, 31 December 2024 start",
		"2026-01-01": "50.00% Today, 1 January 2026 middle",
		"2026-07-02": "74.93% Today, 2 July 2026 end",
		"2031-01-01": "100.00% Today, 1 January 2031 end",
	} {
		tb := openTab(t, testSite(t))
		tb.setDay(today)
		tb.open("/listings/" + movedListing + "/")
		got := eval[string](tb, `(() => {
			const label = document.querySelector("[data-today-label]");
			return [document.querySelector("[data-today-line]").getAttribute("x1"), label.textContent, label.getAttribute("text-anchor")].join(" ");
		})()`)
		if got != want {
			t.Errorf("on %s: %s, want %s", today, got, want)
		}
	}
}

// Names do not become markup in the pictures, nor what changed in histories: the tab
// fails the test when a script of theirs runs.
func TestHostileHistoryInBrowser(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.setWidth(320)
	for _, path := range []string{"/listings/hostile/one/?on=2026-06-01", "/listings/hostile/two/", "/certificates/lab/4/", "/changes/", "/changes/listings/", "/expiring/"} {
		tb.open(path)
		if n := eval[int](tb, `document.querySelectorAll("main img, main svg script, main svg image, main foreignObject").length`); n > 0 {
			t.Errorf("%s has %d elements that no layout makes", path, n)
		}
		if wide := eval[int](tb, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
			t.Errorf("%s is %d pixels wider than the window", path, wide)
		}
	}
}
