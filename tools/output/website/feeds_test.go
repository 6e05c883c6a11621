package website

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"opencec/tools/base/safefile"
	"opencec/tools/history/journal"
	"opencec/tools/register"
	"opencec/tools/testenv/golden"
)

// feedStates is a short history: a list that is imported, an expiry that is moved after
// it had passed, a manufacturer that gets another id, hostile texts, and a listing that
// is taken away.
func feedStates() []state {
	imported := vocabulary()
	imported.Manufacturers = []*register.Manufacturer{{Meta: id("acme"), Name: "Acme"}, {Meta: id("big"), Name: "Big"}}
	for i := range maxRevisionEntries {
		imported.Listings = append(imported.Listings, &register.Listing{Meta: id(fmt.Sprintf("big/m%02d", i)), Manufacturer: "big", Model: fmt.Sprintf("M%d", i), EntityType: "device",
			DeviceClasses: map[string]register.Attributes{"inverter": {}}, Periods: periods("2026-01-01–")})
	}
	box := register.Listing{Meta: id("acme/box"), Manufacturer: "acme", Model: "Box 13", EntityType: "client", DeviceClasses: map[string]register.Attributes{"bess": {}}, Periods: periods("2023-01-01–2026-01-10")}
	imported.Listings = append(imported.Listings, &box)

	extended := copyOf(imported)
	long := box
	long.Periods = periods("2023-01-01–2027-12-31")
	extended.Listings = append(without(extended.Listings, "acme/box"), &long)
	extended.Certificates = []*register.Certificate{{Meta: id("lab/1"), Number: "LAB-1", CertifyingBody: "lab", CertificationDate: date("2026-02-01"), Expiry: date("2027-06-30"), Listings: []string{"acme/box"}}}

	renamed := copyOf(extended)
	renamed.Manufacturers[0] = &register.Manufacturer{Meta: id("acme-energy"), Name: "Acme Energy", FormerIDs: []string{"acme"}}
	moved := long
	moved.ID, moved.Manufacturer, moved.FormerIDs = "acme-energy/box", "acme-energy", []string{"acme/box"}
	renamed.Listings = append(without(renamed.Listings, "acme/box"), &moved)
	covering := *renamed.Certificates[0]
	covering.Listings = []string{"acme-energy/box"}
	renamed.Certificates[0] = &covering

	hostile := copyOf(renamed)
	hostile.Manufacturers = append(hostile.Manufacturers, &register.Manufacturer{Meta: id("hostile"), Name: hostileScript})
	hostile.Listings = append(without(hostile.Listings, "big/m00"), &register.Listing{Meta: id("hostile/one"), Manufacturer: "hostile", Model: hostileImage + "\x00\x1b\r\n" + hostileRTL,
		EntityType: "device", Periods: periods("2026-01-01–2026-12-31"), Notes: "]]>" + hostileShortcode})
	return []state{
		{"2026-01-05T01:00:00Z", "Import of the list", imported},
		{"2026-03-01T01:00:00Z", "Extend the Box 13", extended},
		{"2026-04-01T01:00:00Z", "Acme is Acme Energy", renamed},
		{"2026-06-30T14:30:00Z", hostileScript + "\x00", hostile}, // 1 July in Sydney
	}
}

// copyOf copies the lists of records, which share the records.
func copyOf(r register.Records) register.Records {
	r.Manufacturers, r.Listings, r.Certificates = slices.Clone(r.Manufacturers), slices.Clone(r.Listings), slices.Clone(r.Certificates)
	return r
}

func without(listings []*register.Listing, id string) []*register.Listing {
	return slices.DeleteFunc(listings, func(l *register.Listing) bool { return l.ID == id })
}

