package register

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Views are the records as readers see them: the same in the API, in the static
// files and in the downloads. In a view every field is always present: a text
// that is not known is null, a list without entries is [].

// Links lead from a record to its other forms.
type Links struct {
	Self    string `json:"self"`    // its path in the API
	HTML    string `json:"html"`    // its page, a whole address
	History string `json:"history"` // the path in the API of what changed it
}

// APIPath returns the path of a record in the API: /v1/listings/tesla/powerwall-2.
func APIPath(k Kind, id string) string { return "/v1/" + k.Folder() + "/" + id }

// HistoryPath returns the path of a record's history in the API.
func HistoryPath(k Kind, id string) string { return APIPath(k, id) + "/history" }

// PagePath returns the path of a record's page on the site, with a slash at both
// ends. Pages have lower-case addresses, also where ids are codes such as DER-G.
func PagePath(k Kind, id string) string { return "/" + k.Folder() + "/" + strings.ToLower(id) + "/" }

// Links returns the links of a record.
func (r *Register) Links(k Kind, id string) Links {
	return Links{Self: APIPath(k, id), HTML: r.Settings.BaseURL + PagePath(k, id), History: HistoryPath(k, id)}
}

// An Instant is a time in a view, null where it is not known.
type Instant time.Time

// MarshalJSON writes RFC 3339 in UTC, or null.
func (t Instant) MarshalJSON() ([]byte, error) {
	return appendTime(nil, time.Time(t)), nil
}

// A PeriodView is a period with its open end as null.
type PeriodView struct {
	From          Date                  `json:"from"`
	To            Date                  `json:"to"`
	DeviceClasses map[string]Attributes `json:"device_classes,omitempty"` // the values that differ in the period; null for one that is not known
}

// An AbsenceView is an absence from a list with what is not known as null.
type AbsenceView struct {
	List     string `json:"list"`
	LastSeen Date   `json:"last_seen"`
	Since    Date   `json:"since"`
	Back     Date   `json:"back"`
}

// A SuspensionView is a suspension with what is not known as null.
type SuspensionView struct {
	From   Date     `json:"from"`
	To     Date     `json:"to"`
	Reason optional `json:"reason"`
	Source optional `json:"source"`
}

// An EndingView is an ending with what is not known as null.
type EndingView struct {
	On     Date     `json:"on"`
	Reason optional `json:"reason"`
	Source optional `json:"source"`
}

func endingView(e *Ending) *EndingView {
	if e == nil {
		return nil
	}
	return &EndingView{e.On, optional(e.Reason), optional(e.Source)}
}

// A SourceView is a source with what is not known as null.
type SourceView struct {
	Title     optional `json:"title"`
	URL       string   `json:"url"`
	Retrieved Date     `json:"retrieved"`
}

func sourceViews(sources []Source) []SourceView {
	views := make([]SourceView, len(sources))
	for i, s := range sources {
		views[i] = SourceView{optional(s.Title), s.URL, s.Retrieved}
	}
	return views
}

// A SoftwareView is a listing's software with what is not known as null.
type SoftwareView struct {
	Name     optional `json:"name"`
	Versions optional `json:"versions"`
}

// A WhiteLabelView is a white label with what is not known as null.
type WhiteLabelView struct {
	Brand string   `json:"brand"`
	Model optional `json:"model"`
}

