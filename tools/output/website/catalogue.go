package website

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"opencec/tools/register"
)

// A Catalogue is what layouts know about a register, as site.Params.catalogue. Its fields and the
// methods in frameValues are part of every page. Methods that call readRegister return values that
// change with the register, and pages that use them are rendered in every build.
//
// On, DataDay, SearchIndex and the text of an Age are marks, which a filler replaces: layouts print
// them, and compute nothing from them.
type Catalogue struct {
	Title       string
	Description string
	Publisher   string
	Contact     string
	Repository  string
	Licence     register.Licence
	Notices     []string
	BaseURL     string // without a slash at its end
	Base        string // the path of BaseURL, with a slash at both ends
	TimeZone    string
	On          Day
	MadeBy      string // the version of the program; "" if it is not known
	APIAddress  string // of the register's API; "" if it is not known
	Assets      string // the version of the assets
	SearchIndex string // address of the head of the search index

	version             register.Version
	downloads           []DownloadRow
	schemas             []Schema
	counts              Counts
	examples            Examples
	statuses            []StatusText // of listings, with the number of listings in each
	certificateStatuses []StatusText
	pages               []*Page
	hasReadRegister     atomic.Bool // see readRegister

	register      *register.Register
	project       *project
	on            register.Date
	rows          map[string]*ListingRow     // by the listing's id
	sorted        []*ListingRow              // in the order of lists
	certificates  map[string]*CertificateRow // by the certificate's id
	series        map[seriesKey][]*ListingRow
	products      map[productKey][]*ListingRow
	classNames    map[string]string
	byKey         map[string]*Page
	searchIndex   []searchFile                    // the head first
	reference     *Reference                      // of the API; nil without one
	expiring      map[string]string               // addresses of the months of what expires next, by their names
	journal       *journalIndex                   // nil where no history is known
	factsVersions map[register.Ref][]factsVersion // of listings, by what stands for their ids
}

// Counts are the numbers of the home page, as text.
type Counts struct {
	Listings, Active, Certificates, CurrentCertificates, Manufacturers string
	// AnySample reports whether any listing is sample data.
	AnySample bool
}

// A Page is a page of the site that is made from data.
type Page struct {
	Key         string // identifies it in Hugo
	Path        string // its address from the root of the site: "/listings/tesla/powerwall-2/"
	Title       string
	Description string
	Layout      string
	Trail       []Link   // the pages above it
	Aliases     []string // addresses that redirect to it
	Alternate   string   // address of the same content as JSON

	record register.Record // its subject; nil for lists
	data   func() any
	kept   any // what data has returned, while the page is rendered
}

// Data returns the values for the page's layout. The values of a large site are not in memory at
// once: Data computes them, unless the page is about to be rendered.
func (p *Page) Data() any {
	if p.kept != nil {
		return p.kept
	}
	return p.data()
}

// Section returns the first part of the page's address: "listings".
func (p *Page) Section() string {
	section, _, _ := strings.Cut(strings.Trim(p.Path, "/"), "/")
	return section
}

// A Link leads to another page.
type Link struct {
	Text string
	Href string
}

// beginPages prepares for the pages that a build keeps. HTML of rows that is cached stands for what
// made it: dropping it here, and leaving hasReadRegister set from here on, makes a row that reads the
// register count for every page that shows it.
func (c *Catalogue) beginPages() {
	for _, row := range c.rows {
		row.forget()
		row.InSeries.forget()
	}
	for _, row := range c.certificates {
		row.forget()
		row.Mention.forget()
	}
	c.hasReadRegister.Store(false)
}

// readRegister notes that a page has used a value that is neither its own nor in frameValues.
func (c *Catalogue) readRegister() { c.hasReadRegister.Store(true) }

// Version returns the version of the register.
func (c *Catalogue) Version() register.Version { c.readRegister(); return c.version }

// Downloads returns the files of the folder downloads/.
func (c *Catalogue) Downloads() []DownloadRow { c.readRegister(); return c.downloads }

// Schemas returns the files of the folder schemas/.
func (c *Catalogue) Schemas() []Schema { c.readRegister(); return c.schemas }

// Counts returns the numbers of the home page.
func (c *Catalogue) Counts() Counts { c.readRegister(); return c.counts }

// Examples returns the examples of the page about the API.
func (c *Catalogue) Examples() Examples { c.readRegister(); return c.examples }

// Statuses returns the statuses of listings, with the number of listings in each.
func (c *Catalogue) Statuses() []StatusText { c.readRegister(); return c.statuses }

// CertificateStatuses returns the statuses of certificates, with the number of certificates in each.
func (c *Catalogue) CertificateStatuses() []StatusText {
	c.readRegister()
	return c.certificateStatuses
}

// frameValues returns what layouts get from the catalogue on any page.
func (c *Catalogue) frameValues() []any {
	return []any{
		c.Title, c.Description, c.Publisher, c.Contact, c.Repository, c.Licence, c.Notices, c.BaseURL, c.Base, c.TimeZone,
		c.On, c.MadeBy, c.APIAddress, c.Assets, c.SearchIndex,
		c.HasCertificates(), c.HasChanges(), c.Menu(), c.RegisterFeeds(), c.PagePolicy(), c.DataAge(), c.DataDay(), c.DocumentHref(),
		c.EmptyRow(),
	}
}

// Page returns the page with a key, or nil for a page that people have written, which has no key.
func (c *Catalogue) Page(key any) *Page {
	s, _ := key.(string)
	return c.byKey[s]
}

// HasCertificates reports whether the register has any certificate. If not, pages say nothing about
// certificates, because an empty column would look like a finding.
func (c *Catalogue) HasCertificates() bool { return len(c.register.Certificates) > 0 }

