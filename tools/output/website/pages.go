package website

import (
	"cmp"
	"fmt"
	"slices"

	"opencec/tools/register"
)

// Names of the layouts in site/layouts/_partials/pages.
const (
	layoutListings       = "listings"
	layoutListing        = "listing"
	layoutCertificates   = "certificates"
	layoutCertificate    = "certificate"
	layoutOrganisations  = "organisations" // manufacturers, certifying bodies
	layoutManufacturer   = "manufacturer"
	layoutCertifyingBody = "certifying-body"
	layoutTerms          = "terms" // device classes, entity types, statuses
	layoutDeviceClass    = "device-class"
	layoutEntityType     = "entity-type"
	layoutTestProfiles   = "test-profiles"
	layoutTestProfile    = "test-profile"
	layoutListingStatus  = "status"
	layoutChanges        = "changes"
	layoutExpiring       = "expiring"
	layoutFacet          = "facet"
	layoutStatistics     = "statistics"
	layoutDataModel      = "data-model"
	layoutCompare        = "compare"
	layoutLists          = "lists"
	layoutList           = "list"
)

// Addresses of the overviews.
var (
	listingsPath = overviewPath(register.Listings)
	statusesPath = "/statuses/"
)

func overviewPath(k register.Kind) string       { return "/" + k.Folder() + "/" }
func statusPath(s register.Status) string       { return statusesPath + string(s) + "/" }
func (c *Catalogue) home() Link                 { return Link{"Home", c.Base} }
func (c *Catalogue) trail(links ...Link) []Link { return append([]Link{c.home()}, links...) }
func (c *Catalogue) overview(k register.Kind) Link {
	return Link{kindHeading(k), c.Href(overviewPath(k))}
}

// A MenuEntry is a link to a section of the site.
type MenuEntry struct{ Section, Text string }

// Menu returns the main menu.
func (c *Catalogue) Menu() []MenuEntry {
	menu := []MenuEntry{{"listings", "Listings"}, {"manufacturers", "Manufacturers"}}
	if c.HasCertificates() {
		menu = append(menu, MenuEntry{"certificates", "Certificates"}, MenuEntry{"test-profiles", "Test profiles"})
	}
	menu = append(menu, MenuEntry{"expiring", "Expires next"})
	if c.HasChanges() {
		menu = append(menu, MenuEntry{"changes", "Changes"})
	}
	return append(menu, MenuEntry{"downloads", "Downloads"}, MenuEntry{"api", "API"}, MenuEntry{"guides", "Guides"}, MenuEntry{"about", "About"})
}

// ContentTrail returns the trail of a page in site/content. The page's front matter names the section
// of the menu that it is under, or "".
func (c *Catalogue) ContentTrail(under string) ([]Link, error) {
	if under == "" {
		return c.trail(), nil
	}
	menu := c.Menu()
	i := slices.IndexFunc(menu, func(e MenuEntry) bool { return e.Section == under })
	if i < 0 {
		return nil, fmt.Errorf("a page says under: %s, which is no section of the menu, such as api or guides", under)
	}
	return c.trail(Link{menu[i].Text, c.Href(under + "/")}), nil
}

// kindHeading returns the heading of a kind's overview.
func kindHeading(k register.Kind) string {
	switch k {
	case register.EntityTypes:
		return "Types of listings"
	case register.Lists:
		return "Official lists"
	}
	return capitalise(k.Plural())
}

// addPage adds a page to the site.
func (c *Catalogue) addPage(p *Page) {
	p.Key = fmt.Sprintf("data/%07d", len(c.pages))
	c.byKey[p.Key] = p
	c.pages = append(c.pages, p)
}

// addRecord adds the page of a record, with redirects from its former addresses.
func (c *Catalogue) addRecord(rec register.Record, p Page, data func() any) {
	c.addPage(c.recordPage(rec, p, data))
}

func (c *Catalogue) recordPage(rec register.Record, p Page, data func() any) *Page {
	k, id := rec.RecordKind(), rec.RecordMeta().ID
	p.Path = register.PagePath(k, id)
	p.Alternate = c.jsonHref(k, id)
	p.record, p.data = rec, data
	if p.Trail == nil {
		p.Trail = c.trail(c.overview(k))
	}
	for _, former := range rec.FormerIDList() {
		p.Aliases = append(p.Aliases, register.PagePath(k, former))
	}
	return &p
}

// addList adds the pages of a list; the first page is first.
func addList[R any](c *Catalogue, first *Page, rows []R, data func(List[R]) any) {
	lists := paginate(rows, c.Href(first.Path))
	for i, list := range lists {
		p := *first
		if i > 0 {
			p.Path = first.Path + pagePath(i+1)
			p.Title = fmt.Sprintf("%s – page %d of %d", first.Title, i+1, len(lists))
			p.Aliases = nil
		}
		p.data = func() any { return data(list) }
		c.addPage(&p)
	}
}

