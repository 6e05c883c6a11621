package register

import "time"

// Records is a register as plain data, as it was read: in any order and unchecked. New makes
// a Register of it.
type Records struct {
	Settings         Settings          `json:"settings"`
	EntityTypes      []*EntityType     `json:"entity_types"`
	DeviceClasses    []*DeviceClass    `json:"device_classes"`
	TestProfiles     []*TestProfile    `json:"test_profiles"`
	Manufacturers    []*Manufacturer   `json:"manufacturers"`
	CertifyingBodies []*CertifyingBody `json:"certifying_bodies"`
	Listings         []*Listing        `json:"listings"`
	Certificates     []*Certificate    `json:"certificates"`
	Lists            []*List           `json:"lists"`
}

// Settings is the register's own record, register.yaml.
type Settings struct {
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	BaseURL     string   `json:"base_url"`  // the site's address, without a slash at its end
	TimeZone    string   `json:"time_zone"` // IANA name; dates are days there
	Publisher   string   `json:"publisher,omitempty"`
	Repository  string   `json:"repository,omitempty"` // where pull requests go
	Contact     string   `json:"contact,omitempty"`
	Licence     Licence  `json:"licence"`
	Notices     []string `json:"notices,omitempty"` // notices that licences of sources ask to keep

	// StaleAfter is the number of days after which the newest imported list is too old to
	// rely on; 0 means that the register does not say.
	StaleAfter int `json:"stale_after,omitempty"`

	// MaxCopyAge is the number of days for which people may rely on a copy of the register,
	// counted from the day for which it was published; 0 means that the register does not say.
	MaxCopyAge int `json:"max_copy_age,omitempty"`
}

// CopyStale reports whether a copy that was published for one day is too old to rely on on
// another day.
func (s Settings) CopyStale(on, day Date) bool {
	return s.MaxCopyAge > 0 && !on.IsZero() && on.DaysUntil(day) > s.MaxCopyAge
}