// Href returns the address of a path on this site, below the path of its base URL.
func (c *Catalogue) Href(path string) string { return c.Base + strings.TrimPrefix(path, "/") }

func (c *Catalogue) recordHref(k register.Kind, id string) string {
	return c.Href(register.PagePath(k, id))
}

func newCatalogue(o Options) (*Catalogue, error) {
	r, settings := o.Register, o.Register.Settings
	base, err := url.Parse(settings.BaseURL)
	if err != nil || base.Host == "" || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("the register's base_url %q is not the address of a site, such as https://example.org", settings.BaseURL)
	}
	c := &Catalogue{
		Title: settings.Title, Description: settings.Description, Publisher: settings.Publisher,
		Contact: settings.Contact, Repository: strings.TrimSuffix(settings.Repository, "/"),
		Licence: settings.Licence, Notices: settings.Notices,
		BaseURL: strings.TrimSuffix(settings.BaseURL, "/"), Base: strings.TrimSuffix(base.Path, "/") + "/",
		TimeZone: settings.TimeZone, On: Day{mark(markDayISO), mark(markDayText)}, version: r.Version, schemas: o.Schemas,
		SearchIndex: mark(markSearchIndex),
		MadeBy:      o.MadeBy, APIAddress: strings.TrimSuffix(o.APIAddress, "/"), register: r, on: o.On, byKey: map[string]*Page{}, reference: newReference(o.API),
	}
	if o.Journal != nil {
		c.journal = newJournalIndex(o.Journal, r.Location())
		c.factsVersions = factsVersionsOf(c.journal, r)
	}
	c.examples = c.makeExamples()
	if c.project, err = readProject(o.Site); err != nil {
		return nil, err
	}
	c.Assets = c.project.assetsVersion()
	for _, d := range o.Downloads {
		c.downloads = append(c.downloads, downloadRow(d))
	}
	c.makeRows()
	c.count()
	var group errgroup.Group // the index and the pages only read what has been made so far
	group.Go(func() (err error) {
		c.searchIndex, err = buildSearchIndex(c, cmp.Or(o.searchBlock, searchBlockListings))
		return err
	})
	group.Go(c.addAllPages)
	return c, group.Wait()
}

// addAllPages adds the pages, and checks their addresses.
func (c *Catalogue) addAllPages() error {
	c.addPages()
	if err := c.addCompare(); err != nil {
		return err
	}
	if err := c.addDataModel(); err != nil {
		return fmt.Errorf("the page of the data model: %w", err)
	}
	return c.checkAddresses()
}

// makeRows makes the rows of listings and certificates, which all lists share.
func (c *Catalogue) makeRows() {
	c.classNames = map[string]string{}
	for _, d := range c.register.DeviceClasses {
		c.classNames[d.ID] = cmp.Or(d.ShortName, d.Name)
	}
	c.rows = make(map[string]*ListingRow, len(c.register.Listings))
	c.series = map[seriesKey][]*ListingRow{}
	for _, l := range c.register.Listings {
		row := c.listingRow(l)
		c.rows[l.ID] = row
		c.sorted = append(c.sorted, row)
	}
	slices.SortFunc(c.sorted, compareRows)
	c.certificates = make(map[string]*CertificateRow, len(c.register.Certificates))
	for _, certificate := range c.register.Certificates {
		c.certificates[certificate.ID] = c.makeCertificateRow(certificate)
	}
	c.products = make(map[productKey][]*ListingRow, len(c.sorted))
	for _, row := range c.sorted {
		product := productOf(row.listing)
		c.products[product] = append(c.products[product], row)
		if key := seriesOf(row.listing); key.series != "" {
			c.series[key] = append(c.series[key], row)
		}
	}
}

func (c *Catalogue) count() {
	byStatus := map[register.Status]int{}
	for _, row := range c.sorted {
		byStatus[row.Status.ID]++
		c.counts.AnySample = c.counts.AnySample || row.Sample
	}
	current := map[register.CertificateStatus]int{}
	for _, certificate := range c.register.Certificates {
		current[certificate.StatusOn(c.on)]++
	}
	for _, s := range register.Statuses() {
		text := statusText(s)
		text.Count, text.Href = byStatus[s], c.Href(statusPath(s))
		c.statuses = append(c.statuses, text)
	}
	for _, s := range register.CertificateStatuses() {
		text := certificateStatusText(s)
		text.Count = current[s]
		c.certificateStatuses = append(c.certificateStatuses, text)
	}
	c.counts.Listings = register.FormatCount(len(c.sorted))
	c.counts.Active = register.FormatCount(byStatus[register.StatusActive])
	c.counts.Certificates = register.FormatCount(len(c.register.Certificates))
	c.counts.CurrentCertificates = register.FormatCount(current[register.CertificateCurrent])
	c.counts.Manufacturers = register.FormatCount(len(c.register.Manufacturers))
}

// checkAddresses returns an error for each address that two pages claim. Hugo would silently keep
// only one of them.
func (c *Catalogue) checkAddresses() error {
	owner := map[string]*Page{}
	var errs []error
	claim := func(path string, p *Page) {
		if other, taken := owner[path]; taken {
			errs = append(errs, fmt.Errorf("two pages have the address %s: %s and %s; give one of the records another id", path, other.describe(), p.describe()))
		}
		owner[path] = p
	}
	for _, p := range c.pages {
		claim(p.Path, p)
	}
	for _, p := range c.pages {
		for _, alias := range p.Aliases {
			claim(alias, p)
		}
	}
	return errors.Join(errs...)
}

// describe names the page for an error.
func (p *Page) describe() string {
	if p.record == nil {
		return fmt.Sprintf("the list %q", p.Title)
	}
	return p.record.RecordKind().Name() + " " + p.record.RecordMeta().ID
}