func (c *Catalogue) addPages() {
	c.addListings()
	c.addStatuses()
	c.addCertificates()
	c.addManufacturers()
	c.addCertifyingBodies()
	c.addDeviceClasses()
	c.addEntityTypes()
	c.addTestProfiles()
	c.addLists()
	c.addFacetPages()
	c.addExpiring()
	c.addStatistics()
	c.addChanges()
}

func (c *Catalogue) addListings() {
	facets := c.facets()
	addList(c, &Page{
		Path: listingsPath, Title: "Listings", Layout: layoutListings, Trail: c.trail(),
		Description: "All listings of the register, with their status: search them, or choose by manufacturer, device class, type, test profile, CSIP-AUS version, deployment and status.",
	}, c.sorted, func(list List[*ListingRow]) any { return ListingsPage{facets, list} })
	for _, l := range c.register.Listings {
		row := c.rows[l.ID]
		c.addRecord(l, Page{
			Title: row.Manufacturer + " " + row.Model, Layout: layoutListing,
			Description: fmt.Sprintf("%s by %s, on %s: %s Listing periods, certificates and attributes.", row.Model, row.Manufacturer, c.On.Text, row.verdict.Headline),
			Trail:       c.trail(c.overview(register.Listings), Link{row.Manufacturer, row.ManufacturerHref}),
		}, func() any { return c.listingPage(l) })
	}
}

func (c *Catalogue) addStatuses() {
	c.addPage(&Page{
		Path: statusesPath, Title: "What the statuses mean", Layout: layoutTerms, Trail: c.trail(),
		Description: "The statuses of listings in plain words, and how many listings are in each.",
		data:        func() any { return c.statusTerms() },
	})
	for _, s := range c.statuses {
		rows := c.rowsWhere(func(row *ListingRow) bool { return row.Status.ID == s.ID })
		addList(c, &Page{
			Path: statusPath(s.ID), Title: s.Name + " listings", Layout: layoutListingStatus,
			Description: s.Meaning, Trail: c.trail(Link{"Statuses", c.Href(statusesPath)}),
		}, rows, func(list List[*ListingRow]) any { return StatusPage{s, list} })
	}
}

func (c *Catalogue) addCertificates() {
	rows := make([]*CertificateRow, len(c.register.Certificates))
	for i, certificate := range c.register.Certificates {
		rows[i] = c.certificates[certificate.ID]
	}
	slices.SortStableFunc(rows, func(a, b *CertificateRow) int {
		return cmp.Compare(b.Certified.ISO, a.Certified.ISO)
	})
	tally := tallyCertificates(rows)
	addList(c, &Page{
		Path: overviewPath(register.Certificates), Title: "Certificates", Layout: layoutCertificates, Trail: c.trail(),
		Description: "All conformance certificates of the register, the newest first.",
	}, rows, func(list List[*CertificateRow]) any { return CertificatesPage{tally, list} })
	for _, certificate := range c.register.Certificates {
		body := c.register.CertifyingBody(certificate.CertifyingBody)
		c.addRecord(certificate, Page{
			Title: "Certificate " + certificate.Number, Layout: layoutCertificate,
			Description: fmt.Sprintf("Certificate %s, issued by %s: status, test profiles attained and listings covered.", certificate.Number, body.Name),
			Trail:       c.trail(c.overview(register.Certificates), Link{body.Name, c.recordHref(register.CertifyingBodies, body.ID)}),
		}, func() any { return c.certificatePage(certificate) })
	}
}

func (c *Catalogue) addManufacturers() {
	groups := groupByLetter(c.register.Manufacturers, func(m *register.Manufacturer) OrganisationRow {
		return OrganisationRow{m.Name, c.recordHref(register.Manufacturers, m.ID), len(c.register.ListingsOf(m.ID)), "listing"}
	})
	c.addPage(&Page{
		Path: overviewPath(register.Manufacturers), Title: "Manufacturers", Layout: layoutOrganisations, Trail: c.trail(),
		Description: "Manufacturers from A to Z, with the number of their listings.",
		data:        func() any { return groups },
	})
	for _, m := range c.register.Manufacturers {
		rows := make([]*ListingRow, 0, len(c.register.ListingsOf(m.ID)))
		for _, l := range c.register.ListingsOf(m.ID) {
			rows = append(rows, c.rows[l.ID])
		}
		slices.SortFunc(rows, compareRows)
		head := c.manufacturerHead(m, rows)
		page := c.recordPage(m, Page{
			Title: m.Name, Layout: layoutManufacturer,
			Description: fmt.Sprintf("%s: %s of the register, with status and certificates.", m.Name, register.CountOf(len(rows), "listing")),
			// People try the address of the folder of its listings.
			Aliases: []string{listingsPath + m.ID + "/"},
		}, nil)
		addList(c, page, rows, func(list List[*ListingRow]) any { return ManufacturerPage{head, list} })
	}
}

