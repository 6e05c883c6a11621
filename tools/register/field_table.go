package register

// This file lists the fields of each kind, in the order of its view. A test checks that no
// field of a struct is missing.

// tables is filled by init, because functions of derived fields may refer to it.
var tables map[Kind][]*Field

func init() {
	tables = map[Kind][]*Field{
		Listings: tableOf[Listing](listingFields...), Certificates: tableOf[Certificate](certificateFields...),
		Manufacturers: tableOf[Manufacturer](manufacturerFields...), CertifyingBodies: tableOf[CertifyingBody](certifyingBodyFields...),
		EntityTypes: tableOf[EntityType](entityTypeFields...), DeviceClasses: tableOf[DeviceClass](deviceClassFields...),
		TestProfiles: tableOf[TestProfile](testProfileFields...), Lists: tableOf[List](listFields...),
	}
}

var listingFields = []*Field{
	own("id"),
	derived("manufacturer", func(r *Register, l *Listing, _ Date) string { return r.manufacturers[l.Manufacturer].Name }),
	own("manufacturer_id"),
	own("brand"),
	own("series"),
	own("model"),
	own("entity_type"),
	own("deployment"),
	derived("status", func(_ *Register, l *Listing, on Date) Status { return l.StatusOn(on) }).everyDay(),
	derived("certified", func(r *Register, l *Listing, on Date) bool { return r.CertifiedOn(l.ID, on) }).everyDay(),
	derived("on", func(_ *Register, _ *Listing, on Date) Date { return on }).everyDay(),
	derived("listed_until", func(_ *Register, l *Listing, on Date) Date { return l.ListedUntil(on) }).nullable().everyDay(),
	derived("device_classes", func(_ *Register, l *Listing, on Date) map[string]Attributes { return l.DeviceClassesOn(on) }).
		onDay(func(rec Record) bool { return rec.(*Listing).HasPeriodAttributes() }),
	own("periods"),
	own("suspensions"),
	own("delisted"),
	own("withdrawn"),
	own("not_in_list"),
	derived("certificates", func(r *Register, l *Listing, _ Date) []string { return idsOf(r.certificatesOf[l.ID]) }), // whatever their status
	derived("test_profiles", func(r *Register, l *Listing, _ Date) []string { return r.TestProfilesOf(l.ID) }),       // of those certificates
	own("devices"),
	derived("clients", func(r *Register, l *Listing, _ Date) []string { return idsOf(r.clientsOf[l.ID]) }),
	own("certificate_type"),
	own("csip_aus_version"),
	own("software"),
	own("hardware"),
	own("jurisdictions"),
	own("aliases"),
	own("white_labels"),
	own("notes"),
	own("sources"),
	own("sample"),
	own("former_ids"),
	own("created_at"),
	own("updated_at"),
	own("commit"),
	links,
}

var certificateFields = []*Field{
	own("id"),
	own("number"),
	derived("certifying_body", func(r *Register, c *Certificate, _ Date) string { return r.certifyingBodies[c.CertifyingBody].Name }),
	own("certifying_body_id"),
	own("standard"),
	own("standard_version"),
	own("csip_aus_version"),
	derived("status", func(_ *Register, c *Certificate, on Date) CertificateStatus { return c.StatusOn(on) }).everyDay(),
	derived("on", func(_ *Register, _ *Certificate, on Date) Date { return on }).everyDay(),
	own("certification_date"),
	own("witnessed_date"),
	own("expiry"),
	own("revoked"),
	own("test_profiles"),
	own("tests_passed"),
	own("software_versions"),
	own("listings"),
	own("document"),
	own("notes"),
	own("sources"),
	own("sample"),
	own("former_ids"),
	own("created_at"),
	own("updated_at"),
	own("commit"),
	links,
}

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

var entityTypeFields = []*Field{
	own("id"),
	own("name"),
	own("description"),
	own("former_ids"),
	links,
}

var deviceClassFields = []*Field{
	own("id"),
	own("name"),
	own("short_name"),
	own("description"),
	own("requires_inverter"),
	own("attributes"),
	own("former_ids"),
	links,
}

var testProfileFields = []*Field{
	own("id"),
	own("name"),
	own("title"),
	own("description"),
	own("group"),
	own("standard"),
	own("optional"),
	own("witnessed"),
	own("versions"),
	own("retired"),
	own("replaced_by"),
	own("tests"),
	own("sources"),
	own("former_ids"),
	links,
}

var listFields = []*Field{
	own("id"),
	own("name"),
	own("description"),
	own("device_class"),
	own("website"),
	own("date"),
	own("first_date"),
	own("rows"),
	own("sha256"),
	own("sources"),
	own("former_ids"),
	own("created_at"),
	own("updated_at"),
	own("commit"),
	links,
}

// links are the last field of every kind.
var links = derived("links", func(r *Register, rec Record, _ Date) Links { return r.Links(rec.RecordKind(), rec.RecordMeta().ID) })

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

// published returns the test with its role.
func (t Test) published() any {
	if t.Role == "" {
		t.Role = RoleClient
	}
	return t
}

// Label returns the value's name, or its id if it has no name.
func (v EnumValue) Label() string {
	if v.Name != "" {
		return v.Name
	}
	return v.ID
}

// published returns the value with its name.
func (v EnumValue) published() any {
	v.Name = v.Label()
	return v
}
