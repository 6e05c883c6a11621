package website

import (
	"fmt"
	"strings"
	"testing"
)

// Profiles are explained in the words of the register, under the heading that holds.
func TestAttainments(t *testing.T) {
	t.Parallel()
	records := testRecords()
	records.TestProfiles[0].Description = "Finds the utility server\nand follows it.\n\nMore."
	c, err := newCatalogue(testOptions(newRegister(t, records), t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	describe := func(list []Attainment) string {
		var texts []string
		for _, a := range list {
			texts = append(texts, fmt.Sprintf("%s: %s (%s) by %s %s", a.Name, a.Title, a.Meaning, a.Certificates[0].Number, a.Facts))
		}
		return strings.Join(texts, "\n")
	}
	for _, tt := range []struct{ listing, current, lapsed string }{
		{"tesla/powerwall-2", "A: All clients that manage devices (Finds the utility server and follows it.) by LAB-0001 [20230115,20271231,0]\nDER-G: Devices that generate () by LAB-0001 [20230115,20271231,0]", ""},
		{"zebra/old", "", "S: Notifications () by LAB-0002 [20200115,20211231,0]"},
		{"zebra/soon", "", ""},
	} {
		current, lapsed := c.attainments(c.rows[tt.listing].listing)
		if describe(current) != tt.current || describe(lapsed) != tt.lapsed {
			t.Errorf("%s has\n%s\nand no more\n%s", tt.listing, describe(current), describe(lapsed))
		}
	}
}

// A profile goes to the other heading on the day on which its certificate has lapsed.
func TestAttainmentsInBrowser(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	for day, want := range map[string]string{
		"2027-12-31": "By a certificate that is current: A DER-G",
		"2028-01-01": "By certificates that are not current: A DER-G",
	} {
		tb := openTab(t, dir)
		tb.setDay(day)
		tb.open("/listings/tesla/powerwall-2/")
		got := eval[string](tb, `[...document.querySelectorAll(".attained")].filter((s) => s.checkVisibility()).map((s) =>
			s.querySelector("h3").textContent + ": " + [...s.querySelectorAll(".chip")].map((c) => c.textContent).join(" ")).join("; ")`)
		if got != want {
			t.Errorf("on %s the page says %q, want %q", day, got, want)
		}
	}
}
