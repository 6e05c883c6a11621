package register

// Views of the records that listings and certificates refer to. They do not
// depend on the day.

// A PartyView is a manufacturer or a certifying body as readers see it.
type PartyView struct {
	ID           string       `json:"id"`
	Name         string       `json:"name"`
	Aliases      []string     `json:"aliases"`
	Description  optional     `json:"description"`
	Website      optional     `json:"website"`
	Listings     int          `json:"listings"`     // how many listings it has made, or certified
	Certificates int          `json:"certificates"` // how many cover its listings, or were issued by it
	Sources      []SourceView `json:"sources"`
	FormerIDs    []string     `json:"former_ids"`
	CreatedAt    Instant      `json:"created_at"`
	UpdatedAt    Instant      `json:"updated_at"`
	Commit       optional     `json:"commit"`
	Links        Links        `json:"links"`
}

// ManufacturerView returns the view of a manufacturer of r.
func (r *Register) ManufacturerView(m *Manufacturer) PartyView {
	covering := map[string]bool{}
	for _, l := range r.listingsOf[m.ID] {
		for _, c := range r.certificatesOf[l.ID] {
			covering[c.ID] = true
		}
	}
	return PartyView{
		ID: m.ID, Name: m.Name, Aliases: listOf(m.Aliases),
		Description: optional(m.Description), Website: optional(m.Website),
		Listings: len(r.listingsOf[m.ID]), Certificates: len(covering),
		Sources: sourceViews(m.Sources), FormerIDs: listOf(m.FormerIDs),
		CreatedAt: Instant(m.CreatedAt), UpdatedAt: Instant(m.UpdatedAt), Commit: optional(m.Commit),
		Links: r.Links(Manufacturers, m.ID),
	}
}

// CertifyingBodyView returns the view of a certifying body of r.
func (r *Register) CertifyingBodyView(b *CertifyingBody) PartyView {
	covered := map[string]bool{}
	for _, c := range r.issuedBy[b.ID] {
		for _, id := range c.Listings {
			covered[id] = true
		}
	}
	return PartyView{
		ID: b.ID, Name: b.Name, Aliases: listOf(b.Aliases),
		Description: optional(b.Description), Website: optional(b.Website),
		Listings: len(covered), Certificates: len(r.issuedBy[b.ID]),
		Sources: sourceViews(b.Sources), FormerIDs: listOf(b.FormerIDs),
		CreatedAt: Instant(b.CreatedAt), UpdatedAt: Instant(b.UpdatedAt), Commit: optional(b.Commit),
		Links: r.Links(CertifyingBodies, b.ID),
	}
}

// An EntityTypeView is an entity type as readers see it.
type EntityTypeView struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description optional `json:"description"`
	FormerIDs   []string `json:"former_ids"`
	Links       Links    `json:"links"`
}

// EntityTypeView returns the view of an entity type of r.
func (r *Register) EntityTypeView(e *EntityType) EntityTypeView {
	return EntityTypeView{e.ID, e.Name, optional(e.Description), listOf(e.FormerIDs), r.Links(EntityTypes, e.ID)}
}

// A ListView is an official list that the register follows, as readers see it.
type ListView struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Description optional     `json:"description"`
	DeviceClass string       `json:"device_class"`
	Website     optional     `json:"website"`
	Date        Date         `json:"date"`
	FirstDate   Date         `json:"first_date"`
	Rows        int          `json:"rows"`
	SHA256      optional     `json:"sha256"`
	Sources     []SourceView `json:"sources"`
	FormerIDs   []string     `json:"former_ids"`
	CreatedAt   Instant      `json:"created_at"`
	UpdatedAt   Instant      `json:"updated_at"`
	Commit      optional     `json:"commit"`
	Links       Links        `json:"links"`
}

// ListView returns the view of a list of r.
func (r *Register) ListView(l *List) ListView {
	return ListView{
		ID: l.ID, Name: l.Name, Description: optional(l.Description), DeviceClass: l.DeviceClass, Website: optional(l.Website),
		Date: l.Date, FirstDate: l.FirstDate, Rows: l.Rows, SHA256: optional(l.SHA256),
		Sources: sourceViews(l.Sources), FormerIDs: listOf(l.FormerIDs),
		CreatedAt: Instant(l.CreatedAt), UpdatedAt: Instant(l.UpdatedAt), Commit: optional(l.Commit), Links: r.Links(Lists, l.ID),
	}
}

