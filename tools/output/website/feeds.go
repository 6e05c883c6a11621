package website

import (
	"net/url"
	"runtime"
	"slices"
	"sort"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"opencec/tools/base/spelling"
	"opencec/tools/history/change"
	"opencec/tools/output/feed"
	"opencec/tools/register"
)

// Feeds and calendars are beside the page that they are about: the register's beside the home page,
// and those of manufacturers and device classes beside their pages, such as
// /manufacturers/tesla/changes.atom.
//
// A site with a history has feeds of changes for the register and for each manufacturer and device
// class, even if nothing has changed yet. There are calendars for the register and for each
// manufacturer with listings, even if nothing ends soon: subscribers must always find the file.
const (
	atomName     = "changes.atom"
	jsonFeedName = "changes.json"
	calendarName = "expiring.ics"
)

// maxFeedEntries is the most entries of a feed. Programs fetch a feed about every hour, in which far
// less happens, and the file changes.ndjson has everything.
const maxFeedEntries = 50

// maxRevisionEntries is the most changes of one revision that are entries of their own. More become
// one entry, so that an imported list does not flood readers.
const maxRevisionEntries = 20

// feedLanguage is the language of the site: see locale in site/hugo.toml.
const feedLanguage = "en-AU"

// A FeedLink links to a feed of changes or to a calendar.
//
// In the head of pages, for programs:
//
//	{{- range site.Params.catalogue.RegisterFeeds }}
//	<link rel="alternate" type="{{ .Type }}" title="{{ .Title }}" href="{{ .Href }}">
//	{{- end }}
//
// RegisterFeeds is for the home page and the pages of changes and expiries. PageFeeds is for all
// other pages: it returns links for the pages of manufacturers and device classes. In the text, for
// people:
//
//	{{ range site.Params.catalogue.PageFeeds $page }}<a href="{{ .Href }}" type="{{ .Type }}">{{ .Name }}</a> {{ end }}
//
// IsCalendar distinguishes the two kinds.
type FeedLink struct {
	Name  string // "Atom", "JSON Feed", "Calendar"
	Title string // "Changes: Tesla – Register of listings"
	Type  string // media type
	Href  string
}

// IsCalendar reports whether the link is to a calendar rather than a feed.
func (l FeedLink) IsCalendar() bool { return l.Type == feed.CalendarType }

// RegisterFeeds returns the feeds of the whole register.
func (c *Catalogue) RegisterFeeds() []FeedLink { return c.feedLinks(c.wholeTopic()) }

// PageFeeds returns the feeds of a page about a manufacturer or device class, and nil for other
// pages.
func (c *Catalogue) PageFeeds(p *Page) []FeedLink {
	if p == nil || p.record == nil || !hasFeeds(p.record.RecordKind()) {
		return nil
	}
	return c.feedLinks(c.topicOf(p.record))
}

func (c *Catalogue) feedLinks(t *feedTopic) []FeedLink {
	var links []FeedLink
	if c.journal != nil {
		title := t.title("Changes", c.Title)
		links = append(links,
			FeedLink{"Atom", title, feed.AtomType, c.Href(t.path + atomName)},
			FeedLink{"JSON Feed", title, feed.JSONType, c.Href(t.path + jsonFeedName)})
	}
	if t.hasCalendar {
		links = append(links, FeedLink{"Calendar", t.title("Expires next", c.Title), feed.CalendarType, c.Href(t.path + calendarName)})
	}
	return links
}

// A feedTopic is the subject of feeds: the register, a manufacturer or a device class.
type feedTopic struct {
	path        string // of its page, with a slash at the end
	name        string // "" for the register
	hasCalendar bool
	lines       []int // indices of the journal's lines, the oldest first
	events      []feed.Event
}

// title returns the title of a feed: what it has, of which topic and register.
func (t *feedTopic) title(what, register string) string {
	if t.name != "" {
		what += ": " + t.name
	}
	return what + " – " + register
}

func (c *Catalogue) wholeTopic() *feedTopic { return &feedTopic{path: "/", hasCalendar: true} }

// hasFeeds reports whether records of the kind have feeds.
func hasFeeds(k register.Kind) bool {
	return k == register.Manufacturers || k == register.DeviceClasses
}

func (c *Catalogue) topicOf(rec register.Record) *feedTopic {
	k, id := rec.RecordKind(), rec.RecordMeta().ID
	return &feedTopic{
		path: register.PagePath(k, id), name: spelling.Printable(rec.RecordName()),
		hasCalendar: k == register.Manufacturers && len(c.register.ListingsOf(id)) > 0,
	}
}

// feeds holds what is needed to write all feeds of a site.
type feeds struct {
	*Catalogue
	host    string // of the register's address
	whole   *feedTopic
	topics  map[register.Ref]*feedTopic // those of records
	entries map[int]feed.Entry          // by the index of the line
}

func newFeeds(c *Catalogue) *feeds {
	f := &feeds{c, hostOf(c.BaseURL), c.wholeTopic(), map[register.Ref]*feedTopic{}, map[int]feed.Entry{}}
	for _, m := range c.register.Manufacturers {
		f.topics[register.Manufacturers.Ref(m.ID)] = c.topicOf(m)
	}
	for _, d := range c.register.DeviceClasses {
		f.topics[register.DeviceClasses.Ref(d.ID)] = c.topicOf(d)
	}
	f.assignEvents()
	if c.journal != nil {
		f.assignLines()
	}
	return f
}

// all returns the topics sorted by path, the register's first.
func (f *feeds) all() []*feedTopic {
	all := []*feedTopic{f.whole}
	for _, t := range f.topics {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *feedTopic) int { return strings.Compare(a.path, b.path) })
	return all
}

