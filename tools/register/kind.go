package register

// A Kind is a kind of record. Its Folder is its name in the data folder, in
// addresses of the site and of the API, and in the downloads, so that a person
// who knows one knows all.
type Kind struct {
	Name   string // one record, as people say it: "device class"
	Folder string // where they are: "device-classes"
	Schema string // the file in schemas/ that describes one
	Depth  int    // segments of an id: 2 for listings and certificates
	idForm *idForm
}

// The kinds of records.
var (
	Listings         = Kind{"listing", "listings", "listing.schema.json", 2, slugForm}
	Certificates     = Kind{"certificate", "certificates", "certificate.schema.json", 2, slugForm}
	Manufacturers    = Kind{"manufacturer", "manufacturers", "manufacturer.schema.json", 1, slugForm}
	CertifyingBodies = Kind{"certifying body", "certifying-bodies", "certifying-body.schema.json", 1, slugForm}
	EntityTypes      = Kind{"entity type", "entity-types", "entity-type.schema.json", 1, slugForm}
	DeviceClasses    = Kind{"device class", "device-classes", "device-class.schema.json", 1, wordForm}
	TestProfiles     = Kind{"test profile", "test-profiles", "test-profile.schema.json", 1, codeForm}
	Lists            = Kind{"list", "lists", "list.schema.json", 1, slugForm}
)

// Kinds returns all kinds, vocabularies before the records that refer to them.
func Kinds() []Kind {
	return []Kind{EntityTypes, DeviceClasses, TestProfiles, Lists, Manufacturers, CertifyingBodies, Listings, Certificates}
}
