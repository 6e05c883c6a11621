package register

import (
	"slices"
	"strings"
)

// A Kind is a kind of record. Its text is the name of the folder that holds the records;
// the site, the API, the downloads and the database use the same name. The zero Kind is
// no kind.
type Kind string

// The kinds of records.
const (
	Listings         Kind = "listings"
	Certificates     Kind = "certificates"
	Manufacturers    Kind = "manufacturers"
	CertifyingBodies Kind = "certifying-bodies"
	EntityTypes      Kind = "entity-types"
	DeviceClasses    Kind = "device-classes"
	TestProfiles     Kind = "test-profiles"
	Lists            Kind = "lists"
)

// Kinds returns all kinds, vocabularies before the records that refer to them.
func Kinds() []Kind {
	return []Kind{EntityTypes, DeviceClasses, TestProfiles, Lists, Manufacturers, CertifyingBodies, Listings, Certificates}
}

// KindOf returns the kind whose folder has the given name.
func KindOf(folder string) (k Kind, ok bool) {
	if !slices.Contains(Kinds(), Kind(folder)) {
		return "", false
	}
	return Kind(folder), true
}

// kindFacts are the results of a Kind's methods, and where its records are.
type kindFacts struct {
	name    string
	schema  string
	depth   int
	idForm  *idForm
	records collection
}

var factsOf = map[Kind]kindFacts{
	Listings: {"listing", "listing.schema.json", 2, slugForm, recordsOf[Listing, *Listing]{
		func(r *Records) *[]*Listing { return &r.Listings }, func(r *Register) *map[string]*Listing { return &r.listings },
		func(c *Counts) *int { return &c.Listings },
	}},
	Certificates: {"certificate", "certificate.schema.json", 2, slugForm, recordsOf[Certificate, *Certificate]{
		func(r *Records) *[]*Certificate { return &r.Certificates }, func(r *Register) *map[string]*Certificate { return &r.certificates },
		func(c *Counts) *int { return &c.Certificates },
	}},
	Manufacturers: {"manufacturer", "manufacturer.schema.json", 1, slugForm, recordsOf[Manufacturer, *Manufacturer]{
		func(r *Records) *[]*Manufacturer { return &r.Manufacturers }, func(r *Register) *map[string]*Manufacturer { return &r.manufacturers },
		func(c *Counts) *int { return &c.Manufacturers },
	}},
	CertifyingBodies: {"certifying body", "certifying-body.schema.json", 1, slugForm, recordsOf[CertifyingBody, *CertifyingBody]{
		func(r *Records) *[]*CertifyingBody { return &r.CertifyingBodies }, func(r *Register) *map[string]*CertifyingBody { return &r.certifyingBodies },
		func(c *Counts) *int { return &c.CertifyingBodies },
	}},
	EntityTypes: {"entity type", "entity-type.schema.json", 1, slugForm, recordsOf[EntityType, *EntityType]{
		func(r *Records) *[]*EntityType { return &r.EntityTypes }, func(r *Register) *map[string]*EntityType { return &r.entityTypes },
		func(c *Counts) *int { return &c.EntityTypes },
	}},
	DeviceClasses: {"device class", "device-class.schema.json", 1, wordForm, recordsOf[DeviceClass, *DeviceClass]{
		func(r *Records) *[]*DeviceClass { return &r.DeviceClasses }, func(r *Register) *map[string]*DeviceClass { return &r.deviceClasses },
		func(c *Counts) *int { return &c.DeviceClasses },
	}},
	TestProfiles: {"test profile", "test-profile.schema.json", 1, codeForm, recordsOf[TestProfile, *TestProfile]{
		func(r *Records) *[]*TestProfile { return &r.TestProfiles }, func(r *Register) *map[string]*TestProfile { return &r.testProfiles },
		func(c *Counts) *int { return &c.TestProfiles },
	}},
	Lists: {"list", "list.schema.json", 1, slugForm, recordsOf[List, *List]{
		func(r *Records) *[]*List { return &r.Lists }, func(r *Register) *map[string]*List { return &r.lists },
		func(c *Counts) *int { return &c.Lists },
	}},
}

// Folder returns the name of the folder that holds the records: "device-classes".
func (k Kind) Folder() string { return string(k) }

// Name returns the singular name for people: "device class". An unknown kind is its own
// name.
func (k Kind) Name() string {
	if facts, ok := factsOf[k]; ok {
		return facts.name
	}
	return string(k)
}

// Plural returns the plural name for people: "device classes".
func (k Kind) Plural() string { return strings.ReplaceAll(string(k), "-", " ") }

// Schema returns the name of the JSON Schema in schemas/ that describes a record.
func (k Kind) Schema() string { return factsOf[k].schema }

// Depth returns the number of parts of an id: 2 for listings and certificates, otherwise
// 1.
func (k Kind) Depth() int { return factsOf[k].depth }
