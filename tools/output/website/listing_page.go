package website

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// seriesShown is the most other models of its series that a listing's page shows.
const seriesShown = 24

// A ListingPage has the values of a listing's page.
type ListingPage struct {
	Row           *ListingRow
	On            Day // the day of the status
	Verdict       Verdict
	AlsoListed    []AlsoListed
	Details       []Detail
	Periods       []PeriodRow
	Classes       []ClassSection
	Certificates  []*CertificateRow
	Attained      []Attainment  // by a current certificate
	Lapsed        []Attainment  // only by certificates that are not current
	Clients       []*ListingRow // that speak for this device
	Devices       []*ListingRow // that this client speaks for
	SameSeries    []*ListingRow
	MoreInSeries  int
	CompareSeries Link // zero if it is the only one of its series
	Aliases       []string
	WhiteLabels   []string
	Notes         []string
	Record        RecordLinks
	Timeline      *Timeline
	DateCheck     DateCheck
}

// An AlsoListed is another listing of the same product.
type AlsoListed struct {
	Row     *ListingRow
	As      []string // device classes that only this listing has
	Compare string   // address of the comparison of the two
}

// A Detail is a fact with its label. Note explains the value.
type Detail struct {
	Label string
	Value string
	Href  string
	Note  string
}

// A PeriodRow is a period, suspension, ending or absence of a listing.
type PeriodRow struct {
	Kind   string          // "Listed", "Suspended", "Delisted", "Withdrawn", "Not in the list …"
	Status register.Status // or notInList
	From   Day
	To     Day    // the last day; zero while open
	Open   string // the text in place of the last day while open
	Reason string
	Source string // an address, or ""
}

// A ClassSection is a device class with a listing's attributes.
type ClassSection struct {
	Name       string
	Href       string
	Attributes []AttributeDetail
	Missing    string // attributes that are not recorded
	// NeedsInverter reports whether the product needs an inverter that is another listing.
	NeedsInverter bool
}

// RecordLinks has links to a record's other forms and to its sources.
type RecordLinks struct {
	ID       string
	JSON     string
	File     string // path in the repository
	FileHref string // "" if the repository is not known
	Sources  []SourceRow
	Updated  Day
	Contribution
}

// A SourceRow is a source of facts.
type SourceRow struct {
	Text      string
	Href      string // "" if the address is not on the web
	Retrieved Day
}

func (c *Catalogue) listingPage(l *register.Listing) *ListingPage {
	page := &ListingPage{
		Row: c.rows[l.ID], On: c.On, Verdict: c.verdict(l),
		AlsoListed: c.alsoListed(l), Details: c.listingDetails(l), Periods: c.periodRows(l),
		Classes: c.classSections(l),
		Clients: c.rowsOf(c.register.ClientsOf(l.ID)), Aliases: l.Aliases, Notes: paragraphs(l.Notes),
		Record:   c.recordLinks(l, l.Sources),
		Timeline: listingTimeline(l, c.register.CertificatesOf(l.ID), c.on), DateCheck: c.dateCheck(l),
	}
	for _, id := range l.Devices {
		page.Devices = append(page.Devices, c.rows[id])
	}
	for _, certificate := range c.register.CertificatesOf(l.ID) {
		page.Certificates = append(page.Certificates, c.certificates[certificate.ID])
	}
	page.Attained, page.Lapsed = c.attainments(l)
	for _, w := range l.WhiteLabels {
		page.WhiteLabels = append(page.WhiteLabels, strings.TrimSpace(w.Brand+" "+cmp.Or(w.Model, l.Model)))
	}
	page.SameSeries, page.MoreInSeries = c.othersOfSeries(l)
	page.CompareSeries = c.compareSeries(page.Row, page.SameSeries)
	return page
}

// alsoListed returns the other listings of the same product.
func (c *Catalogue) alsoListed(l *register.Listing) []AlsoListed {
	var list []AlsoListed
	for _, row := range c.products[productOf(l)] {
		if row.ID == l.ID {
			continue
		}
		var as []string
		for _, class := range slices.Sorted(maps.Keys(row.listing.DeviceClasses)) {
			if _, same := l.DeviceClasses[class]; !same {
				as = append(as, c.classNames[class])
			}
		}
		list = append(list, AlsoListed{row, as, c.compareHref(l.ID, row.ID)})
	}
	return list
}

// othersOfSeries returns the first other listings of a listing's series, and how many more there are.
// It does not look at the rest, because a series can have thousands.
func (c *Catalogue) othersOfSeries(l *register.Listing) (others []*ListingRow, more int) {
	series := c.series[seriesOf(l)]
	for _, row := range series[:min(len(series), seriesShown+1)] {
		if row.ID != l.ID && len(others) < seriesShown {
			others = append(others, row)
		}
	}
	return others, max(0, len(series)-1-len(others))
}

func (c *Catalogue) rowsOf(listings []*register.Listing) []*ListingRow {
	rows := make([]*ListingRow, len(listings))
	for i, l := range listings {
		rows[i] = c.rows[l.ID]
	}
	return rows
}

