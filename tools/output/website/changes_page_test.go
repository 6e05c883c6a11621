package website

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// listingsUntil makes listings with these last days.
func listingsUntil(last ...string) register.Records {
	records := vocabulary()
	records.Manufacturers = []*register.Manufacturer{{Meta: id("m"), Name: "Maker"}}
	for i, day := range last {
		records.Listings = append(records.Listings, &register.Listing{
			Meta: id(fmt.Sprintf("m/%03d", i)), Manufacturer: "m", Model: fmt.Sprintf("Model %03d", i), EntityType: "client",
			Periods: periods("2026-01-01–" + day),
		})
	}
	return records
}

// The changes of every kind have a page, but those of the official lists, which imports make.
func TestChangedKindsAreComplete(t *testing.T) {
	t.Parallel()
	for _, k := range register.Kinds() {
		if shown, want := slices.Contains(changedKinds(), k), k != register.Lists; shown != want {
			t.Errorf("the changes of %s have a page: %v", k, shown)
		}
	}
}

// changesBetween returns the newest revision of the page of all changes, for a register
// that changed from before to after.
func changesBetween(t *testing.T, before, after register.Records) RevisionRow {
	t.Helper()
	r := newRegister(t, after)
	h := historyOf(state{"2026-01-05T01:00:00Z", "First", before}, state{"2026-03-01T01:00:00Z", "Second", after})
	c, err := newCatalogue(Options{Register: r, On: day, Journal: journal.ContentsOf(h, r.Location())})
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]int, len(c.journal.Lines))
	for i := range lines {
		lines[i] = i
	}
	return c.changesPage(lines).Days[0].Revisions[0]
}

// subjects writes what is said of whom, a row a line.
func subjects(row RevisionRow) []string {
	var all []string
	for _, change := range row.Changes {
		names := []string{}
		for _, r := range change.Records {
			names = append(names, r.Text)
		}
		all = append(all, fmt.Sprintf("%s %s: %d said", change.Kind, strings.Join(names, ", "), len(change.Sentences)))
	}
	return all
}

// What is the same of several records is said once, and names them.
func TestEqualChangesAreDescribedOnce(t *testing.T) {
	t.Parallel()
	row := changesBetween(t,
		listingsUntil("2026-02-01", "2026-02-01", "2026-02-10", "2026-02-01", "2027-05-01"),
		listingsUntil("2026-12-31", "2026-12-31", "2026-12-31", "2026-12-31", "2027-06-01", "2027-01-01", "2027-01-01"))
	want := []string{
		"3 listings Model 000 (Maker), Model 001 (Maker), Model 003 (Maker): 2 said",
		"Listing Model 002 (Maker): 2 said",
		"Listing Model 004 (Maker): 1 said",
		"Listing Model 005 (Maker): 1 said",
		"Listing Model 006 (Maker): 1 said",
	}
	if diff := cmp.Diff(want, subjects(row)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	first := row.Changes[0]
	if got := first.Records[2]; got != (Link{"Model 003 (Maker)", "/listings/m/003/"}) || first.Version != "" || !first.Sentences[1].ChangesPast {
		t.Errorf("%+v", first)
	}
}

// However many records change, a page names some of them and counts the others.
func TestChangesAreBounded(t *testing.T) {
	t.Parallel()
	const equal, own = maxRecordsNamed + 5, maxChangesShown + 2
	before, after := slices.Repeat([]string{"2027-01-01"}, equal), slices.Repeat([]string{"2028-01-01"}, equal)
	for i := range own {
		before, after = append(before, "2027-01-01"), append(after, date("2029-01-01").AddDays(i).String())
	}
	row := changesBetween(t, listingsUntil(before...), listingsUntil(after...))
	first := row.Changes[0]
	if first.Kind != fmt.Sprint(equal, " listings") || len(first.Records) != maxRecordsNamed || first.More != "5" {
		t.Errorf("%s, of which %d are named and %q more", first.Kind, len(first.Records), first.More)
	}
	if len(row.Changes) != maxChangesShown || row.More != "3 more changes" {
		t.Errorf("%d rows and %q", len(row.Changes), row.More)
	}
}