// A DeviceClassView is a device class with its attributes and units as readers
// see it.
type DeviceClassView struct {
	ID               string          `json:"id"`
	Name             string          `json:"name"`
	ShortName        optional        `json:"short_name"`
	Description      optional        `json:"description"`
	RequiresInverter *bool           `json:"requires_inverter"`
	Attributes       []AttributeView `json:"attributes"`
	FormerIDs        []string        `json:"former_ids"`
	Links            Links           `json:"links"`
}

// An AttributeView is an attribute as readers see it.
type AttributeView struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Type        AttributeType   `json:"type"`
	Unit        optional        `json:"unit"`
	Minimum     *float64        `json:"minimum"`
	Maximum     *float64        `json:"maximum"`
	Values      []EnumValueView `json:"values"`
	AtMost      optional        `json:"at_most"`
	Description optional        `json:"description"`
}

// An EnumValueView is a word of an enum's vocabulary as readers see it.
type EnumValueView struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Aliases     []string `json:"aliases"`
	Description optional `json:"description"`
	Retired     Date     `json:"retired"`
}

// Label returns the value's name, which is its id where it has no other.
func (v EnumValue) Label() string {
	if v.Name != "" {
		return v.Name
	}
	return v.ID
}

// DeviceClassView returns the view of a device class of r.
func (r *Register) DeviceClassView(d *DeviceClass) DeviceClassView {
	v := DeviceClassView{
		ID: d.ID, Name: d.Name, ShortName: optional(d.ShortName), Description: optional(d.Description),
		RequiresInverter: d.RequiresInverter, Attributes: make([]AttributeView, len(d.Attributes)),
		FormerIDs: listOf(d.FormerIDs), Links: r.Links(DeviceClasses, d.ID),
	}
	for i, a := range d.Attributes {
		av := AttributeView{
			ID: a.ID, Name: a.Name, Type: a.Type, Unit: optional(a.Unit), Minimum: a.Minimum, Maximum: a.Maximum,
			Values: make([]EnumValueView, len(a.Values)), AtMost: optional(a.AtMost), Description: optional(a.Description),
		}
		for j, e := range a.Values {
			av.Values[j] = EnumValueView{e.ID, e.Label(), listOf(e.Aliases), optional(e.Description), e.Retired}
		}
		v.Attributes[i] = av
	}
	return v
}

// A TestProfileView is a test profile with its tests as readers see it.
type TestProfileView struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Title       string       `json:"title"`
	Description optional     `json:"description"`
	Group       optional     `json:"group"`
	Standard    optional     `json:"standard"`
	Optional    bool         `json:"optional"`
	Witnessed   bool         `json:"witnessed"`
	Versions    []string     `json:"versions"`
	Retired     Date         `json:"retired"`
	ReplacedBy  []string     `json:"replaced_by"`
	Tests       []TestView   `json:"tests"`
	Sources     []SourceView `json:"sources"`
	FormerIDs   []string     `json:"former_ids"`
	Links       Links        `json:"links"`
}

// A TestView is a test as readers see it.
type TestView struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Category optional `json:"category"`
	Role     string   `json:"role"`
	Versions []string `json:"versions"`
}

// TestProfileView returns the view of a test profile of r.
func (r *Register) TestProfileView(p *TestProfile) TestProfileView {
	v := TestProfileView{
		ID: p.ID, Name: p.Name, Title: p.Title, Description: optional(p.Description), Group: optional(p.Group),
		Standard: optional(p.Standard), Optional: p.Optional, Witnessed: p.Witnessed,
		Versions: listOf(p.Versions), Retired: p.Retired, ReplacedBy: listOf(p.ReplacedBy),
		Tests:   make([]TestView, len(p.Tests)),
		Sources: sourceViews(p.Sources), FormerIDs: listOf(p.FormerIDs), Links: r.Links(TestProfiles, p.ID),
	}
	for i, t := range p.Tests {
		role := t.Role
		if role == "" {
			role = RoleClient
		}
		v.Tests[i] = TestView{t.ID, t.Title, optional(t.Category), role, listOf(t.Versions)}
	}
	return v
}