// assignLines assigns lines to topics: all lines to the register, and to any other topic those of
// its record, of its listings and of the certificates that cover them.
func (f *feeds) assignLines() {
	classes := map[string][]string{} // of each listing at the time of the line
	for i, l := range f.journal.Lines {
		if !saysSomething(l) {
			continue
		}
		f.whole.lines = append(f.whole.lines, i)
		switch l.Kind {
		case register.Manufacturers, register.DeviceClasses:
			f.assign(i, l.Kind, l.ID)
		case register.Listings:
			f.assignListing(i, l, classes)
		case register.Certificates:
			for _, id := range l.Listings() {
				f.assign(i, register.Manufacturers, manufacturerOf(id))
				f.assignClasses(i, classes[id])
			}
		}
	}
}

// assignListing assigns the line of a listing to its former and present manufacturers and device
// classes.
func (f *feeds) assignListing(i int, l change.Line, classes map[string][]string) {
	for _, id := range []string{l.ID, l.FormerID, l.MovedTo} {
		if id != "" {
			f.assign(i, register.Manufacturers, manufacturerOf(id))
			f.assignClasses(i, classes[id])
		}
	}
	if listing, ok := l.After.(*register.Listing); ok {
		now := make([]string, 0, len(listing.DeviceClasses))
		for class := range listing.DeviceClasses {
			now = append(now, class)
		}
		classes[l.ID] = now
		f.assignClasses(i, now)
	}
}

// manufacturerOf returns the manufacturer's id in the id of a listing.
func manufacturerOf(listing string) string {
	manufacturer, _, _ := strings.Cut(listing, "/")
	return manufacturer
}

func (f *feeds) assignClasses(i int, classes []string) {
	for _, class := range classes {
		f.assign(i, register.DeviceClasses, class)
	}
}

// assign assigns a line once to the topic of a record, under the record's current id. A deleted
// record has no topic.
func (f *feeds) assign(i int, k register.Kind, id string) {
	t := f.topics[k.Ref(f.currentID(k, id))]
	if t == nil {
		return
	}
	if n := len(t.lines); n == 0 || t.lines[n-1] != i {
		t.lines = append(t.lines, i)
	}
}

// news returns the newest entries of a topic.
func (f *feeds) news(t *feedTopic) []feed.Entry {
	var entries []feed.Entry
	for rest := t.lines; len(rest) > 0 && len(entries) < maxFeedEntries; {
		newest := f.journal.Lines[rest[len(rest)-1]].Seq
		first := sort.Search(len(rest), func(i int) bool { return f.journal.Lines[rest[i]].Seq >= newest })
		lines := rest[first:]
		rest = rest[:first]
		if len(lines) > maxRevisionEntries {
			entries = append(entries, f.revisionEntry(t, lines))
			continue
		}
		for _, i := range lines {
			entries = append(entries, f.entry(i))
		}
	}
	return entries[:min(len(entries), maxFeedEntries)]
}

// feed returns the feed of a topic. Its time is that of its newest entry.
func (f *feeds) feed(t *feedTopic) feed.Feed {
	entries := f.news(t)
	updated := f.versionTime()
	if len(entries) > 0 {
		updated = entries[0].Updated
	}
	home := f.BaseURL + changesPath
	if t != f.whole {
		home = f.BaseURL + t.path
	}
	return feed.Feed{
		ID: f.tag("feeds" + t.path + "changes"), Title: t.title("Changes", f.Title), Subtitle: "What was added, extended, suspended or ended, and when.",
		Home: home, Language: feedLanguage, Author: f.publisher(), Rights: f.Licence.Name, Updated: updated, Entries: entries,
	}
}

func (c *Catalogue) publisher() string {
	if c.Publisher != "" {
		return c.Publisher
	}
	return c.Title
}

// versionTime returns the time for entries and events that have none of their own.
func (c *Catalogue) versionTime() time.Time {
	if !c.version.Time.IsZero() {
		return c.version.Time
	}
	return register.StartOf(c.on, c.register.Location())
}

// tagYear is the date in the tag URIs of ids (RFC 4151). It is part of every id and never changes.
const tagYear = "2026"

// tag returns the tag URI for a name.
func (f *feeds) tag(name string) string {
	return "tag:" + f.host + "," + tagYear + ":" + strings.Trim(f.Base+name, "/")
}

// hostOf returns the host of an address that newCatalogue has validated.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic("website: newCatalogue let the address " + address + " pass: " + err.Error())
	}
	return strings.ToLower(u.Hostname())
}

// writeFeeds writes the feeds and calendars of all topics.
func writeFeeds(c *Catalogue, save saveFunc) error {
	f := newFeeds(c)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, t := range f.all() {
		if c.journal != nil {
			news := f.feed(t) // not concurrently, because topics share entries
			g.Go(func() error { return f.writeNews(save, t, news) })
		}
		if t.hasCalendar {
			g.Go(func() error { return f.writeCalendar(save, t) })
		}
	}
	return g.Wait()
}

func (f *feeds) writeNews(save saveFunc, t *feedTopic, news feed.Feed) error {
	atom, err := news.Atom(f.BaseURL + t.path + atomName)
	if err != nil {
		return err
	}
	if err := save(beside(t.path, atomName), atom); err != nil {
		return err
	}
	text, err := news.JSON(f.BaseURL + t.path + jsonFeedName)
	if err != nil {
		return err
	}
	return save(beside(t.path, jsonFeedName), text)
}

func (f *feeds) writeCalendar(save saveFunc, t *feedTopic) error {
	text, err := f.calendar(t).ICalendar()
	if err != nil {
		return err
	}
	return save(beside(t.path, calendarName), text)
}

// beside returns the path, from the root of the site, of a file in the folder of a page.
func beside(page, name string) string { return strings.TrimPrefix(page, "/") + name }
