package website

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A ListingRow is a row of a list of listings.
type ListingRow struct {
	ID               string
	Href             string
	Model            string
	Manufacturer     string
	ManufacturerHref string
	Brand            string // "" if it is the manufacturer's name
	Series           string
	Classes          []Link // short names of its device classes
	EntityType       string
	Status           StatusText
	Summary          string
	Certification    Certification
	Sample           bool
	Facts            string

	verdict register.Verdict
	listing *register.Listing
	sortKey string
	cachedHTML
	InSeries cachedHTML // the HTML of its link on pages of its series
}

func (c *Catalogue) listingRow(l *register.Listing) *ListingRow {
	manufacturer := c.register.Manufacturer(l.Manufacturer)
	row := &ListingRow{
		ID:    l.ID,
		Href:  c.recordHref(register.Listings, l.ID),
		Model: l.Model, Manufacturer: manufacturer.Name,
		ManufacturerHref: c.recordHref(register.Manufacturers, l.Manufacturer),
		Series:           l.Series,
		EntityType:       c.register.EntityType(l.EntityType).Name,
		Status:           statusText(l.StatusOn(c.on)),
		Summary:          statusSummary(l, c.on),
		Certification:    Certification(register.CertificationOn(c.register.CertificatesOf(l.ID), c.on)),
		Sample:           l.Sample,
		verdict:          c.register.Verdict(l, c.on),
		Facts:            c.facts(l).String(),
		listing:          l,
		sortKey:          strings.ToLower(manufacturer.Name) + "\x00" + strings.ToLower(l.Model) + "\x00" + l.ID,
	}
	if spelling.Fold(l.Brand) != spelling.Fold(manufacturer.Name) {
		row.Brand = l.Brand
	}
	for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
		row.Classes = append(row.Classes, Link{c.classNames[class], c.recordHref(register.DeviceClasses, class)})
	}
	return row
}

// Good reports whether the verdict is good. Only then the status has a tick.
func (r *ListingRow) Good() bool { return r.verdict.Tone == register.ToneGood }

// compareRows orders rows by manufacturer, then model, ignoring case.
func compareRows(a, b *ListingRow) int { return cmp.Compare(a.sortKey, b.sortKey) }

// seriesKey identifies a series. Two manufacturers can use the same name.
type seriesKey struct{ manufacturer, series string }

func seriesOf(l *register.Listing) seriesKey {
	return seriesKey{l.Manufacturer, spelling.Fold(l.Series)}
}

// productKey identifies a product by its manufacturer and model in any spelling. A product that is in
// two official lists, as an inverter and as a battery, has two listings.
type productKey struct{ manufacturer, model string }

func productOf(l *register.Listing) productKey {
	return productKey{l.Manufacturer, spelling.ModelKey(l.Model)}
}

// ListingsPage is a page of the list of all listings.
type ListingsPage struct {
	Facets Facets
	List   List[*ListingRow]
}

// EmptyRow returns the row that the browser copies and fills to show search results.
func (c *Catalogue) EmptyRow() *ListingRow {
	return &ListingRow{Status: statusText(register.StatusActive), Facts: listingFacts(&register.Listing{}, nil).String()}
}