func (c *Catalogue) addCertifyingBodies() {
	groups := groupByLetter(c.register.CertifyingBodies, func(b *register.CertifyingBody) OrganisationRow {
		return OrganisationRow{b.Name, c.recordHref(register.CertifyingBodies, b.ID), len(c.register.IssuedBy(b.ID)), "certificate"}
	})
	c.addPage(&Page{
		Path: overviewPath(register.CertifyingBodies), Title: "Certifying bodies", Layout: layoutOrganisations, Trail: c.trail(),
		Description: "Who has issued the certificates of the register.",
		data:        func() any { return groups },
	})
	for _, b := range c.register.CertifyingBodies {
		rows := make([]*CertificateRow, 0, len(c.register.IssuedBy(b.ID)))
		for _, certificate := range c.register.IssuedBy(b.ID) {
			rows = append(rows, c.certificates[certificate.ID])
		}
		head := c.certifyingBodyHead(b, rows)
		page := c.recordPage(b, Page{
			Title: b.Name, Layout: layoutCertifyingBody,
			Description: fmt.Sprintf("%s: %s of the register.", b.Name, register.CountOf(len(rows), "certificate")),
		}, nil)
		addList(c, page, rows, func(list List[*CertificateRow]) any { return CertifyingBodyPage{head, list} })
	}
}

func (c *Catalogue) addDeviceClasses() {
	terms := Terms{Intro: "A device class is a kind of distributed energy resource, with the attributes that a listing can give for it."}
	for _, d := range c.register.DeviceClasses {
		rows := c.rowsWhere(func(row *ListingRow) bool { _, has := row.listing.DeviceClasses[d.ID]; return has })
		terms.Terms = append(terms.Terms, Term{d.Name, c.recordHref(register.DeviceClasses, d.ID), d.Description, len(rows)})
		head := c.deviceClassHead(d, rows)
		page := c.recordPage(d, Page{
			Title: d.Name, Layout: layoutDeviceClass,
			Description: cmp.Or(firstLine(d.Description), fmt.Sprintf("Listings of the device class %s.", d.Name)),
		}, nil)
		addList(c, page, rows, func(list List[*ListingRow]) any { return DeviceClassPage{head, list} })
	}
	c.addPage(&Page{
		Path: overviewPath(register.DeviceClasses), Title: "Device classes", Layout: layoutTerms, Trail: c.trail(),
		Description: "The device classes of the register, their attributes and units.",
		data:        func() any { return terms },
	})
}

func (c *Catalogue) addEntityTypes() {
	terms := Terms{Intro: "What a listing is: a client, a server, or a device that other clients speak for."}
	for _, e := range c.register.EntityTypes {
		rows := c.rowsWhere(func(row *ListingRow) bool { return row.listing.EntityType == e.ID })
		term := Term{e.Name, c.recordHref(register.EntityTypes, e.ID), e.Description, len(rows)}
		terms.Terms = append(terms.Terms, term)
		page := c.recordPage(e, Page{
			Title: e.Name, Layout: layoutEntityType,
			Description: cmp.Or(firstLine(e.Description), fmt.Sprintf("Listings of the type %s.", e.Name)),
		}, nil)
		addList(c, page, rows, func(list List[*ListingRow]) any { return EntityTypePage{term, list} })
	}
	c.addPage(&Page{
		Path: overviewPath(register.EntityTypes), Title: "Types of listings", Layout: layoutTerms, Trail: c.trail(),
		Description: "What a listing can be.",
		data:        func() any { return terms },
	})
}

func (c *Catalogue) addTestProfiles() {
	uses := c.profileUses()
	groups := c.profileGroups(uses)
	c.addPage(&Page{
		Path: overviewPath(register.TestProfiles), Title: "Test profiles", Layout: layoutTestProfiles, Trail: c.trail(),
		Description: "The classes of tests that a certificate can name as attained, in plain words.",
		data:        func() any { return groups },
	})
	for _, p := range c.register.TestProfiles {
		use := uses[p.ID]
		if use == nil {
			use = &profileUse{}
		}
		slices.SortFunc(use.rows, compareRows)
		head := c.profileHead(p, use)
		page := c.recordPage(p, Page{
			Title: p.Name + ": " + p.Title, Layout: layoutTestProfile,
			Description: cmp.Or(firstLine(p.Description), p.Title),
		}, nil)
		addList(c, page, use.rows, func(list List[*ListingRow]) any { return TestProfilePage{head, list} })
	}
}

// rowsWhere returns the matching rows, in the order of lists.
func (c *Catalogue) rowsWhere(match func(*ListingRow) bool) []*ListingRow {
	var rows []*ListingRow
	for _, row := range c.sorted {
		if match(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// jsonHref returns the address of a record's static JSON file.
func (c *Catalogue) jsonHref(k register.Kind, id string) string {
	return c.Href("/api" + register.APIPath(k, id) + ".json")
}