// A ListingView is a listing as readers see it. Status, Certified, ListedUntil and
// the values in DeviceClasses hold for the day in On.
type ListingView struct {
	ID              string                `json:"id"`
	Manufacturer    string                `json:"manufacturer"` // name
	ManufacturerID  string                `json:"manufacturer_id"`
	Brand           optional              `json:"brand"`
	Series          optional              `json:"series"`
	Model           string                `json:"model"`
	EntityType      string                `json:"entity_type"`
	Deployment      optional              `json:"deployment"`
	Status          Status                `json:"status"`
	Certified       bool                  `json:"certified"`
	On              Date                  `json:"on"`
	ListedUntil     Date                  `json:"listed_until"`
	DeviceClasses   map[string]Attributes `json:"device_classes"`
	Periods         []PeriodView          `json:"periods"`
	Suspensions     []SuspensionView      `json:"suspensions"`
	Delisted        *EndingView           `json:"delisted"`
	Withdrawn       *EndingView           `json:"withdrawn"`
	NotInList       []AbsenceView         `json:"not_in_list"`
	Certificates    []string              `json:"certificates"`  // ids of those that cover it, whatever their status
	TestProfiles    []string              `json:"test_profiles"` // ids of those that they name
	Devices         []string              `json:"devices"`
	Clients         []string              `json:"clients"`
	CertificateType optional              `json:"certificate_type"`
	CSIPAUSVersion  optional              `json:"csip_aus_version"`
	Software        *SoftwareView         `json:"software"`
	Hardware        optional              `json:"hardware"`
	Jurisdictions   []string              `json:"jurisdictions"`
	Aliases         []string              `json:"aliases"`
	WhiteLabels     []WhiteLabelView      `json:"white_labels"`
	Notes           optional              `json:"notes"`
	Sources         []SourceView          `json:"sources"`
	Sample          bool                  `json:"sample"`
	FormerIDs       []string              `json:"former_ids"`
	CreatedAt       Instant               `json:"created_at"`
	UpdatedAt       Instant               `json:"updated_at"`
	Commit          optional              `json:"commit"`
	Links           Links                 `json:"links"`
}

// ListingView returns the view of a listing of r on the day on.
func (r *Register) ListingView(l *Listing, on Date) ListingView {
	v := ListingView{
		ID:              l.ID,
		Manufacturer:    r.manufacturers[l.Manufacturer].Name,
		ManufacturerID:  l.Manufacturer,
		Brand:           optional(l.Brand),
		Series:          optional(l.Series),
		Model:           l.Model,
		EntityType:      l.EntityType,
		Deployment:      optional(l.Deployment),
		Status:          l.StatusOn(on),
		Certified:       r.CertifiedOn(l.ID, on),
		On:              on,
		ListedUntil:     l.ListedUntil(on),
		DeviceClasses:   attributesView(l.DeviceClassesOn(on)),
		Periods:         make([]PeriodView, len(l.Periods)),
		Suspensions:     make([]SuspensionView, len(l.Suspensions)),
		Delisted:        endingView(l.Delisted),
		Withdrawn:       endingView(l.Withdrawn),
		NotInList:       make([]AbsenceView, len(l.NotInList)),
		Certificates:    idsOf(r.certificatesOf[l.ID]),
		TestProfiles:    r.TestProfilesOf(l.ID),
		Devices:         listOf(l.Devices),
		Clients:         idsOf(r.clientsOf[l.ID]),
		CertificateType: optional(l.CertificateType),
		CSIPAUSVersion:  optional(l.CSIPAUSVersion),
		Hardware:        optional(l.Hardware),
		Jurisdictions:   listOf(l.Jurisdictions),
		Aliases:         listOf(l.Aliases),
		WhiteLabels:     make([]WhiteLabelView, len(l.WhiteLabels)),
		Notes:           optional(l.Notes),
		Sources:         sourceViews(l.Sources),
		Sample:          l.Sample,
		FormerIDs:       listOf(l.FormerIDs),
		CreatedAt:       Instant(l.CreatedAt),
		UpdatedAt:       Instant(l.UpdatedAt),
		Commit:          optional(l.Commit),
		Links:           r.Links(Listings, l.ID),
	}
	for i, p := range l.Periods {
		v.Periods[i] = PeriodView(p)
	}
	for i, a := range l.NotInList {
		v.NotInList[i] = AbsenceView(a)
	}
	for i, s := range l.Suspensions {
		v.Suspensions[i] = SuspensionView{s.From, s.To, optional(s.Reason), optional(s.Source)}
	}
	for i, w := range l.WhiteLabels {
		v.WhiteLabels[i] = WhiteLabelView{w.Brand, optional(w.Model)}
	}
	if l.Software != nil {
		v.Software = &SoftwareView{optional(l.Software.Name), optional(l.Software.Versions)}
	}
	return v
}

