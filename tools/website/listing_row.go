package website

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"opencec/tools/register"
)

// A ListingRow is a listing in a list.
type ListingRow struct {
	ID               string
	Href             string
	Model            string
	Manufacturer     string
	ManufacturerHref string
	Brand            string // "" where it is the manufacturer's name
	Series           string
	Classes          []Link // short names of its device classes
	EntityType       string
	Status           StatusText
	Summary          string
	Certified        bool
	Sample           bool
	Facts            string

	listing *register.Listing
	sortKey string
	markup
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
		Summary:          statusSentence(l, c.on),
		Certified:        c.register.CertifiedOn(l.ID, c.on),
		Sample:           l.Sample,
		Facts:            listingFacts(l, c.register.CertificatesOf(l.ID)).String(),
		listing:          l,
		sortKey:          strings.ToLower(manufacturer.Name) + "\x00" + strings.ToLower(l.Model) + "\x00" + l.ID,
	}
	if register.Fold(l.Brand) != register.Fold(manufacturer.Name) {
		row.Brand = l.Brand
	}
	for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
		row.Classes = append(row.Classes, Link{c.classNames[class], c.recordHref(register.DeviceClasses, class)})
	}
	return row
}

// compareRows orders lists by manufacturer, then model, without regard to case.
func compareRows(a, b *ListingRow) int { return cmp.Compare(a.sortKey, b.sortKey) }

// seriesKey names a series. Two manufacturers can use one name.
type seriesKey struct{ manufacturer, series string }

func seriesOf(l *register.Listing) seriesKey {
	return seriesKey{l.Manufacturer, register.Fold(l.Series)}
}

// ListingsPage is a page of the list of all listings.
type ListingsPage struct {
	Facets Facets
	List   List[*ListingRow]
}

// Facets lead into the list of listings by their properties.
type Facets struct {
	Groups []Facet
	// Manufacturers are those with the most listings.
	Manufacturers     []FacetOption
	MoreManufacturers int // how many others there are
}

// A Facet is a property with its values.
type Facet struct {
	Param   string // its name in the address of a search
	Name    string
	Options []FacetOption
}

// A FacetOption is a value of a facet. Without JavaScript it leads to a page
// with the listings that have it.
type FacetOption struct {
	ID    string
	Name  string
	Count int
	Href  string
}

// Number returns the count in words.
func (o FacetOption) Number() string { return formatCount(o.Count) }

// facetManufacturers is how many manufacturers the facets name.
const facetManufacturers = 8

func (c *Catalogue) facets() Facets {
	status := Facet{Param: "status", Name: "Status"}
	for _, s := range c.Statuses {
		status.Options = append(status.Options, FacetOption{string(s.ID), s.Name, s.Count, s.Href})
	}
	classes, types, makers := map[string]int{}, map[string]int{}, map[string]int{}
	for _, l := range c.register.Listings {
		for class := range l.DeviceClasses {
			classes[class]++
		}
		types[l.EntityType]++
		makers[l.Manufacturer]++
	}
	class := Facet{Param: "class", Name: "Device class"}
	for _, d := range c.register.DeviceClasses {
		class.Options = append(class.Options, FacetOption{d.ID, d.Name, classes[d.ID], c.recordHref(register.DeviceClasses, d.ID)})
	}
	entity := Facet{Param: "type", Name: "Type"}
	for _, e := range c.register.EntityTypes {
		entity.Options = append(entity.Options, FacetOption{e.ID, e.Name, types[e.ID], c.recordHref(register.EntityTypes, e.ID)})
	}
	var manufacturers []FacetOption
	for _, m := range c.register.Manufacturers {
		if makers[m.ID] > 0 {
			manufacturers = append(manufacturers, FacetOption{m.ID, m.Name, makers[m.ID], c.recordHref(register.Manufacturers, m.ID)})
		}
	}
	slices.SortStableFunc(manufacturers, func(a, b FacetOption) int { return cmp.Compare(b.Count, a.Count) })
	most := manufacturers[:min(len(manufacturers), facetManufacturers)]
	return Facets{[]Facet{status, class, entity}, most, len(manufacturers) - len(most)}
}

// EmptyRow is the row that the browser copies and fills to show what it found.
func (c *Catalogue) EmptyRow() *ListingRow {
	return &ListingRow{Status: statusText(register.StatusActive), Facts: listingFacts(&register.Listing{}, nil).String()}
}
