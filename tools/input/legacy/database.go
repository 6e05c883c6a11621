package legacy

// A Database is the content of the legacy tables at one moment, each table's rows in the
// order of their ids. Except for keys everything is text; Import interprets it. A NULL is "",
// or 0 as a key.
type Database struct {
	EntityTypes    []EntityType
	DeviceClasses  []DeviceClass
	Attributes     []Attribute
	Listings       []Listing
	ListingClasses []ListingClass
	Values         []Value
	Certificates   []Certificate
	// Unread are the columns, as table.column, that the tables have and that are not read.
	Unread []string
	// Zone is the time zone assumed for times without one.
	Zone string
}

// An EntityType is a row of entity_types.
type EntityType struct {
	ID                int64
	Name, Description string
}

// A DeviceClass is a row of device_classes.
type DeviceClass struct {
	ID                int64
	Name, Description string
}

// An Attribute is a row of device_class_attributes, which defines an attribute of a class.
type Attribute struct {
	ID, ClassID             int64
	Name, Type, Description string
}

// A Listing is a row of listings. Its times are in UTC, as Postgres writes a timestamp.
type Listing struct {
	ID, EntityTypeID                                  int64
	Manufacturer, Model, Status, CreatedAt, UpdatedAt string
}

// A ListingClass is a row of listing_device_classes: a listing has a class.
type ListingClass struct{ ID, ListingID, ClassID int64 }

// A Value is a row of listing_device_class_attributes.
type Value struct {
	ID, ListingID, ClassID int64
	Name, Value            string
}

// A Certificate is a row of certificates. Its dates are YYYY-MM-DD.
type Certificate struct {
	ID, ListingID                             int64
	Expiry, CertificationDate, CertifyingBody string
	TestProfiles                              []string
}
