package register

// A Manufacturer makes devices or clients, and is often a certificate's holder.
type Manufacturer struct {
	Meta
	Name         string   `json:"name" filter:"name"`
	Aliases      []string `json:"aliases,omitempty" filter:"alias"` // other spellings seen in lists
	MixedScripts bool     `json:"mixed_scripts,omitempty" view:"-"` // its names may mix scripts or have letters that look Latin; only for checks
	Description  string   `json:"description,omitempty"`
	Website      string   `json:"website,omitempty"`
	Sources      []Source `json:"sources,omitempty"`
	FormerIDs    []string `json:"former_ids,omitempty"`
}

// manufacturerFields are the fields of a manufacturer's view, in the order in which it has them.
var manufacturerFields = []*Field{
	own("id"),
	own("name"),
	own("aliases"),
	own("description"),
	own("website"),
	derived("listings", func(r *Register, m *Manufacturer, _ Date) int { return len(r.listingsOf[m.ID]) }), // made by it
	derived("certificates", func(r *Register, m *Manufacturer, _ Date) int { return r.CertificatesCovering(m) }),
	own("sources"),
	own("former_ids"),
	own("created_at"),
	own("updated_at"),
	own("commit"),
	links,
}

// A CertifyingBody tests and certifies, or accredits those who do.
type CertifyingBody struct {
	Meta
	Name         string   `json:"name" filter:"name"`
	Aliases      []string `json:"aliases,omitempty" filter:"alias"`
	MixedScripts bool     `json:"mixed_scripts,omitempty" view:"-"` // its names may mix scripts or have letters that look Latin; only for checks
	Description  string   `json:"description,omitempty"`
	Website      string   `json:"website,omitempty"`
	Sources      []Source `json:"sources,omitempty"`
	FormerIDs    []string `json:"former_ids,omitempty"`
}

// certifyingBodyFields are the fields of a certifying body's view, in the order in which it has them.
var certifyingBodyFields = []*Field{
	own("id"),
	own("name"),
	own("aliases"),
	own("description"),
	own("website"),
	derived("listings", func(r *Register, b *CertifyingBody, _ Date) int { return r.ListingsCertified(b) }),
	derived("certificates", func(r *Register, b *CertifyingBody, _ Date) int { return len(r.issuedBy[b.ID]) }),
	own("sources"),
	own("former_ids"),
	own("created_at"),
	own("updated_at"),
	own("commit"),
	links,
}

// CertificatesCovering counts the certificates that cover listings of a manufacturer.
func (r *Register) CertificatesCovering(m *Manufacturer) int {
	covering := map[string]bool{}
	for _, l := range r.listingsOf[m.ID] {
		for _, c := range r.certificatesOf[l.ID] {
			covering[c.ID] = true
		}
	}
	return len(covering)
}

// ListingsCertified counts the listings that certificates of a certifying body cover.
func (r *Register) ListingsCertified(b *CertifyingBody) int {
	covered := map[string]bool{}
	for _, c := range r.issuedBy[b.ID] {
		for _, id := range c.Listings {
			covered[id] = true
		}
	}
	return len(covered)
}
