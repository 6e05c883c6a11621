package website

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

func testCatalogue(t testing.TB, records register.Records) *Catalogue {
	t.Helper()
	c, err := newCatalogue(Options{Register: newRegister(t, records), On: day})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Without any certificate there is nothing to draw of certificates.
func TestFiguresWithoutCertificates(t *testing.T) {
	t.Parallel()
	records := testRecords()
	records.Certificates = nil
	var got []string
	for _, f := range testCatalogue(t, records).statistics().Figures {
		got = append(got, f.ID)
	}
	if want := []string{"classes", "expiries", "manufacturers", "fields", "attributes"}; !slices.Equal(got, want) {
		t.Errorf("the figures are %q, want %q", got, want)
	}
}

// figure returns a figure of the page by its id.
func figure(t testing.TB, c *Catalogue, id string) *Figure {
	t.Helper()
	figures := c.statistics().Figures
	i := slices.IndexFunc(figures, func(f *Figure) bool { return f.ID == id })
	if i < 0 {
		t.Fatalf("no figure %s", id)
	}
	return figures[i]
}

// cells writes a table as lines: "Battery | 1 | 2".
func cells(f *Figure) []string {
	lines := []string{strings.Join(f.Table.Head, " | ")}
	for _, row := range f.Table.Rows {
		line := row.Name
		for _, cell := range row.Cells {
			line += " | " + cell.Text
		}
		lines = append(lines, line)
	}
	return lines
}

func TestFindings(t *testing.T) {
	t.Parallel()
	one := vocabulary()
	one.Manufacturers = []*register.Manufacturer{{Meta: id("tesla"), Name: "Tesla"}}
	one.Listings = []*register.Listing{{Meta: id("tesla/one"), Manufacturer: "tesla", Model: "One", EntityType: "client", DeviceClasses: map[string]register.Attributes{"evse": {}}, Periods: periods("2026-01-01–")}}
	for _, tt := range []struct {
		name    string
		records register.Records
		want    map[string]string
	}{
		{"none", vocabulary(), map[string]string{
			"classes":       "There are no listings yet.",
			"expiries":      "From 23 November 2026 to the end of October 2028, 0 active listings reach their last day.",
			"manufacturers": "There are no listings yet.",
			"fields":        "No listing can give any field yet.",
			"attributes":    "No listing can give any attribute yet.",
		}},
		{"one", one, map[string]string{
			"classes":       "On 23 November 2026, 1 of 1 listing is active. The largest device class is EV charger, with 1. A listing of several classes counts in each.",
			"expiries":      "From 23 November 2026 to the end of October 2028, 0 active listings reach their last day. 1 has no last day.",
			"manufacturers": "Tesla has the most listings, 1 of 1.",
			"fields":        "Given least often: brand, by 0 of 1 listing. All listings that can have them give 5 of 15 fields.",
			"attributes":    "No listing can give any attribute yet.",
		}},
		{"of every status", testRecords(), map[string]string{
			"classes":                "On 23 November 2026, 5 of 12 listings are active. The largest device class is Battery energy storage system, with 2. A listing of several classes counts in each.",
			"certifications":         "No certificates with a certification date in the 36 months up to November 2026. 3 before them. 1 to come.",
			"certifications-by-year": "4 certificates in all, the first in January 2020. At most 1 in one year.",
			"expiries":               "From 23 November 2026 to the end of October 2028, 2 active listings and 1 current certificate reach their last day. At most 1 in one month. 3 have no last day.",
			"test-profiles":          "On 23 November 2026, 2 of 12 listings are covered by a current certificate that names test profiles. Attained most often: A: All clients that manage devices, by 2 listings.",
			"manufacturers":          "Zébra Énergie has the most listings, 6 of 12.",
			"attributes":             "Given least often: Battery: Efficiency, by 0 of 2 listings. No attribute is given by all listings that can have it.",
		}},
	} {
		c := testCatalogue(t, tt.records)
		for id, want := range tt.want {
			if got := figure(t, c, id).Finding; got != want {
				t.Errorf("%s: %s says\n%s\nwant\n%s", tt.name, id, got, want)
			}
		}
	}
}

func TestFigureTables(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, testRecords())
	for id, want := range map[string][]string{
		"classes": {
			"Device class | Active | Not yet listed | Suspended | Expired | Withdrawn | Delisted | All",
			"Battery energy storage system | 2 | 0 | 0 | 0 | 0 | 0 | 2",
			"Inverter | 2 | 0 | 0 | 0 | 0 | 0 | 2",
			"EV charger | 0 | 0 | 0 | 0 | 0 | 0 | 0",
			"No device class | 2 | 1 | 1 | 3 | 1 | 1 | 9",
		},
		"test-profiles": {
			"Test profile | Listings",
			"A: All clients that manage devices | 2",
			"DER-G: Devices that generate | 2",
			"S: Notifications | 0",
		},
		"attributes": {
			"Attribute | Given | Of | Share",
			"Battery: Efficiency | 0 | 2 | 0%",
			"Battery: Chemistry | 1 | 2 | 50%",
			"Battery: Maximum power | 1 | 2 | 50%",
			"Battery: Nominal capacity | 1 | 2 | 50%",
			"Inverter: Grid tie | 1 | 2 | 50%",
			"Inverter: Input voltage | 1 | 2 | 50%",
			"Inverter: Maximum power | 1 | 2 | 50%",
		},
	} {
		if diff := cmp.Diff(want, cells(figure(t, c, id))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}

// A number of the table leads to the listings that it counts, and nought nowhere.
func TestFigureLinks(t *testing.T) {
	t.Parallel()
	row := figure(t, testCatalogue(t, testRecords()), "classes").Table.Rows[0]
	if got, want := row.Cells[0], (FigureCell{"2", "/listings/?device_class=bess&status=active"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if row.Cells[1].Href != "" {
		t.Errorf("%+v", row.Cells[1])
	}
}

// catalogueOn is that of testRecords on another day.
func catalogueOn(t *testing.T, on string) *Catalogue {
	t.Helper()
	c, err := newCatalogue(Options{Register: newRegister(t, testRecords()), On: date(on)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The incomplete month or year of the day is marked in the chart, its legend and the table.
func TestPartialColumns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		on, id, row string
		at          int    // of the row; -1 is the last
		x           string // of the frame; "" for none
	}{
		{"2026-11-23", "certifications-by-year", "2026 (not over yet)", -2, "75.00%"},
		{"2026-12-31", "certifications-by-year", "2026", -2, ""},
		{"2026-11-23", "expiries", "November 2026 (from 23 November)", 0, "0.00%"},
		{"2026-11-01", "expiries", "November 2026", 0, ""},
		{"2022-11-23", "certifications", "November 2022 (not over yet)", -1, "97.22%"},
		{"2022-11-30", "certifications", "November 2022", -1, ""},
	} {
		f := figure(t, catalogueOn(t, tt.on), tt.id)
		rows := f.Table.Rows
		at := (tt.at + len(rows)) % len(rows)
		if rows[at].Name != tt.row {
			t.Errorf("%s: %s has the row %q, want %q", tt.on, tt.id, rows[at].Name, tt.row)
		}
		if f.Columns == nil {
			t.Errorf("%s: %s has no picture", tt.on, tt.id)
			continue
		}
		last := f.Legend[len(f.Legend)-1]
		switch frame := f.Columns.Partial; {
		case tt.x == "":
			if frame != nil || last.Pattern == patternPartial {
				t.Errorf("%s: %s has a frame %+v, and the legend %+v", tt.on, tt.id, frame, last)
			}
		case frame == nil || frame.X != tt.x || frame.Parts[0].Text != tt.row || last != (LegendEntry{patternPartial, tt.row}):
			t.Errorf("%s: %s has the frame %+v, want it at %s, and the legend %+v", tt.on, tt.id, frame, tt.x, last)
		}
	}
}

// Certificates that are dated far ahead leave no room for the year of the day.
func TestYearsFarAhead(t *testing.T) {
	t.Parallel()
	records := testRecords()
	records.Certificates[0].CertificationDate = date("2100-01-01")
	f := figure(t, testCatalogue(t, records), "certifications-by-year")
	if first := f.Table.Rows[0].Name; first != "2065 or before" || f.Columns.Partial != nil {
		t.Errorf("it begins with %q, and has the frame %+v", first, f.Columns.Partial)
	}
}

// A month of the table leads to the page of what expires next, where that has the same
// numbers.
func TestExpiriesLeadToTheirMonths(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, manyRecords(700))
	months := map[string]MonthRow{}
	for _, m := range c.months(c.expiringRows()) {
		months[m.Href] = m
	}
	linked := 0
	for _, row := range figure(t, c, "expiries").Table.Rows {
		if row.Href == "" {
			continue
		}
		linked++
		m, ok := months[row.Href]
		if !ok || !strings.HasPrefix(row.Name, m.Name) || row.Cells[0].Text != register.FormatCount(m.Listings) || row.Cells[1].Text != register.FormatCount(m.Certificates) {
			t.Errorf("%s has %+v, and leads to %+v", row.Name, row.Cells, m)
		}
	}
	if linked == 0 || linked > expiringMonths {
		t.Errorf("%d months lead there", linked)
	}
}

// The text of a part of a bar is clear on its own.
func TestSharesNameTheirField(t *testing.T) {
	t.Parallel()
	for _, row := range figure(t, testCatalogue(t, testRecords()), "fields").Bars.Rows {
		for _, part := range row.Parts {
			if !strings.HasPrefix(part.Text, row.Label+": ") {
				t.Errorf("the bar of %s says %q", row.Label, part.Text)
			}
		}
	}
}

// The numbers are those that one gets by counting the views that readers of the
// API see.
func TestCensusAgainstViews(t *testing.T) {
	t.Parallel()
	for name, records := range map[string]register.Records{"every status": testRecords(), "many": manyRecords(700)} {
		c := testCatalogue(t, records)
		got := map[string]int{}
		census := c.census()
		for class, statuses := range census.classes {
			for status, n := range statuses {
				got["class "+class+" "+string(status)] = n
			}
		}
		for profile, n := range census.profiles {
			got["profile "+profile] = n
		}
		for key, n := range census.attributes {
			got["attribute "+key.class+"."+key.attribute] = n
		}
		for m, n := range census.certified {
			got["certified "+m.String()] = n
		}
		for i, n := range census.ends {
			if n.listings+n.certificates > 0 {
				got["ends "+(monthOf(day)+month(i)).String()] = n.listings + n.certificates
			}
		}
		if diff := cmp.Diff(countViews(c.register), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func countViews(r *register.Register) map[string]int {
	want := map[string]int{}
	for _, l := range r.Listings {
		ofDay := l.DeviceClassesOn(day)
		classes := slices.Collect(maps.Keys(ofDay))
		if len(classes) == 0 {
			classes = []string{""}
		}
		for _, class := range classes {
			want[fmt.Sprintf("class %s %s", class, l.StatusOn(day))]++
			for attribute := range ofDay[class] {
				want["attribute "+class+"."+attribute]++
			}
		}
		for _, p := range r.TestProfiles {
			if slices.ContainsFunc(r.Certificates, func(c *register.Certificate) bool {
				return c.StatusOn(day) == register.CertificateCurrent && slices.Contains(c.Listings, l.ID) && slices.Contains(c.TestProfiles, p.ID)
			}) {
				want["profile "+p.ID]++
			}
		}
		countEnd(want, l.ListedUntil(day))
	}
	for _, c := range r.Certificates {
		want["certified "+c.CertificationDate.Time().Format("January 2006")]++
		if c.StatusOn(day) == register.CertificateCurrent {
			countEnd(want, c.Expiry)
		}
	}
	return want
}

// countEnd counts a last day up to the end of October 2028.
func countEnd(want map[string]int, last register.Date) {
	if !last.IsZero() && last.Before(date("2028-11-01")) {
		want["ends "+last.Time().Format("January 2006")]++
	}
}

// A picture holds no more than it has room for, however large the register is.
func TestFiguresAreBounded(t *testing.T) {
	t.Parallel()
	records := manyRecords(1000) // 40 manufacturers
	records.Certificates[0].CertificationDate = date("1901-02-03")
	c := testCatalogue(t, records)
	manufacturers := figure(t, c, "manufacturers")
	if n := len(manufacturers.Bars.Rows); n != barsShown {
		t.Errorf("%d bars of manufacturers, want %d", n, barsShown)
	}
	lines := cells(manufacturers)
	if last := lines[len(lines)-1]; len(lines) != 1+barsShown+1 || last != "25 other manufacturers | 625" {
		t.Errorf("the table ends with %q after %d lines", last, len(lines))
	}
	const want = "Maker 0"
	if !strings.Contains(manufacturers.Finding, want) || !strings.HasSuffix(manufacturers.Finding, "The 15 with the most have 375 together; 25 other manufacturers have the rest.") {
		t.Errorf("finding %q", manufacturers.Finding)
	}
	years := figure(t, c, "certifications-by-year")
	if first := cells(years)[1]; len(years.Table.Rows) != yearsShown || first != "1991 or before | 1" {
		t.Errorf("%d years, the first %q", len(years.Table.Rows), first)
	}
	if n := len(figure(t, c, "certifications").Table.Rows); n != monthsBehind {
		t.Errorf("%d months behind, want %d", n, monthsBehind)
	}
	if n := len(figure(t, c, "expiries").Table.Rows); n != monthsAhead {
		t.Errorf("%d months ahead, want %d", n, monthsAhead)
	}
}

func TestStatisticsSayWhatIsSample(t *testing.T) {
	t.Parallel()
	for _, sample := range []bool{true, false} {
		records := testRecords()
		records.Listings[0].Sample, records.Certificates[0].Sample = sample, sample
		page := testCatalogue(t, records).statistics()
		if page.Sample != sample {
			t.Errorf("the page says sample %t, want %t", page.Sample, sample)
		}
		for _, f := range page.Figures {
			if f.Sample != sample {
				t.Errorf("%s says sample %t, want %t", f.ID, f.Sample, sample)
			}
		}
	}
}

func BenchmarkStatistics(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		c := testCatalogue(b, manyRecords(n))
		b.Run(register.FormatCount(n), func(b *testing.B) {
			for b.Loop() {
				c.statistics()
			}
		})
	}
}
