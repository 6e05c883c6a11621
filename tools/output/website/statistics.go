package website

import (
	"time"

	"opencec/tools/register"
)

const statisticsPath = "/statistics/"

// Limits of the charts.
const (
	monthsBehind = 36 // of certifications
	monthsAhead  = 24 // of expiries
	yearsShown   = 36 // of certifications, if they go back further
	barsShown    = 15
)

// A StatisticsPage has the charts of the page of statistics.
type StatisticsPage struct {
	Sample  bool // the numbers include sample data
	Figures []*Figure
}

func (c *Catalogue) addStatistics() {
	c.addPage(&Page{
		Path: statisticsPath, Title: "Statistics", Layout: layoutStatistics, Trail: c.trail(),
		Description: "The register in numbers: listings by device class, status and manufacturer, certifications, expiries, test profiles and how complete the data is.",
		data:        func() any { return c.statistics() },
	})
}

func (c *Catalogue) statistics() StatisticsPage {
	t := c.census()
	figures := []*Figure{c.classFigure(t)}
	if c.HasCertificates() {
		figures = append(figures, c.monthsFigure(t), c.yearsFigure(t))
	}
	figures = append(figures, c.expiriesFigure(t))
	if c.HasCertificates() {
		figures = append(figures, c.profilesFigure(t))
	}
	figures = append(figures, c.manufacturersFigure(t), c.fieldsFigure(t), c.attributesFigure(t))
	page := StatisticsPage{Sample: t.sample+t.certificate.sample > 0}
	for _, f := range figures {
		if f != nil {
			page.Figures = append(page.Figures, f)
		}
	}
	return page
}

// A month is a calendar month, counted from January of the year 0.
type month int

func monthOf(d register.Date) month {
	t := d.Time()
	return month(t.Year()*12 + int(t.Month()) - 1)
}

func (m month) first() time.Time {
	return time.Date(int(m)/12, time.Month(m%12)+1, 1, 0, 0, 0, 0, time.UTC)
}
func (m month) year() int      { return int(m) / 12 }
func (m month) String() string { return m.first().Format("January 2006") }

// noClass is the key for listings without a device class.
const noClass = ""

// A census has the counts for all charts, from one pass over the listings and one over the
// certificates.
type census struct {
	classes     map[string]map[register.Status]int // by id of the class
	statuses    map[register.Status]int
	profiles    map[string]int // listings with a current certificate that names it
	profiled    int            // listings with a current certificate that names any
	certified   map[month]int  // certificates by the month of their certification
	ends        [monthsAhead]struct{ listings, certificates int }
	endLater    int // of both kinds
	endNever    int // likewise
	fields      []fieldCount
	attributes  map[attributeKey]int // listings that have it
	ofClass     map[string]int
	listings    int
	certificate struct{ all, sample int }
	sample      int // listings
}

// An attributeKey identifies an attribute of a device class.
type attributeKey struct{ class, attribute string }

func (c *Catalogue) census() *census {
	t := &census{
		classes: map[string]map[register.Status]int{}, statuses: map[register.Status]int{},
		profiles: map[string]int{}, certified: map[month]int{}, fields: completenessFields(),
		attributes: map[attributeKey]int{}, ofClass: map[string]int{},
	}
	for _, row := range c.sorted {
		t.listing(row.listing, row.Status.ID, c.on)
		t.attained(c.register.CertificatesOf(row.listing.ID), c.on)
	}
	for _, certificate := range c.register.Certificates {
		t.countCertificate(certificate, c.on)
	}
	return t
}

// listing counts a listing with its status on the day.
func (t *census) listing(l *register.Listing, status register.Status, day register.Date) {
	t.listings++
	if l.Sample {
		t.sample++
	}
	t.statuses[status]++
	if len(l.DeviceClasses) == 0 {
		t.inClass(noClass, status)
	}
	for class, attributes := range l.DeviceClasses {
		t.inClass(class, status)
		for attribute := range attributes {
			t.attributes[attributeKey{class, attribute}]++
		}
	}
	for i := range t.fields {
		t.fields[i].count(l)
	}
	if status == register.StatusActive {
		t.end(l.ListedUntil(day), day, 1, 0)
	}
}

func (t *census) inClass(class string, status register.Status) {
	if t.classes[class] == nil {
		t.classes[class] = map[register.Status]int{}
	}
	t.classes[class][status]++
	t.ofClass[class]++
}

// attained counts the test profiles that a listing has attained by current certificates.
func (t *census) attained(certificates []*register.Certificate, day register.Date) {
	seen := map[string]bool{}
	for _, certificate := range certificates {
		if len(certificate.TestProfiles) == 0 || certificate.StatusOn(day) != register.CertificateCurrent {
			continue
		}
		for _, profile := range certificate.TestProfiles {
			if !seen[profile] {
				seen[profile] = true
				t.profiles[profile]++
			}
		}
	}
	if len(seen) > 0 {
		t.profiled++
	}
}

func (t *census) countCertificate(certificate *register.Certificate, day register.Date) {
	t.certificate.all++
	if certificate.Sample {
		t.certificate.sample++
	}
	if !certificate.CertificationDate.IsZero() {
		t.certified[monthOf(certificate.CertificationDate)]++
	}
	if certificate.StatusOn(day) == register.CertificateCurrent {
		t.end(currentUntil(certificate, day), day, 0, 1)
	}
}

// end counts a last day, of a listing or of a certificate.
func (t *census) end(last, day register.Date, listings, certificates int) {
	if last.IsZero() {
		t.endNever += listings + certificates
		return
	}
	ahead := int(monthOf(last) - monthOf(day))
	if ahead >= monthsAhead {
		t.endLater += listings + certificates
		return
	}
	t.ends[ahead].listings += listings
	t.ends[ahead].certificates += certificates
}
