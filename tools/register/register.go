package register

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Version identifies one state of a register's data.
type Version struct {
	ID     string    `json:"version"`          // the commit, or a digest of the files: equal only for equal data
	Commit string    `json:"commit,omitempty"` // "" when the files are not a commit
	Time   time.Time `json:"time,omitzero"`    // time of the commit, UTC
}

// A Register is a checked set of records, sorted by id and indexed. It is immutable and
// safe for concurrent use. Callers must not change what its methods return.
type Register struct {
	Records
	Version  Version
	location *time.Location

	entityTypes      map[string]*EntityType
	deviceClasses    map[string]*DeviceClass
	testProfiles     map[string]*TestProfile
	manufacturers    map[string]*Manufacturer
	certifyingBodies map[string]*CertifyingBody
	listings         map[string]*Listing
	certificates     map[string]*Certificate
	lists            map[string]*List
	former           map[Ref]string // former id → id

	certificatesOf map[string][]*Certificate // by listing
	listingsOf     map[string][]*Listing     // by manufacturer
	clientsOf      map[string][]*Listing     // by device
	issuedBy       map[string][]*Certificate // by certifying body
}

// New builds a Register from records. It takes ownership: it sorts the records in place,
// and they must not be changed afterwards. A duplicate id, a reference to a missing
// record or an unknown time zone is an error. New does not check the rules; see Check.
func New(records Records, version Version) (*Register, error) {
	r := &Register{Records: records, Version: version}
	var errs []error
	var err error
	if r.location, err = LoadZone(r.Settings.TimeZone); err != nil {
		errs = append(errs, fmt.Errorf("register: %w", err))
	}
	for _, k := range Kinds() {
		factsOf[k].records.index(r, &errs)
	}
	r.indexFormerIDs()
	var linking sync.WaitGroup
	linking.Go(r.link) // beside the check of the references, which takes as long
	for ref := range r.references() {
		if !r.Has(ref.To, ref.Target) {
			errs = append(errs, fmt.Errorf("register: %s %s: %s: no %s %q", ref.From.RecordKind().Name(), ref.From.RecordMeta().ID, ref.Field(), ref.To.Name(), ref.Target))
		}
	}
	linking.Wait()
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return r, nil
}

// With returns a register with the version, settings and vocabularies of r, and with the
// given listings and certificates instead of r's own. It serves to show a part of a
// larger register, so it does not check that references resolve; callers must not ask for
// records that are not there. It resolves the former ids of the records it has. It sorts
// listings and certificates in place.
func (r *Register) With(listings []*Listing, certificates []*Certificate) *Register {
	part := *r
	part.Listings, part.Certificates = listings, certificates
	var errs []error // duplicate or invalid ids were already refused when the whole register was built
	part.listings = index(part.Listings, &errs)
	part.certificates = index(part.Certificates, &errs)
	part.indexFormerIDs()
	part.link()
	return &part
}

// index sorts records by id and returns a map from id to record.
func index[R Record](records []R, errs *[]error) map[string]R {
	slices.SortFunc(records, func(a, b R) int { return cmp.Compare(a.RecordMeta().ID, b.RecordMeta().ID) })
	byID := make(map[string]R, len(records))
	for _, rec := range records {
		id := rec.RecordMeta().ID
		if err := CheckID(rec.RecordKind(), id); err != nil {
			*errs = append(*errs, fmt.Errorf("register: %w", err))
		}
		if _, twice := byID[id]; twice {
			*errs = append(*errs, fmt.Errorf("register: two records of kind %s have the id %q", rec.RecordKind().Name(), id))
		}
		byID[id] = rec
	}
	return byID
}

func (r *Register) indexFormerIDs() {
	r.former = map[Ref]string{}
	for rec := range r.All() {
		for _, id := range rec.FormerIDList() {
			r.former[rec.RecordKind().Ref(id)] = rec.RecordMeta().ID
		}
	}
}

