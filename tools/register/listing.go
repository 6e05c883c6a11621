package register

// A Listing is a model, or a piece of software, with the days on which it was
// listed.
type Listing struct {
	Meta
	Manufacturer    string                `json:"manufacturer" view:"manufacturer_id" refers:"manufacturers"` // id; also the first segment of the listing's id
	Brand           string                `json:"brand,omitempty" filter:"brand,counted"`
	Series          string                `json:"series,omitempty" filter:"series,counted"`
	Model           string                `json:"model" filter:"model"`
	Aliases         []string              `json:"aliases,omitempty" filter:"alias"` // other spellings of the model
	WhiteLabels     []WhiteLabel          `json:"white_labels,omitempty"`
	MixedScripts    bool                  `json:"mixed_scripts,omitempty" view:"-"` // its names may mix scripts or have letters that look Latin; only for checks
	EntityType      string                `json:"entity_type" refers:"entity-types"`
	Deployment      string                `json:"deployment,omitempty"`       // native, gateway, cloud, cloud-gateway; clients only
	CertificateType string                `json:"certificate_type,omitempty"` // PKI certificate presented: device, aggregator; clients only
	CSIPAUSVersion  string                `json:"csip_aus_version,omitempty" filter:"csip_aus_version,counted"`
	Software        *Software             `json:"software,omitempty"`
	Hardware        string                `json:"hardware,omitempty"` // what must be on site for the client to work
	Jurisdictions   []string              `json:"jurisdictions,omitempty" filter:"jurisdiction,counted"`
	DeviceClasses   map[string]Attributes `json:"device_classes,omitempty" refers:"device-classes"` // by id of the class
	Periods         []Period              `json:"periods"`                                          // when it is listed, oldest first
	Suspensions     []Suspension          `json:"suspensions,omitempty"`
	Delisted        *Ending               `json:"delisted,omitempty"`
	Withdrawn       *Ending               `json:"withdrawn,omitempty"`
	NotInList       []Absence             `json:"not_in_list,omitempty"`                               // when imported lists did not have it, oldest first
	Devices         []string              `json:"devices,omitempty" refers:"listings" filter:"device"` // clients: ids of the devices that it represents
	Notes           string                `json:"notes,omitempty"`
	Sources         []Source              `json:"sources,omitempty"`
	Sample          bool                  `json:"sample,omitempty"` // the facts are made up
	FormerIDs       []string              `json:"former_ids,omitempty"`
}

// listingFields are the fields of a listing's view, in the order in which it has them.
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

// Attributes holds the values of a class's attributes by their ids.
type Attributes map[string]Value

// Software is the client's software and the versions that are listed.
type Software struct {
	Name     string `json:"name,omitempty" filter:"software,counted"`
	Versions string `json:"versions,omitempty"` // a constraint such as ">=25.10.4"
}

// A WhiteLabel is the same device under another brand.
type WhiteLabel struct {
	Brand string `json:"brand" filter:"white_label,counted"`
	Model string `json:"model,omitempty"` // when it differs
}

// A Period is a run of days, both ends included. A zero To is an open end.
type Period struct {
	From Date `json:"from" filter:"period.from"`
	To   Date `json:"to,omitzero" filter:"period.to"`

	// DeviceClasses holds the attribute values that held in the period and differ from
	// the listing's, by id of the class. The zero Value says that the attribute is not
	// known for the period. An attribute that is not here has the listing's value.
	DeviceClasses map[string]Attributes `json:"device_classes,omitempty" view:",omitempty"`
}

// Contains reports whether day is in the period.
func (p Period) Contains(day Date) bool {
	return !day.Before(p.From) && (p.To.IsZero() || !day.After(p.To))
}

// A Suspension is a temporary stop until something is corrected. A zero To means that it has
// not been lifted yet.
type Suspension struct {
	From   Date   `json:"from"`
	To     Date   `json:"to,omitzero"`
	Reason string `json:"reason,omitempty"`
	Source string `json:"source,omitempty"` // an address
}

// Period returns the days of the suspension.
func (s Suspension) Period() Period { return Period{From: s.From, To: s.To} }

// An Ending is a lasting end, from the day On onwards: a listing delisted or
// withdrawn, a certificate revoked.
type Ending struct {
	On     Date   `json:"on"`
	Reason string `json:"reason,omitempty"`
	Source string `json:"source,omitempty"` // an address
}

// holds reports whether the ending is in force on day. A nil ending never is.
func (e *Ending) holds(day Date) bool { return e != nil && !day.Before(e.On) }
