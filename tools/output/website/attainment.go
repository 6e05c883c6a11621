package website

import (
	"encoding/json"

	"opencec/tools/register"
)

// An Attainment is a test profile that certificates name for a listing.
type Attainment struct {
	ProfileLink
	Certificates []*CertificateRow // those that name it
	Facts        string            // the Facts of these as JSON, from which the browser finds whether one is current
}

// attainments returns the test profiles of a listing in the order of the vocabulary: those that a
// current certificate names, and those that only lapsed ones name.
func (c *Catalogue) attainments(l *register.Listing) (current, lapsed []Attainment) {
	naming := map[string][]*register.Certificate{}
	for _, certificate := range c.register.CertificatesOf(l.ID) {
		for _, id := range certificate.TestProfiles {
			naming[id] = append(naming[id], certificate)
		}
	}
	for _, p := range c.register.TestProfiles {
		if naming[p.ID] == nil {
			continue
		}
		attained, holds := c.attainment(p.ID, naming[p.ID])
		if holds {
			current = append(current, attained)
		} else {
			lapsed = append(lapsed, attained)
		}
	}
	return current, lapsed
}

// attainment returns a test profile with the certificates that name it, and reports whether one of
// them is current.
func (c *Catalogue) attainment(profile string, naming []*register.Certificate) (a Attainment, holds bool) {
	a.ProfileLink = c.profileLink(profile)
	var facts []any
	for _, certificate := range naming {
		a.Certificates = append(a.Certificates, c.certificates[certificate.ID])
		facts = append(facts, certificateFacts(certificate)...)
		holds = holds || certificate.StatusOn(c.on) == register.CertificateCurrent
	}
	b, err := json.Marshal(facts)
	if err != nil {
		panic(err) // only numbers
	}
	a.Facts = string(b)
	return a, holds
}