// attributesView gives a class without attributes as {} rather than null.
func attributesView(classes map[string]Attributes) map[string]Attributes {
	views := make(map[string]Attributes, len(classes))
	for class, attributes := range classes {
		if attributes == nil {
			attributes = Attributes{}
		}
		views[class] = attributes
	}
	return views
}

// TestProfilesOf returns the ids of the test profiles that the certificates of a
// listing name, sorted. The list is never nil.
func (r *Register) TestProfilesOf(listing string) []string {
	set := map[string]bool{}
	for _, c := range r.certificatesOf[listing] {
		for _, p := range c.TestProfiles {
			set[p] = true
		}
	}
	return listOf(slices.Sorted(maps.Keys(set)))
}

func idsOf[R Record](records []R) []string {
	ids := make([]string, len(records))
	for i, rec := range records {
		ids[i] = rec.RecordMeta().ID
	}
	return ids
}

// A CertificateView is a certificate as readers see it. Status holds for the day
// in On.
type CertificateView struct {
	ID                string            `json:"id"`
	Number            string            `json:"number"`
	CertifyingBody    string            `json:"certifying_body"` // name
	CertifyingBodyID  string            `json:"certifying_body_id"`
	Standard          optional          `json:"standard"`
	StandardVersion   optional          `json:"standard_version"`
	CSIPAUSVersion    optional          `json:"csip_aus_version"`
	Status            CertificateStatus `json:"status"`
	On                Date              `json:"on"`
	CertificationDate Date              `json:"certification_date"`
	WitnessedDate     Date              `json:"witnessed_date"`
	Expiry            Date              `json:"expiry"`
	Revoked           *EndingView       `json:"revoked"`
	TestProfiles      []string          `json:"test_profiles"`
	TestsPassed       []string          `json:"tests_passed"`
	SoftwareVersions  optional          `json:"software_versions"`
	Listings          []string          `json:"listings"`
	Document          *DocumentView     `json:"document"`
	Notes             optional          `json:"notes"`
	Sources           []SourceView      `json:"sources"`
	Sample            bool              `json:"sample"`
	FormerIDs         []string          `json:"former_ids"`
	CreatedAt         Instant           `json:"created_at"`
	UpdatedAt         Instant           `json:"updated_at"`
	Commit            optional          `json:"commit"`
	Links             Links             `json:"links"`
}

// A DocumentView is a document with what is not known as null.
type DocumentView struct {
	URL    string   `json:"url"`
	SHA256 optional `json:"sha256"`
}

// CertificateView returns the view of a certificate of r on the day on.
func (r *Register) CertificateView(c *Certificate, on Date) CertificateView {
	v := CertificateView{
		ID:                c.ID,
		Number:            c.Number,
		CertifyingBody:    r.certifyingBodies[c.CertifyingBody].Name,
		CertifyingBodyID:  c.CertifyingBody,
		Standard:          optional(c.Standard),
		StandardVersion:   optional(c.StandardVersion),
		CSIPAUSVersion:    optional(c.CSIPAUSVersion),
		Status:            c.StatusOn(on),
		On:                on,
		CertificationDate: c.CertificationDate,
		WitnessedDate:     c.WitnessedDate,
		Expiry:            c.Expiry,
		Revoked:           endingView(c.Revoked),
		TestProfiles:      listOf(c.TestProfiles),
		TestsPassed:       listOf(c.TestsPassed),
		SoftwareVersions:  optional(c.SoftwareVersions),
		Listings:          listOf(c.Listings),
		Notes:             optional(c.Notes),
		Sources:           sourceViews(c.Sources),
		Sample:            c.Sample,
		FormerIDs:         listOf(c.FormerIDs),
		CreatedAt:         Instant(c.CreatedAt),
		UpdatedAt:         Instant(c.UpdatedAt),
		Commit:            optional(c.Commit),
		Links:             r.Links(Certificates, c.ID),
	}
	if c.Document != nil {
		v.Document = &DocumentView{c.Document.URL, optional(c.Document.SHA256)}
	}
	return v
}
