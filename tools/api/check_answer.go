package api

import (
	"maps"
	"slices"
	"strings"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

// A checkAnswer is the answer about one item on a day. Listed and Certified are true only
// if they are true for every match, so a yes holds whichever of them was meant.
type checkAnswer struct {
	Item       checkItem         `json:"item"`
	Match      match.Outcome     `json:"match"`
	MatchedBy  *match.By         `json:"matched_by"`
	Listed     bool              `json:"listed"`
	Certified  bool              `json:"certified"`
	Status     *register.Status  `json:"status"` // null without a match, and if the matches differ
	Until      register.Date     `json:"until"`
	Why        *string           `json:"why"`
	Verdict    *register.Verdict `json:"verdict"` // the most severe one of the matches; null without a match
	Matches    []checkMatch      `json:"matches"`
	Candidates *int              `json:"candidates"` // number of products with the name; null unless ambiguous
	NearMisses []nearMiss        `json:"near_misses"`
}

// A checkMatch is a listing that the item matches.
type checkMatch struct {
	checkListing
	Brand           *string              `json:"brand"`
	Series          *string              `json:"series"`
	DeviceClasses   []string             `json:"device_classes"`
	Unmatched       []string             `json:"unmatched"`
	Software        *string              `json:"software"` // the listed versions
	SoftwareCovered *bool                `json:"software_covered"`
	Why             *string              `json:"why"`
	Verdict         register.Verdict     `json:"verdict"`
	WhyNotCertified *string              `json:"why_not_certified"`
	Certificates    []currentCertificate `json:"certificates"`
	Clients         checkPairs           `json:"clients"`
	Devices         checkPairs           `json:"devices"`
	Sample          bool                 `json:"sample"`
}

// A checkListing is a short form of a listing with its state on the day.
type checkListing struct {
	ID             string          `json:"id"`
	Manufacturer   string          `json:"manufacturer"`
	ManufacturerID string          `json:"manufacturer_id"`
	Model          string          `json:"model"`
	EntityType     string          `json:"entity_type"`
	Status         register.Status `json:"status"`
	Listed         bool            `json:"listed"`
	Certified      bool            `json:"certified"`
	Until          register.Date   `json:"until"` // the last day; null if not listed or without a known end
	Links          register.Links  `json:"links"`
}

// A currentCertificate is a certificate that covers a match and is current on the day.
type currentCertificate struct {
	ID             string         `json:"id"`
	Number         string         `json:"number"`
	CertifyingBody string         `json:"certifying_body"`
	Expiry         register.Date  `json:"expiry"`
	TestProfiles   []string       `json:"test_profiles"`
	Links          register.Links `json:"links"`
}

// checkPairs are the clients of a device or the devices of a client: the first few, their
// number, and a link to all.
type checkPairs struct {
	Total int            `json:"total"`
	First []checkListing `json:"first"`
	All   *string        `json:"all"` // null if First has all
}

// maxPairs is the maximum number of listings in a checkPairs: a client may cover
// thousands of devices, and a check may have a thousand clients.
const maxPairs = 10

// A nearMiss is a listing that an item may have meant.
type nearMiss struct {
	ID             string          `json:"id"`
	Manufacturer   string          `json:"manufacturer"`
	ManufacturerID string          `json:"manufacturer_id"`
	Brand          *string         `json:"brand"`
	Model          string          `json:"model"`
	Status         register.Status `json:"status"`
	Score          float64         `json:"score"`
	Why            string          `json:"why"`
	Unmatched      []string        `json:"unmatched"`
	Links          register.Links  `json:"links"`
}

// A checker answers the items of one check.
type checker struct {
	reg  *register.Register
	on   register.Date
	asOf string // the spec of the version's revision; "" for the newest
}

func (c checker) answer(item checkItem, result match.Result) checkAnswer {
	a := checkAnswer{Item: item, Match: result.Outcome, MatchedBy: orNull(result.By), Matches: []checkMatch{}, NearMisses: c.nearMisses(result.NearMisses)}
	if result.Outcome == match.Ambiguous {
		a.Candidates = &result.Products
	}
	if result.Outcome != match.Exact {
		a.Why = orNull(whyNoMatch(c.reg, item, result))
		return a
	}
	for _, l := range coveringSoftware(result.Listings, item.SoftwareVersion) {
		m := c.match(l, item.SoftwareVersion)
		m.Unmatched = append([]string{}, result.Unmatched...)
		a.Matches = append(a.Matches, m)
	}
	c.sum(&a)
	return a
}

// coveringSoftware leaves out listings for other versions of the software if one is for
// the given version.
func coveringSoftware(listings []*register.Listing, version string) []*register.Listing {
	covering := func(l *register.Listing) bool { c := softwareCovered(l, version); return c != nil && *c }
	if !slices.ContainsFunc(listings, covering) {
		return listings
	}
	return slices.DeleteFunc(slices.Clone(listings), func(l *register.Listing) bool {
		c := softwareCovered(l, version)
		return c != nil && !*c
	})
}

// sum derives the item's answer from its matches.
func (c checker) sum(a *checkAnswer) {
	a.Listed, a.Certified = true, true
	a.Status = &a.Matches[0].Status
	var whys []string
	var verdicts []register.Verdict
	for _, m := range a.Matches {
		verdicts = append(verdicts, m.Verdict)
		a.Listed, a.Certified = a.Listed && m.Listed, a.Certified && m.Certified
		if a.Status != nil && m.Status != *a.Status {
			a.Status = nil
		}
		if m.Why != nil && len(a.Matches) > 1 {
			whys = append(whys, m.ID+": "+*m.Why)
		} else if m.Why != nil {
			whys = append(whys, *m.Why)
		}
	}
	gravest := register.MostSevere(verdicts)
	a.Verdict = &gravest
	if a.Listed {
		a.Until = earliest(a.Matches)
		return
	}
	for _, n := range a.NearMisses {
		if n.Status == register.StatusActive {
			whys = append(whys, n.Manufacturer+" "+n.Model+" ("+n.Why+") is listed.")
		}
	}
	a.Why = orNull(strings.Join(whys, " "))
}

// earliest returns the earliest last day of listings that are all listed; zero if none
// has an end.
func earliest(matches []checkMatch) register.Date {
	var first register.Date
	for _, m := range matches {
		if first.IsZero() || !m.Until.IsZero() && m.Until.Before(first) {
			first = m.Until
		}
	}
	return first
}

func (c checker) match(l *register.Listing, software string) checkMatch {
	m := checkMatch{
		checkListing: c.shortForm(l, software), Brand: orNull(l.Brand), Series: orNull(l.Series),
		DeviceClasses:   append([]string{}, slices.Sorted(maps.Keys(l.DeviceClasses))...),
		SoftwareCovered: softwareCovered(l, software), Certificates: []currentCertificate{},
		Clients: c.pairs(c.reg.ClientsOf(l.ID), "device="+l.ID), Devices: c.pairs(c.devicesOf(l), "client="+l.ID),
		Sample: l.Sample,
	}
	if l.Software != nil {
		m.Software = orNull(l.Software.Versions)
	}
	m.Verdict = c.reg.VerdictForSoftware(l, c.on, software, m.SoftwareCovered == nil || *m.SoftwareCovered, m.Certified)
	if !m.Listed {
		m.Why = &m.Verdict.Headline
	}
	for _, cert := range c.reg.CertificatesOf(l.ID) {
		if c.counts(cert, software) {
			m.Certificates = append(m.Certificates, c.certificate(cert))
		}
	}
	if !m.Certified {
		m.WhyNotCertified = orNull(whyNotCertified(c.reg.CertificatesOf(l.ID), c.on, software))
	}
	return m
}

// shortForm returns the state of a listing, for a version of its software if one is given.
func (c checker) shortForm(l *register.Listing, software string) checkListing {
	s := checkListing{
		ID: l.ID, Manufacturer: c.reg.Manufacturer(l.Manufacturer).Name, ManufacturerID: l.Manufacturer, Model: l.Model, EntityType: l.EntityType,
		Status: l.StatusOn(c.on), Listed: c.listed(l, software), Links: c.reg.Links(register.Listings, l.ID),
		Certified: slices.ContainsFunc(c.reg.CertificatesOf(l.ID), func(cert *register.Certificate) bool { return c.counts(cert, software) }),
	}
	if s.Listed {
		s.Until = l.ListedUntil(c.on)
	}
	return s
}

// listed reports whether a listing, with a version of its software, is listed.
func (c checker) listed(l *register.Listing, software string) bool {
	covered := softwareCovered(l, software)
	return l.StatusOn(c.on) == register.StatusActive && (covered == nil || *covered)
}

// softwareCovered reports whether a version is among the listed ones; nil if that is
// unknown.
func softwareCovered(l *register.Listing, version string) *bool {
	if l.Software == nil || version == "" {
		return nil
	}
	covered, known := softwareCovers(l.Software.Versions, version)
	if !known {
		return nil
	}
	return &covered
}

// counts reports whether a certificate is current on the day and not for other versions
// of the software.
func (c checker) counts(cert *register.Certificate, software string) bool {
	if cert.StatusOn(c.on) != register.CertificateCurrent {
		return false
	}
	covered, known := softwareCovers(cert.SoftwareVersions, software)
	return covered || !known
}

func (c checker) certificate(cert *register.Certificate) currentCertificate {
	return currentCertificate{
		ID: cert.ID, Number: cert.Number, CertifyingBody: c.reg.CertifyingBody(cert.CertifyingBody).Name, Expiry: cert.Expiry,
		TestProfiles: append([]string{}, cert.TestProfiles...), Links: c.reg.Links(register.Certificates, cert.ID),
	}
}

func (c checker) devicesOf(l *register.Listing) []*register.Listing {
	devices := make([]*register.Listing, len(l.Devices))
	for i, id := range l.Devices {
		devices[i] = c.reg.Listing(id)
	}
	return devices
}

func (c checker) pairs(listings []*register.Listing, filter string) checkPairs {
	p := checkPairs{Total: len(listings), First: []checkListing{}}
	for _, l := range listings[:min(len(listings), maxPairs)] {
		p.First = append(p.First, c.shortForm(l, ""))
	}
	if p.Total > maxPairs {
		p.All = orNull("/v1/listings?" + filter + "&on=" + c.on.String() + c.asOfParameter())
	}
	return p
}

// asOfParameter returns the parameter that makes a list use the same version as the
// check.
func (c checker) asOfParameter() string {
	if c.asOf == "" {
		return ""
	}
	return "&as_of=" + c.asOf
}

func (c checker) nearMisses(near []match.NearMiss) []nearMiss {
	misses := make([]nearMiss, len(near))
	for i, n := range near {
		l := n.Listing
		misses[i] = nearMiss{
			ID: l.ID, Manufacturer: c.reg.Manufacturer(l.Manufacturer).Name, ManufacturerID: l.Manufacturer, Brand: orNull(l.Brand), Model: l.Model,
			Status: l.StatusOn(c.on), Score: n.Score, Why: n.Why, Unmatched: append([]string{}, n.Unmatched...), Links: c.reg.Links(register.Listings, l.ID),
		}
	}
	return misses
}

// orNull returns nil, which is null in JSON, for an empty text.
func orNull[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}
