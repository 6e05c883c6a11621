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

// kindFacts are the results of a Kind's methods.
type kindFacts struct {
	name   string
	schema string
	depth  int
	idForm *idForm
}

var factsOf = map[Kind]kindFacts{
	Listings:         {"listing", "listing.schema.json", 2, slugForm},
	Certificates:     {"certificate", "certificate.schema.json", 2, slugForm},
	Manufacturers:    {"manufacturer", "manufacturer.schema.json", 1, slugForm},
	CertifyingBodies: {"certifying body", "certifying-body.schema.json", 1, slugForm},
	EntityTypes:      {"entity type", "entity-type.schema.json", 1, slugForm},
	DeviceClasses:    {"device class", "device-class.schema.json", 1, wordForm},
	TestProfiles:     {"test profile", "test-profile.schema.json", 1, codeForm},
	Lists:            {"list", "list.schema.json", 1, slugForm},
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
