package website

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// A state is what the register said from an instant on.
type state struct {
	at      string // RFC 3339
	summary string
	records register.Records
}

// historyOf makes the history in which the register had these states, one after the
// other.
func historyOf(states ...state) *register.History {
	h := &register.History{}
	before := map[register.Ref]register.Record{}
	for i, s := range states {
		at, err := time.Parse(time.RFC3339, s.at)
		if err != nil {
			panic(err)
		}
		seq := i + 1
		h.Revisions = append(h.Revisions, register.Revision{Seq: seq, Commit: strings.Repeat(fmt.Sprintf("c0ffee%02d", seq), 5), Time: at.UTC(), Author: hostileScript, Summary: s.summary})
		settings := s.records.Settings
		if i == 0 || !reflect.DeepEqual(settings, states[i-1].records.Settings) {
			h.Settings = append(h.Settings, register.SettingsVersion{Seq: seq, Settings: &settings})
		}
		now := map[register.Ref]register.Record{}
		var versions []register.RecordVersion
		for rec := range s.records.All() {
			key := register.RefOf(rec)
			now[key] = rec
			if !reflect.DeepEqual(before[key], rec) {
				versions = append(versions, register.RecordVersion{Seq: seq, Kind: rec.RecordKind(), ID: key.ID, Record: rec})
			}
		}
		for key, rec := range before {
			if now[key] == nil {
				versions = append(versions, register.RecordVersion{Seq: seq, Kind: rec.RecordKind(), ID: key.ID})
			}
		}
		slices.SortFunc(versions, func(a, b register.RecordVersion) int {
			return cmp.Or(cmp.Compare(slices.Index(register.Kinds(), a.Kind), slices.Index(register.Kinds(), b.Kind)), cmp.Compare(a.ID, b.ID))
		})
		h.Versions = append(h.Versions, versions...)
		before = now
	}
	return h
}

// movedListing is a listing of the tests whose expiry was moved after it had passed.
const movedListing = "zebra/ac-10"

// testHistory is a history that leads to testRecords: an expiry that is moved after
// it had passed, a certificate that comes later, a listing and a manufacturer that had
// other ids, and texts that are hostile in what changes, too.
func testHistory() *register.History {
	first := testRecords()
	for _, l := range first.Listings {
		switch l.ID {
		case movedListing:
			l.Periods = periods("2026-01-01–2026-01-10")
		case "tesla/powerwall-2":
			l.ID, l.FormerIDs = "tesla/powerwall-two", nil
		case "hostile/one":
			l.Notes, l.Model = hostileImage, hostileScript
		}
	}
	first.Certificates[0].Listings = []string{"tesla/powerwall-two", "tesla/powerwall-3"}
	first.Certificates = first.Certificates[:3]
	second := testRecords()
	second.Listings = slices.Clone(first.Listings)
	second.Certificates = first.Certificates
	for i, l := range second.Listings {
		if l.ID == movedListing {
			moved := *l
			moved.Periods = periods("2026-01-01–2026-12-31")
			second.Listings[i] = &moved
		}
	}
	return historyOf(
		state{"2026-01-05T01:00:00Z", "The register as it was found", first},
		state{"2026-03-01T01:00:00Z", hostileScript, second},
		state{"2026-06-30T14:30:00Z", "What is \u202eknown", testRecords()}) // 1 July in Sydney
}

func testJournal() *journal.Contents {
	zone, err := register.LoadZone(vocabulary().Settings.TimeZone)
	if err != nil {
		panic(err)
	}
	return journal.ContentsOf(testHistory(), zone)
}

func TestHistoryOnPages(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	pages := parsePages(t, dir)
	for address, want := range map[string][]string{
		"/listings/" + movedListing + "/": {
			"1 March 2026", "expiry moved from 10 January 2026 to 31 December 2026", "now active again (was expired)",
			"changes the past: active instead of expired from 11 January 2026 to 28 February 2026", hostileScript, "5 January 2026", "c0ffee02c0",
		},
		"/listings/tesla/powerwall-2/": {"renamed from tesla/powerwall-two", "1 July 2026"},
		"/listings/tesla/powerwall-3/": {"Certificate LAB-0001", "covers tesla/powerwall-3"},
		"/listings/hostile/one/":       {hostileImage, "added: “" + hostileImage + "”", `What is \u202eknown`},
		"/manufacturers/tesla/":        {"5 January 2026", "added"},
		"/changes/":                    {"expiry moved", hostileScript, "1 July 2026", "The register as it was found", "more changes"},
		"/changes/certificates/":       {hostileImage, "LAB-0002"},
		"/expiring/":                   {"December 2026", "AC-10", "Powerwall 3"},
	} {
		page, ok := pages[address]
		if !ok {
			t.Errorf("no page %s", address)
			continue
		}
		shown := text(page, "body")
		for _, s := range want {
			if !strings.Contains(shown, s) {
				t.Errorf("%s does not show %q", address, s)
			}
		}
	}
	if shown := text(pages["/listings/tesla/powerwall-3/"], "body"); strings.Contains(shown, "covers tesla/powerwall-two") {
		t.Error("the history of a listing mentions others that its certificate covers")
	}
	past := 0
	for n := range pages["/listings/"+movedListing+"/"].Descendants() {
		if n.Type == html.ElementNode && attribute(n, "class") == "past" && n.Data == "li" {
			past++
		}
	}
	if past != 1 {
		t.Errorf("%d sentences are marked as changing the past, want 1", past)
	}
}

// A record with very many revisions has them folded, and no more than a page holds.
func TestLongHistory(t *testing.T) {
	t.Parallel()
	var states []state
	at := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	const revisions = maxRevisionsOnPage + 7
	for i := range revisions {
		records := vocabulary()
		records.Manufacturers = []*register.Manufacturer{{Meta: id("m"), Name: fmt.Sprintf("Name %d", i)}}
		states = append(states, state{at.AddDate(0, 0, i).Format(time.RFC3339), "again", records})
	}
	last := states[len(states)-1].records
	r := newRegister(t, last)
	c, err := newCatalogue(Options{Register: r, On: day, Journal: journal.ContentsOf(historyOf(states...), r.Location())})
	if err != nil {
		t.Fatal(err)
	}
	page := c.pages[slices.IndexFunc(c.pages, func(p *Page) bool { return p.Path == "/manufacturers/m/" })]
	h := c.History(page.Key)
	if len(h.Recent) != recentRevisions || len(h.Older) != maxRevisionsOnPage-recentRevisions || h.More != "7 older revisions" {
		t.Errorf("%d recent, %d older, %q", len(h.Recent), len(h.Older), h.More)
	}
	if h.Recent[0].Anchor != fmt.Sprintf("revision-%d", revisions) {
		t.Errorf("the first is %s", h.Recent[0].Anchor)
	}
	changes := c.changesPage(c.journal.lines[register.Manufacturers.Ref("m")])
	if len(changes.Days) != maxRevisionsShown || changes.More != "57 older revisions" {
		t.Errorf("%d days of changes, %q", len(changes.Days), changes.More)
	}
}