// feedCatalogue returns the catalogue of the newest state, with the history to it.
func feedCatalogue(t testing.TB, states ...state) *Catalogue {
	t.Helper()
	h := historyOf(states...)
	r := newRegister(t, copyOf(states[len(states)-1].records))
	c, err := newCatalogue(Options{Register: r, On: day, Journal: journal.ContentsOf(h, r.Location())})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// feedFiles returns the files that are written beside the pages of a catalogue.
func feedFiles(t testing.TB, c *Catalogue) map[string]string {
	t.Helper()
	dir := t.TempDir()
	for _, p := range c.pages {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(p.Path)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeFeeds(c, safefile.NewTree(dir, "").Write); err != nil {
		t.Fatal(err)
	}
	return files(t, dir)
}

// A readFeed is a JSON Feed as a reader sees it.
type readFeed struct {
	Items []struct {
		ID        string    `json:"id"`
		URL       string    `json:"url"`
		Title     string    `json:"title"`
		HTML      string    `json:"content_html"`
		Published time.Time `json:"date_published"`
	} `json:"items"`
}

func decodeFeed(t testing.TB, content string) (f readFeed) {
	t.Helper()
	if err := json.Unmarshal([]byte(content), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func titles(f readFeed) []string {
	var all []string
	for _, item := range f.Items {
		all = append(all, item.Title)
	}
	return all
}

// The files of one manufacturer, whole.
func TestFeedsGolden(t *testing.T) {
	t.Parallel()
	got := feedFiles(t, feedCatalogue(t, feedStates()...))
	var archive txtar.Archive
	for _, name := range []string{"manufacturers/acme-energy/changes.atom", "manufacturers/acme-energy/changes.json", "manufacturers/acme-energy/expiring.ics", "expiring.ics"} {
		content := []byte(strings.ReplaceAll(got[name], "\r", `\r`))
		if strings.HasSuffix(name, ".json") {
			var b bytes.Buffer
			if err := json.Indent(&b, content, "", "  "); err != nil {
				t.Fatal(err)
			}
			content = b.Bytes()
		}
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: content})
	}
	golden.Compare(t, filepath.Join("testdata", "feeds.txtar"), txtar.Format(&archive))
}

// Each feed has what concerns its topic, the newest first, and a whole list that was
// imported as one entry.
func TestFeedsOfTopics(t *testing.T) {
	t.Parallel()
	got := feedFiles(t, feedCatalogue(t, feedStates()...))
	const (
		hostileName = `"><img src=x onerror=alert(1)>\x00\x1b\r\n\u202eבטרייה`
		hostileOne  = hostileName + " (<script>alert(1)</script>): added: device “" + hostileName + "”, listed from 1 January 2026 to 31 December 2026, now active"
		hostileNew  = "Manufacturer <script>alert(1)</script>: added: “<script>alert(1)</script>”"
		removed     = "M0 (Big): removed: “M0” (was active)"
	)
	moved := []string{
		"Box 13 (Acme Energy): renamed from acme/box (and 1 more)",
		"Certificate LAB-1 (The Laboratory): covers acme-energy/box under its new id (was acme/box)",
		"Box 13 (Acme Energy): expiry moved from 10 January 2026 to 31 December 2027, now active again (was expired) (and 1 more)",
		"Certificate LAB-1 (The Laboratory): added: “LAB-1”, given on 1 February 2026, expires on 30 June 2027, now current (and 1 more)",
	}
	box := "Box 13 (Acme Energy): added: client “Box 13”, listed from 1 January 2023 to 10 January 2026, now active, no certificate recorded (and 1 more)"
	renamed := "Manufacturer Acme Energy: renamed from acme (and 1 more)"
	for name, want := range map[string][]string{
		"manufacturers/hostile/changes.json":     {hostileNew, hostileOne},
		"manufacturers/big/changes.json":         {removed, "1 manufacturer added; 20 listings added"},
		"manufacturers/acme-energy/changes.json": slices.Concat([]string{renamed}, moved, []string{"Manufacturer Acme: added: “Acme”", box}),
		"device-classes/bess/changes.json": slices.Concat(moved, []string{
			"Device class Battery energy storage system: added: “Battery energy storage system” with four attributes", box}),
		"device-classes/inverter/changes.json": {removed, "1 device class added; 20 listings added"},
		"device-classes/evse/changes.json":     {"Device class EV charger: added: “EV charger” with no attributes"},
		"changes.json": slices.Concat([]string{hostileNew, removed, hostileOne, renamed}, moved, []string{
			"settings added; 3 entity types added; 3 device classes added; 3 test profiles added; 2 manufacturers added; 2 certifying bodies added; 21 listings added"}),
	} {
		if diff := cmp.Diff(want, titles(decodeFeed(t, got[name]))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The same register, history and day give the same bytes.
func TestFeedsAreDeterministic(t *testing.T) {
	t.Parallel()
	first := feedFiles(t, feedCatalogue(t, feedStates()...))
	if diff := cmp.Diff(first, feedFiles(t, feedCatalogue(t, feedStates()...))); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
}

// The files are those that pages link to, and no others.
func TestFeedLinks(t *testing.T) {
	t.Parallel()
	c := feedCatalogue(t, feedStates()...)
	links := c.RegisterFeeds()
	for _, p := range c.pages {
		links = append(links, c.PageFeeds(p)...)
	}
	linked := map[string]bool{}
	for _, l := range links {
		linked[strings.TrimPrefix(l.Href, c.Base)] = true
		if l.IsCalendar() != strings.HasSuffix(l.Href, ".ics") {
			t.Errorf("%+v: is it a calendar?", l)
		}
	}
	want := slices.Sorted(maps.Keys(feedFiles(t, c)))
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(linked))); diff != "" {
		t.Errorf("(-files +links):\n%s", diff)
	}
	if diff := cmp.Diff([]FeedLink{
		{"Atom", "Changes – Register of the tests", "application/atom+xml", "/changes.atom"},
		{"JSON Feed", "Changes – Register of the tests", "application/feed+json", "/changes.json"},
		{"Calendar", "Expires next – Register of the tests", "text/calendar", "/expiring.ics"},
	}, c.RegisterFeeds()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := c.PageFeeds(nil); got != nil {
		t.Errorf("a page that people have written has feeds of its own: %v", got)
	}
}

// Without a history there is no news, but there are last days.
func TestFeedsWithoutHistory(t *testing.T) {
	t.Parallel()
	states := feedStates()
	c, err := newCatalogue(Options{Register: newRegister(t, copyOf(states[len(states)-1].records)), On: day})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"expiring.ics", "manufacturers/acme-energy/expiring.ics", "manufacturers/big/expiring.ics", "manufacturers/hostile/expiring.ics"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(feedFiles(t, c)))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, l := range c.RegisterFeeds() {
		if !l.IsCalendar() {
			t.Errorf("a link to %s, which is not there", l.Href)
		}
	}
}

// What a reader has seen keeps its id and its time when more comes: it would be shown
// again.
func TestFeedIDsAreStable(t *testing.T) {
	t.Parallel()
	states := feedStates()
	for n := 1; n < len(states); n++ {
		before := decodeFeed(t, feedFiles(t, feedCatalogue(t, states[:n]...))["changes.json"])
		after := decodeFeed(t, feedFiles(t, feedCatalogue(t, states[:n+1]...))["changes.json"])
		seen := map[string]time.Time{}
		for _, item := range after.Items {
			seen[item.ID] = item.Published
		}
		for _, item := range before.Items {
			if !seen[item.ID].Equal(item.Published) {
				t.Errorf("after %d revisions %s is of %v, before of %v", n+1, item.ID, seen[item.ID], item.Published)
			}
		}
		if len(after.Items) <= len(before.Items) {
			t.Errorf("revision %d is no news", n+1)
		}
	}
	c := feedCatalogue(t, states...)
	newest := decodeFeed(t, feedFiles(t, c)["changes.json"]).Items
	for i, want := range map[int]string{
		0:               "tag:register.example.org,2026:changes/" + c.journal.Revisions[3].Commit + "/manufacturers/hostile",
		len(newest) - 1: "tag:register.example.org,2026:revisions/" + c.journal.Revisions[0].Commit,
	} {
		if newest[i].ID != want {
			t.Errorf("entry %d has the id %s, want %s", i, newest[i].ID, want)
		}
	}
}

// A feed has the newest entries only, whatever the register has seen.
func TestFeedHasTheNewest(t *testing.T) {
	t.Parallel()
	var states []state
	for i := range maxFeedEntries + 10 {
		records := vocabulary()
		records.Manufacturers = []*register.Manufacturer{{Meta: id("m"), Name: fmt.Sprintf("Name %d", i)}}
		states = append(states, state{time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.RFC3339), "again", records})
	}
	f := decodeFeed(t, feedFiles(t, feedCatalogue(t, states...))["manufacturers/m/changes.json"])
	if len(f.Items) != maxFeedEntries {
		t.Fatalf("%d entries, want %d", len(f.Items), maxFeedEntries)
	}
	for i, item := range f.Items {
		if want := fmt.Sprintf("to “Name %d”", len(states)-1-i); !strings.Contains(item.Title, want) {
			t.Errorf("entry %d is %q, want %q", i+1, item.Title, want)
		}
	}
}

// No text of a record is markup, or breaks a format.
func TestFeedsShowHostileTextsAsText(t *testing.T) {
	t.Parallel()
	own := map[string]bool{"html": true, "head": true, "body": true, "ul": true, "li": true, "p": true, "pre": true}
	for name, content := range feedFiles(t, feedCatalogue(t, feedStates()...)) {
		switch filepath.Ext(name) {
		case ".atom":
			decoder := xml.NewDecoder(bytes.NewReader([]byte(content)))
			for {
				if _, err := decoder.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		case ".json":
			for _, item := range decodeFeed(t, content).Items {
				page, err := html.Parse(strings.NewReader(item.HTML))
				if err != nil {
					t.Fatal(err)
				}
				for n := range page.Descendants() {
					if n.Type == html.ElementNode && !own[n.Data] || len(n.Attr) > 0 {
						t.Errorf("%s: %q has the element %s", name, item.HTML, n.Data)
					}
				}
				if !strings.HasPrefix(item.URL, "https://register.example.org/") {
					t.Errorf("%s: an entry leads to %q", name, item.URL)
				}
			}
		case ".ics":
			if lines := strings.Split(content, "\r\n"); strings.ContainsAny(strings.Join(lines, ""), "\r\n\x00\x1b") {
				t.Errorf("%s has a line that ends otherwise, or a control character", name)
			}
		}
	}
}

var eventLine = regexp.MustCompile(`(?m)^(UID|DTSTART;VALUE=DATE|DTSTAMP):(.*)\r$`)

// eventsOf returns the days of a calendar's events by their UIDs.
func eventsOf(content string) map[string]string {
	events, uid := map[string]string{}, ""
	for _, m := range eventLine.FindAllStringSubmatch(content, -1) {
		switch m[1] {
		case "UID":
			uid = m[2]
		case "DTSTART;VALUE=DATE":
			events[uid] = m[2]
		}
	}
	return events
}

// An expiry that is moved moves its event, which is called off when nothing ends any
// more, or only beyond the horizon.
func TestCalendarFollowsTheExpiry(t *testing.T) {
	t.Parallel()
	const listing, certificate = "listings/acme/box@register.example.org", "certificates/lab/1@register.example.org"
	tests := []struct {
		name                string
		period              string
		expiry              string
		whole, manufacturer map[string]string
	}{
		{"both end", "2023-01-01–2027-12-31", "2027-06-30", map[string]string{listing: "20271231", certificate: "20270630"}, map[string]string{listing: "20271231", certificate: "20270630"}},
		{"moved", "2023-01-01–2028-02-29", "2027-07-01", map[string]string{listing: "20280229", certificate: "20270701"}, map[string]string{listing: "20280229", certificate: "20270701"}},
		{"today is the last day", "2023-01-01–2026-11-23", "2026-11-23", map[string]string{listing: "20261123", certificate: "20261123"}, map[string]string{listing: "20261123", certificate: "20261123"}},
		{"yesterday was", "2023-01-01–2026-11-22", "2026-11-22", map[string]string{}, map[string]string{}},
		{"within the horizon, and beyond", "2023-01-01–2028-11-22", "2028-11-23", map[string]string{listing: "20281122"}, map[string]string{listing: "20281122"}},
		{"no end", "2023-01-01–", "", map[string]string{}, map[string]string{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			records := vocabulary()
			records.Manufacturers = []*register.Manufacturer{{Meta: id("acme"), Name: "Acme"}, {Meta: id("idle"), Name: "Idle"}}
			records.Listings = []*register.Listing{{Meta: id("acme/box"), Manufacturer: "acme", Model: "Box 13", EntityType: "client", Periods: periods(test.period)}}
			records.Certificates = []*register.Certificate{{Meta: id("lab/1"), Number: "LAB-1", CertifyingBody: "lab", CertificationDate: date("2023-01-01"), Expiry: date(test.expiry), Listings: []string{"acme/box"}}}
			c, err := newCatalogue(Options{Register: newRegister(t, records), On: day})
			if err != nil {
				t.Fatal(err)
			}
			got := feedFiles(t, c)
			if diff := cmp.Diff(test.whole, eventsOf(got["expiring.ics"])); diff != "" {
				t.Errorf("the register (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.manufacturer, eventsOf(got["manufacturers/acme/expiring.ics"])); diff != "" {
				t.Errorf("the manufacturer (-want +got):\n%s", diff)
			}
			if len(got) != 2 {
				t.Errorf("%d files, want 2: a manufacturer without listings has no calendar", len(got))
			}
		})
	}
}

// An event was revised when its record was, and where that is not known, when the
// register was.
func TestCalendarStamps(t *testing.T) {
	t.Parallel()
	records := vocabulary()
	records.Manufacturers = []*register.Manufacturer{{Meta: id("acme"), Name: "Acme"}}
	known := id("acme/known")
	known.UpdatedAt = time.Date(2026, 3, 1, 1, 2, 3, 0, time.UTC)
	for _, meta := range []register.Meta{known, id("acme/unknown")} {
		records.Listings = append(records.Listings, &register.Listing{Meta: meta, Manufacturer: "acme", Model: "Box", EntityType: "client", Periods: periods("2023-01-01–2027-12-31")})
	}
	for _, test := range []struct {
		version register.Version
		want    string
	}{
		{register.Version{ID: "v1", Time: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, "20261101T000000Z"},
		{register.Version{ID: "v1"}, "20261122T130000Z"}, // the beginning of the day in Sydney
	} {
		r, err := register.New(copyOf(records), test.version)
		if err != nil {
			t.Fatal(err)
		}
		c, err := newCatalogue(Options{Register: r, On: day})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range eventLine.FindAllStringSubmatch(feedFiles(t, c)["expiring.ics"], -1) {
			if m[1] == "DTSTAMP" {
				got = append(got, m[2])
			}
		}
		if diff := cmp.Diff([]string{"20260301T010203Z", test.want}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// BenchmarkFeeds writes all feeds of a register of n listings with a revision for every
// fifth one.
func BenchmarkFeeds(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := feedCatalogue(b, state{"2026-01-01T00:00:00Z", "Import", manyRecords(n)})
			prolong(b, c, n)
			dir := b.TempDir()
			for _, p := range c.pages {
				if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(p.Path)), 0o755); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if err := writeFeeds(c, safefile.NewTree(dir, "").Write); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(c.journal.Lines)), "lines")
			b.ReportMetric(float64(len(files(b, dir))), "files")
		})
	}
}

// prolong gives the catalogue a longer history: every listing extended, five in each
// revision.
func prolong(b *testing.B, c *Catalogue, n int) {
	h := &register.History{Revisions: []register.Revision{c.journal.Revisions[0].Revision}}
	for rec := range c.register.All() {
		h.Versions = append(h.Versions, register.RecordVersion{Seq: 1, Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
	for i, l := range c.register.Listings {
		seq := 2 + i/5
		if i%5 == 0 {
			h.Revisions = append(h.Revisions, register.Revision{Seq: seq, Commit: fmt.Sprintf("%040x", seq), Time: time.Date(2026, 2, 1, 0, seq, 0, 0, time.UTC), Summary: "Extend"})
		}
		extended := *l
		extended.Periods = slices.Clone(l.Periods)
		extended.Periods[1].To = extended.Periods[1].To.AddDays(365)
		h.Versions = append(h.Versions, register.RecordVersion{Seq: seq, Kind: register.Listings, ID: l.ID, Record: &extended})
	}
	c.journal = newJournalIndex(journal.ContentsOf(h, c.register.Location()), c.register.Location())
	if len(c.journal.Lines) < 2*n {
		b.Fatalf("%d lines", len(c.journal.Lines))
	}
}