// A Licence names the terms under which the data may be used.
type Licence struct {
	Name string `json:"name"`
	SPDX string `json:"spdx,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Meta is what every record has besides its content: its id, and facts from the history of
// the data folder. In files the id is the path and the rest is absent.
type Meta struct {
	ID        string    `json:"id,omitempty" view:",always"`
	CreatedAt time.Time `json:"created_at,omitzero"` // UTC; zero when the data has no history
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	Commit    string    `json:"commit,omitempty"` // the newest commit that changed it
}

// RecordMeta returns the record's own Meta, to read or fill in.
func (m *Meta) RecordMeta() *Meta { return m }

// A Record is any of the register's records, except Settings.
type Record interface {
	RecordMeta() *Meta
	RecordKind() Kind
	// RecordName is the record's name for people.
	RecordName() string
	// FormerIDList returns the ids that the record had before, which redirect to it.
	FormerIDList() []string
}

// A Source says where a fact can be looked up.
type Source struct {
	Title     string `json:"title,omitempty"`
	URL       string `json:"url"`
	Retrieved Date   `json:"retrieved,omitzero"`
}

// An EntityType is a type of listing: client, server or device.
type EntityType struct {
	Meta
	Name        string   `json:"name" filter:"name"`
	Description string   `json:"description,omitempty"`
	FormerIDs   []string `json:"former_ids,omitempty"`
}

// Ids of the entity types that rules depend on. Files may add others.
const (
	EntityClient = "client"
	EntityServer = "server"
	EntityDevice = "device" // an approved product that claims no client of its own
)

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

// A DeviceClass is a class of distributed energy resources, with the attributes
// that a listing can give for it. The schema of a listing's attributes is
// composed of these, so that a new class or attribute needs no code.
type DeviceClass struct {
	Meta
	Name        string `json:"name" filter:"name"`
	ShortName   string `json:"short_name,omitempty"` // for chips and table heads
	Description string `json:"description,omitempty"`
	// RequiresInverter is whether a product of the class works only with an inverter,
	// which must then be listed too; nil if that is not recorded. See NeedsInverter.
	RequiresInverter *bool       `json:"requires_inverter,omitempty"`
	Attributes       []Attribute `json:"attributes,omitempty"` // in the order in which they are shown
	FormerIDs        []string    `json:"former_ids,omitempty"`
}

// An Attribute is one typed fact about a device of a class.
type Attribute struct {
	ID           string        `json:"id" filter:"attribute"`
	Name         string        `json:"name"`
	Type         AttributeType `json:"type"`
	Unit         string        `json:"unit,omitempty"` // "kW", "kWh", "V", "%"; "" for none
	Minimum      *float64      `json:"minimum,omitempty"`
	Maximum      *float64      `json:"maximum,omitempty"`
	UsualMaximum *float64      `json:"usual_maximum,omitempty" view:"-"` // a larger value is usually a slip, and gets a warning; only for checks
	Values       []EnumValue   `json:"values,omitempty"`                 // for an enum
	AtMost       string        `json:"at_most,omitempty"`                // the attribute of the same class that it cannot exceed
	Description  string        `json:"description,omitempty"`
}

// An EnumValue is one of the values that an enum attribute can have.
type EnumValue struct {
	ID          string   `json:"id"`
	Name        string   `json:"name,omitempty" view:",always"`
	Aliases     []string `json:"aliases,omitempty"` // other words, for which messages suggest this one
	Description string   `json:"description,omitempty"`
	Retired     Date     `json:"retired,omitzero"` // the last day on which it could be used
}

// A TestProfile is a class of tests that a certificate can name as attained.
type TestProfile struct {
	Meta
	Name        string   `json:"name" filter:"name"` // as certificates write it: "DER-G", "FCC Part 15"
	Title       string   `json:"title"`              // what it covers, in a line
	Description string   `json:"description,omitempty"`
	Group       string   `json:"group,omitempty" filter:"group,counted"`       // heading under which it is shown
	Standard    string   `json:"standard,omitempty" filter:"standard,counted"` // the text that defines it
	Optional    bool     `json:"optional,omitempty"`
	Witnessed   bool     `json:"witnessed,omitempty"` // the certifying body watches its tests
	Tests       []Test   `json:"tests,omitempty"`
	Versions    []string `json:"versions,omitempty" filter:"version,counted"` // CSIP-AUS versions in which it exists; none: not versioned
	Retired     Date     `json:"retired,omitzero"`                            // the last day on which it could be attained
	ReplacedBy  []string `json:"replaced_by,omitempty" refers:"test-profiles"`
	Sources     []Source `json:"sources,omitempty"`
	FormerIDs   []string `json:"former_ids,omitempty"`
}

// A Test is one test procedure of a test profile. The same test may be part of
// several profiles.
type Test struct {
	ID       string   `json:"id" filter:"test"`
	Title    string   `json:"title"`
	Category string   `json:"category,omitempty"`
	Role     string   `json:"role,omitempty" view:",always"` // "client" or "server": what it tests; client if absent
	Versions []string `json:"versions,omitempty"`            // CSIP-AUS versions in which it applies
}

// Roles of a test.
const (
	RoleClient = "client"
	RoleServer = "server"
)

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

// A Certificate is a conformance certificate. It may cover a series of listings.
type Certificate struct {
	Meta
	Number            string    `json:"number" filter:"number"`
	MixedScripts      bool      `json:"mixed_scripts,omitempty" view:"-"`                                     // its names may mix scripts or have letters that look Latin; only for checks
	CertifyingBody    string    `json:"certifying_body" view:"certifying_body_id" refers:"certifying-bodies"` // id; also the first segment of the certificate's id
	Standard          string    `json:"standard,omitempty" filter:"standard,counted"`                         // test standard or procedure
	StandardVersion   string    `json:"standard_version,omitempty" filter:"standard_version,counted"`
	CSIPAUSVersion    string    `json:"csip_aus_version,omitempty" filter:"csip_aus_version,counted"`
	CertificationDate Date      `json:"certification_date"`
	WitnessedDate     Date      `json:"witnessed_date,omitzero"`
	Expiry            Date      `json:"expiry,omitzero"` // the last day; zero if it has none
	Revoked           *Ending   `json:"revoked,omitempty"`
	TestProfiles      []string  `json:"test_profiles,omitempty" refers:"test-profiles" filter:"test_profile"`
	TestsPassed       []string  `json:"tests_passed,omitempty" filter:"test"`
	SoftwareVersions  string    `json:"software_versions,omitempty"`
	Listings          []string  `json:"listings" refers:"listings" filter:"listing"` // ids of the listings that it covers
	Document          *Document `json:"document,omitempty"`
	Notes             string    `json:"notes,omitempty"`
	Sources           []Source  `json:"sources,omitempty"`
	Sample            bool      `json:"sample,omitempty"` // the facts are made up
	FormerIDs         []string  `json:"former_ids,omitempty"`
}

// A Document is a file elsewhere, with its digest in hexadecimal.
type Document struct {
	URL    string `json:"url"`
	SHA256 string `json:"sha256,omitempty"`
}