// listingDetails returns the known facts.
func (c *Catalogue) listingDetails(l *register.Listing) []Detail {
	entity, title := c.register.EntityType(l.EntityType), fieldTitles(register.Listings)
	details := []Detail{
		{title("manufacturer"), c.rows[l.ID].Manufacturer, c.rows[l.ID].ManufacturerHref, ""},
		{title("brand"), l.Brand, "", ""},
		{title("series"), l.Series, "", ""},
		{title("model"), l.Model, "", ""},
		{title("entity_type"), entity.Name, c.recordHref(register.EntityTypes, entity.ID), firstLine(entity.Description)},
		{title("deployment"), deploymentName(l.Deployment), "", deploymentMeaning[l.Deployment]},
		{title("certificate_type"), capitalise(l.CertificateType), "", certificateTypeMeaning[l.CertificateType]},
		{title("csip_aus_version"), l.CSIPAUSVersion, "", ""},
		{title("software"), softwareText(l.Software), "", ""},
		{title("hardware"), l.Hardware, "", ""},
		{title("jurisdictions"), join(l.Jurisdictions), "", ""},
	}
	return slices.DeleteFunc(details, func(d Detail) bool { return d.Value == "" })
}

var deploymentMeaning = map[string]string{
	"native":        "The client runs in the device itself.",
	"gateway":       "The client runs in a box on site.",
	"cloud":         "The client runs in the cloud, for many sites.",
	"cloud-gateway": "The client runs in the cloud and reaches the devices through a box on site.",
}

func deploymentName(deployment string) string {
	return capitalise(strings.ReplaceAll(deployment, "-", " with "))
}

var certificateTypeMeaning = map[string]string{
	"device":     "It identifies itself to the utility server as one device.",
	"aggregator": "It identifies itself to the utility server as an aggregator of many.",
}

func softwareText(s *register.Software) string {
	if s == nil {
		return ""
	}
	return strings.TrimSpace(s.Name + " " + s.Versions)
}

// notInList marks an absence from an official list. It is not a status of the register.
const notInList register.Status = "not-in-list"

// periodRows returns the periods, suspensions, ending and absences of a listing, the newest first.
func (c *Catalogue) periodRows(l *register.Listing) []PeriodRow {
	var rows []PeriodRow
	add := func(kind string, status register.Status, from, to register.Date, reason, source string) {
		rows = append(rows, PeriodRow{kind, status, dayOf(from), dayOf(to), "no end date", reason, webAddress(source)})
	}
	for _, p := range l.Periods {
		add("Listed", register.StatusActive, p.From, p.To, "", "")
	}
	for _, s := range l.Suspensions {
		add("Suspended", register.StatusSuspended, s.From, s.To, s.Reason, s.Source)
	}
	if e := l.Delisted; e != nil {
		add("Delisted", register.StatusDelisted, e.On, register.Date{}, e.Reason, e.Source)
	}
	if e := l.Withdrawn; e != nil {
		add("Withdrawn", register.StatusWithdrawn, e.On, register.Date{}, e.Reason, e.Source)
	}
	for _, a := range l.NotInList {
		rows = append(rows, c.absenceRow(a))
	}
	slices.SortStableFunc(rows, func(a, b PeriodRow) int { return cmp.Compare(b.From.ISO, a.From.ISO) })
	return rows
}

func (c *Catalogue) absenceRow(a register.Absence) PeriodRow {
	row := PeriodRow{Kind: "Not in the official list", Status: notInList, From: dayOf(a.Since), Open: "not back so far", Reason: "The reason is not known."}
	if list := c.register.List(a.List); list != nil {
		row.Kind, row.Source = "Not in the list “"+list.Name+"”", webAddress(list.Website)
	}
	if !a.LastSeen.IsZero() {
		row.Reason = "Last seen on " + dayOf(a.LastSeen).Text + ". " + row.Reason
	}
	if !a.Back.IsZero() {
		row.To, row.Reason = dayOf(a.Back.AddDays(-1)), row.Reason+" Back since "+dayOf(a.Back).Text+"."
	}
	return row
}

func (c *Catalogue) classSections(l *register.Listing) []ClassSection {
	var sections []ClassSection
	for _, id := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
		class := c.register.DeviceClass(id)
		section := ClassSection{Name: class.Name, Href: c.recordHref(register.DeviceClasses, id), NeedsInverter: l.NeedsInverter(class)}
		var missing []string
		for _, a := range class.Attributes {
			detail, known := attributeDetail(l, id, a, c.on)
			if !known {
				missing = append(missing, a.Name)
				continue
			}
			section.Attributes = append(section.Attributes, detail)
		}
		section.Missing = join(missing)
		sections = append(sections, section)
	}
	return sections
}

func (c *Catalogue) recordLinks(rec register.Record, sources []register.Source) RecordLinks {
	k, meta := rec.RecordKind(), rec.RecordMeta()
	links := RecordLinks{
		ID: meta.ID, JSON: c.jsonHref(k, meta.ID),
		File: "data/" + source.PathOf(k, meta.ID),
	}
	if c.Repository != "" && webAddress(c.Repository) != "" {
		links.FileHref = c.Repository + "/blob/HEAD/" + links.File
	}
	links.Contribution = c.contribution(rec, links.File)
	if !meta.UpdatedAt.IsZero() {
		links.Updated = dayOf(register.DateIn(meta.UpdatedAt, c.register.Location()))
	}
	for _, s := range sources {
		links.Sources = append(links.Sources, SourceRow{cmp.Or(s.Title, s.URL), webAddress(s.URL), dayOf(s.Retrieved)})
	}
	return links
}
