package register

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

// A reference is one mention of a record's id in another record.
type reference struct {
	From   Record
	To     Kind
	Target string
	field  string
	entry  int      // of a list; -1 where the field is none
	list   []string // what the list has; nil where the field is none
}

// Field returns the path of the field in From: "devices[2]". It is put together
// only when asked for, since of a hundred thousand references few are wrong.
func (r reference) Field() string {
	switch {
	case r.To.Folder == DeviceClasses.Folder:
		return r.field + "." + r.Target
	case r.entry < 0:
		return r.field
	}
	return fmt.Sprintf("%s[%d]", r.field, r.entry)
}

// isOfProduct reports whether a reference is to a listing or certificate, of which many
// are near each other; a word of a vocabulary is near one only.
func (r reference) isOfProduct() bool {
	return r.To.Folder == Listings.Folder || r.To.Folder == Certificates.Folder
}

// references yields every reference, in the order of All and of the fields.
func (r *Records) references() iter.Seq[reference] {
	return func(yield func(reference) bool) {
		for rec := range r.All() {
			if !eachReference(rec, yield) {
				return
			}
		}
	}
}

func eachReference(rec Record, yield func(reference) bool) bool {
	one := func(field string, to Kind, target string) bool {
		return yield(reference{rec, to, target, field, -1, nil})
	}
	list := func(field string, to Kind, targets []string) bool {
		for i, target := range targets {
			if !yield(reference{rec, to, target, field, i, targets}) {
				return false
			}
		}
		return true
	}
	switch rec := rec.(type) {
	case *TestProfile:
		return list("replaced_by", TestProfiles, rec.ReplacedBy)
	case *Listing:
		return one("manufacturer", Manufacturers, rec.Manufacturer) &&
			one("entity_type", EntityTypes, rec.EntityType) &&
			list("device_classes", DeviceClasses, slices.Sorted(maps.Keys(rec.DeviceClasses))) &&
			list("devices", Listings, rec.Devices)
	case *Certificate:
		return one("certifying_body", CertifyingBodies, rec.CertifyingBody) &&
			list("test_profiles", TestProfiles, rec.TestProfiles) &&
			list("listings", Listings, rec.Listings)
	}
	return true
}
