package generator

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// states are the jurisdictions of listings.
var states = []string{"ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"}

// seriesFacts are what the listings and certificates of a series share.
type seriesFacts struct {
	*series
	brand         string
	periods       []register.Period
	version       string // of CSIP-AUS; "" for devices
	software      *register.Software
	jurisdictions []string
}

func (g *Generator) seriesFacts(s *series) *seriesFacts {
	r := g.random("dossier", s.number)
	d := &seriesFacts{series: s, brand: s.manufacturer.brand, periods: g.lifecycle(r)}
	if r.chance(5) {
		d.brand = strings.ToUpper(d.brand) // as lists spell the same brand in several ways
	}
	if plans := g.plans[s.role]; len(plans) > 0 {
		d.version = pick(r, plans).version
	}
	switch s.role {
	case siteClient, server:
		d.software = &register.Software{Name: s.name + " Link", Versions: versions(r)}
	case nativeClient:
		if r.chance(60) {
			d.software = &register.Software{Name: s.manufacturer.brand + " OS", Versions: versions(r)}
		}
	}
	if s.role != device && r.chance(30) {
		d.jurisdictions = some(r, r.between(1, 4), states)
	}
	return d
}

// versions draws the listed versions of a piece of software.
func versions(r random) string {
	least := fmt.Sprintf(">=%d.%d.%d", r.between(1, 6), r.between(0, 20), r.between(0, 9))
	if r.chance(20) {
		return least + " <8"
	}
	return least
}

// listing returns the i-th listing of a series.
func (g *Generator) listing(d *seriesFacts, i int) *register.Listing {
	r := g.random("listing", d.number, i)
	m := d.models[i]
	l := &register.Listing{
		Meta:           register.Meta{ID: m.id},
		Manufacturer:   d.manufacturer.id,
		Brand:          d.brand,
		Series:         d.name,
		Model:          m.title,
		Aliases:        aliases(r, m),
		WhiteLabels:    g.whiteLabels(r, d.series, m),
		EntityType:     d.entityType,
		CSIPAUSVersion: d.version,
		Software:       d.software,
		Jurisdictions:  d.jurisdictions,
		DeviceClasses:  d.deviceClasses(i),
		Periods:        slices.Clone(d.periods),
		Sample:         true,
	}
	if r.chance(20) {
		l.Periods = g.lifecycle(r) // not approved together with the others
	}
	g.deploy(r, d, l)
	g.disturb(r, l)
	return l
}

func aliases(r random, m model) []string {
	var spellings []string
	if m.title == m.name && r.chance(15) {
		spellings = append(spellings, m.name+standardTag)
	}
	if other := strings.ReplaceAll(m.name, "-", " "); r.chance(10) && other != m.name {
		spellings = append(spellings, other)
	}
	return spellings
}

// whiteLabels sells some models under the brand of another manufacturer too.
func (g *Generator) whiteLabels(r random, s *series, m model) []register.WhiteLabel {
	if s.isSoftware() || !r.chance(6) {
		return nil
	}
	label := register.WhiteLabel{Brand: g.manufacturer(r.IntN(s.number/seriesPerManufacturer + 1)).brand}
	if r.chance(50) {
		label.Model = "WL " + m.name
	}
	return []register.WhiteLabel{label}
}

func (s *series) deviceClasses(i int) map[string]register.Attributes {
	if len(s.classes) == 0 {
		return nil
	}
	classes := map[string]register.Attributes{}
	for c, class := range s.classes {
		if s.tables[c] == nil {
			classes[class.ID] = register.Attributes{}
			continue
		}
		classes[class.ID] = s.tables[c][i]
	}
	return classes
}

// deploy sets the fields of clients.
func (g *Generator) deploy(r random, d *seriesFacts, l *register.Listing) {
	switch d.role {
	case nativeClient:
		l.Deployment, l.CertificateType = "native", "device"
		if r.chance(10) {
			l.Devices = g.devices(r, d.series)
		}
	case siteClient:
		l.Deployment = pick(r, []string{"gateway", "cloud", "cloud-gateway"})
		l.CertificateType = pick(r, []string{"device", "aggregator"})
		if l.Deployment != "cloud" {
			l.Hardware = "A " + d.name + " gateway."
		}
		l.Devices = g.devices(r, d.series)
	}
}

// devices draws the devices of a client. They are of earlier series, so that they exist
// whatever the number of listings.
func (g *Generator) devices(r random, client *series) []string {
	var ids []string
	for range r.between(2, 8) {
		if client.number == 0 {
			break
		}
		earlier := r.IntN(client.number)
		if g.card(earlier).role == device {
			ids = append(ids, pick(r, g.series(earlier).models).id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
