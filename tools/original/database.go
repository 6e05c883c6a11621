package original

import (
	"cmp"
	"slices"
	"strings"
)

// A Database is what the tables of the original hold at one moment, as text: what
// a value means, and whether it means anything, is for Import to say. A NULL is
// "". Each table's rows are in the order of their keys.
type Database struct {
	EntityTypes    []EntityType
	DeviceClasses  []DeviceClass
	Attributes     []Attribute
	Listings       []Listing
	ListingClasses []ListingClass
	Values         []Value
	Certificates   []Certificate
	// Unread are the columns, and as table.column, that the tables have and that
	// are not read.
	Unread []string
}

// An EntityType is a row of entity_types.
type EntityType struct{ ID, Name, Description string }

// A DeviceClass is a row of device_classes.
type DeviceClass struct{ ID, Name, Description string }

// An Attribute is a row of device_class_attributes: what a class's attribute is.
type Attribute struct{ ClassID, Name, Type, Description string }

// A Listing is a row of listings. Its times are in UTC, as Postgres writes a
// timestamp.
type Listing struct{ ID, EntityTypeID, Manufacturer, Model, Status, CreatedAt, UpdatedAt string }

// A ListingClass is a row of listing_device_classes: a listing is of a class.
type ListingClass struct{ ListingID, ClassID string }

// A Value is a row of listing_device_class_attributes.
type Value struct{ ListingID, ClassID, Name, Value string }

// A Certificate is a row of certificates. Its dates are YYYY-MM-DD.
type Certificate struct {
	ID, ListingID, Expiry, CertificationDate, CertifyingBody string
	TestProfiles                                             []string
}

// sort puts the rows in the order of their keys, so that what is made of them does
// not depend on where Postgres happens to keep them.
func (db *Database) sort() {
	slices.SortFunc(db.EntityTypes, func(a, b EntityType) int { return compareKeys(a.ID, b.ID) })
	slices.SortFunc(db.DeviceClasses, func(a, b DeviceClass) int { return compareKeys(a.ID, b.ID) })
	slices.SortFunc(db.Attributes, func(a, b Attribute) int {
		return cmp.Or(compareKeys(a.ClassID, b.ClassID), strings.Compare(a.Name, b.Name))
	})
	slices.SortFunc(db.Listings, func(a, b Listing) int { return compareKeys(a.ID, b.ID) })
	slices.SortFunc(db.ListingClasses, func(a, b ListingClass) int {
		return cmp.Or(compareKeys(a.ListingID, b.ListingID), compareKeys(a.ClassID, b.ClassID))
	})
	slices.SortFunc(db.Values, func(a, b Value) int {
		return cmp.Or(compareKeys(a.ListingID, b.ListingID), compareKeys(a.ClassID, b.ClassID),
			strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
	})
	slices.SortFunc(db.Certificates, func(a, b Certificate) int { return compareKeys(a.ID, b.ID) })
	slices.Sort(db.Unread)
}

// compareKeys orders whole numbers by value, before all other keys.
func compareKeys(a, b string) int {
	na, nb := isWhole(a), isWhole(b)
	switch {
	case na && nb:
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	case na:
		return -1
	case nb:
		return 1
	}
	return strings.Compare(a, b)
}

func isWhole(key string) bool {
	return key != "" && !strings.ContainsFunc(key, func(r rune) bool { return r < '0' || r > '9' })
}
