package generator

import (
	"fmt"
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// bodies are the made-up certifying bodies.
var bodies = []struct{ id, name, prefix string }{
	{"banksia-test-house-sample", "Banksia Test House", "BTH"},
	{"mulga-conformance-sample", "Mulga Conformance", "MC"},
	{"waratah-laboratories-sample", "Waratah Laboratories", "WL"},
}

func certifyingBodies() []*register.CertifyingBody {
	records := make([]*register.CertifyingBody, len(bodies))
	for i, b := range bodies {
		records[i] = &register.CertifyingBody{
			Meta: register.Meta{ID: b.id}, Name: b.name + sampleMark,
			Description: "Made up. There is no such certifying body.",
		}
	}
	return records
}

// A certificatePlan is what a certificate can attest: for CSIP-AUS the test profiles of a
// version, for devices the test profiles without a version.
type certificatePlan struct {
	version  string
	profiles []*register.TestProfile
}

// certificatePlansOf groups the vocabulary's test profiles by the role that can attain them,
// without retired and replaced ones.
func certificatePlansOf(profiles []*register.TestProfile) map[role][]certificatePlan {
	plans := map[role][]certificatePlan{}
	add := func(r role, version string, p *register.TestProfile) {
		i := slices.IndexFunc(plans[r], func(of certificatePlan) bool { return of.version == version })
		if i < 0 {
			i = len(plans[r])
			plans[r] = append(plans[r], certificatePlan{version: version})
		}
		plans[r][i].profiles = append(plans[r][i].profiles, p)
	}
	for _, p := range profiles {
		switch {
		case !p.Retired.IsZero() || len(p.ReplacedBy) > 0:
		case len(p.Versions) == 0:
			add(device, "", p)
		case slices.ContainsFunc(p.Tests, func(t register.Test) bool { return t.Role == register.RoleServer }):
			for _, v := range p.Versions {
				add(server, v, p)
			}
		default:
			for _, v := range p.Versions {
				add(nativeClient, v, p)
				add(siteClient, v, p)
			}
		}
	}
	return plans
}

// certifiedPercent returns the percentage of series with certificates.
func (r role) certifiedPercent() int {
	switch r {
	case nativeClient, siteClient, server:
		return 92
	case device:
		return 60
	}
	return 0
}

// certificates returns the certificates of a series: one for each period in which it was
// listed, covering all of its models.
func (g *Generator) certificates(d *seriesFacts) []*register.Certificate {
	r := g.random("certificates", d.number)
	if !r.chance(d.role.certifiedPercent()) {
		return nil
	}
	body := pick(r, bodies)
	var all []*register.Certificate
	for i, p := range d.periods {
		date := p.From.AddDays(-r.between(0, 2*month))
		number := fmt.Sprintf("%s-%d-%05d-%d", body.prefix, date.Time().Year(), d.number, i+1)
		c := &register.Certificate{
			Meta:              register.Meta{ID: body.id + "/" + spelling.Slug(number)},
			Number:            number,
			CertifyingBody:    body.id,
			CertificationDate: date,
			Expiry:            expiry(r, p),
			Listings:          d.ids(),
			Sample:            true,
		}
		if d.software != nil {
			c.SoftwareVersions = d.software.Versions
		}
		g.attest(r, c, d, i == len(d.periods)-1)
		if r.chance(3) {
			c.Revoked = g.ending(r, date, revocationReasons)
		}
		all = append(all, c)
	}
	return all
}

// ids returns the ids of the models' listings.
func (s *series) ids() []string {
	ids := make([]string, len(s.models))
	for i, m := range s.models {
		ids[i] = m.id
	}
	return ids
}

// expiry draws the last day of a certificate for a period. It is near the period's own, so
// that some listings are active without a certificate.
func expiry(r random, p register.Period) register.Date {
	if p.To.IsZero() || r.chance(15) {
		return register.Date{}
	}
	return p.To.AddDays(r.between(-month, 3*month))
}

// attest sets what was tested. The newest certificate has the version of the listings.
func (g *Generator) attest(r random, c *register.Certificate, d *seriesFacts, newest bool) {
	plans := g.plans[d.role]
	if len(plans) == 0 {
		return
	}
	p := pick(r, plans)
	if newest {
		p = plans[slices.IndexFunc(plans, func(p certificatePlan) bool { return p.version == d.version })]
	}
	profiles := some(r, r.between(1, min(6, len(p.profiles))), p.profiles)
	c.CSIPAUSVersion = p.version
	c.Standard = profiles[0].Standard
	for _, profile := range profiles {
		c.TestProfiles = append(c.TestProfiles, profile.ID)
		if profile.Witnessed {
			c.WitnessedDate = c.CertificationDate.AddDays(-month)
		}
	}
	if r.chance(25) {
		c.TestsPassed = testsOf(profiles, p.version)
	}
}

// testsOf returns the tests that the profiles require in a version, sorted.
func testsOf(profiles []*register.TestProfile, version string) []string {
	var ids []string
	for _, p := range profiles {
		for _, t := range p.Tests {
			if version == "" || len(t.Versions) == 0 || slices.Contains(t.Versions, version) {
				ids = append(ids, t.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