// link indexes references in the opposite direction. Because records are already sorted,
// the lists it builds are sorted too.
func (r *Register) link() {
	r.certificatesOf = r.Coverage()
	r.listingsOf = map[string][]*Listing{}
	r.clientsOf = map[string][]*Listing{}
	r.issuedBy = map[string][]*Certificate{}
	for _, c := range r.Certificates {
		r.issuedBy[c.CertifyingBody] = append(r.issuedBy[c.CertifyingBody], c)
	}
	for _, l := range r.Listings {
		r.listingsOf[l.Manufacturer] = append(r.listingsOf[l.Manufacturer], l)
		for _, id := range l.Devices {
			r.clientsOf[id] = append(r.clientsOf[id], l)
		}
	}
}

// LoadZone returns the time zone with that name. It refuses "Local": the register's days
// must not depend on the machine.
func LoadZone(name string) (*time.Location, error) {
	if name != "" && name != "Local" {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc, nil
		}
	}
	return time.UTC, fmt.Errorf("unknown time zone %q: use an IANA name such as Australia/Sydney", name)
}

// Location returns the register's time zone.
func (r *Register) Location() *time.Location { return r.location }

// Today returns the register's date at the instant now.
func (r *Register) Today(now time.Time) Date { return DateIn(now, r.location) }

// Listing returns the listing with that id, or nil. It does not resolve former ids; see
// CurrentID.
func (r *Register) Listing(id string) *Listing { return r.listings[id] }

// Certificate returns the certificate with that id, or nil.
func (r *Register) Certificate(id string) *Certificate { return r.certificates[id] }

// Manufacturer returns the manufacturer with that id, or nil.
func (r *Register) Manufacturer(id string) *Manufacturer { return r.manufacturers[id] }

// CertifyingBody returns the certifying body with that id, or nil.
func (r *Register) CertifyingBody(id string) *CertifyingBody { return r.certifyingBodies[id] }

// DeviceClass returns the device class with that id, or nil.
func (r *Register) DeviceClass(id string) *DeviceClass { return r.deviceClasses[id] }

// EntityType returns the entity type with that id, or nil.
func (r *Register) EntityType(id string) *EntityType { return r.entityTypes[id] }

// TestProfile returns the test profile with that id, or nil.
func (r *Register) TestProfile(id string) *TestProfile { return r.testProfiles[id] }

// List returns the list with that id, or nil.
func (r *Register) List(id string) *List { return r.lists[id] }

// Record returns the record of kind k with that id, and whether it exists.
func (r *Register) Record(k Kind, id string) (rec Record, ok bool) {
	facts, ok := factsOf[k]
	if !ok {
		return nil, false
	}
	return facts.records.record(r, id)
}

// Has reports whether a record of kind k with that id exists.
func (r *Register) Has(k Kind, id string) bool {
	_, ok := r.Record(k, id)
	return ok
}

// CurrentID returns the current id of the record whose former id is given, and whether
// there is one.
func (r *Register) CurrentID(k Kind, former string) (string, bool) {
	id, ok := r.former[k.Ref(former)]
	return id, ok
}

// CertificatesOf returns the certificates that cover a listing, by id.
func (r *Register) CertificatesOf(listing string) []*Certificate { return r.certificatesOf[listing] }

// ListingsOf returns the listings of a manufacturer, by id.
func (r *Register) ListingsOf(manufacturer string) []*Listing { return r.listingsOf[manufacturer] }

// ClientsOf returns the client listings that cover a device, by id.
func (r *Register) ClientsOf(device string) []*Listing { return r.clientsOf[device] }

// IssuedBy returns the certificates of a certifying body, by id.
func (r *Register) IssuedBy(body string) []*Certificate { return r.issuedBy[body] }

// CertifiedOn reports whether a certificate that covers the listing is current on day.
func (r *Register) CertifiedOn(listing string, day Date) bool {
	for _, c := range r.certificatesOf[listing] {
		if c.StatusOn(day) == CertificateCurrent {
			return true
		}
	}
	return false
}
