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
	Field  string // the path of the field in From: "devices[2]"
	To     Kind
	Target string
}

// references yields every reference, in the order of All and of the fields.
func (r *Records) references() iter.Seq[reference] {
	return func(yield func(reference) bool) {
		for rec := range r.All() {
			for _, ref := range referencesOf(rec) {
				if !yield(ref) {
					return
				}
			}
		}
	}
}

func referencesOf(rec Record) []reference {
	var refs []reference
	add := func(field string, to Kind, target string) {
		refs = append(refs, reference{rec, field, to, target})
	}
	addAll := func(field string, to Kind, targets []string) {
		for i, t := range targets {
			add(fmt.Sprintf("%s[%d]", field, i), to, t)
		}
	}
	switch rec := rec.(type) {
	case *TestProfile:
		addAll("replaced_by", TestProfiles, rec.ReplacedBy)
	case *Listing:
		add("manufacturer", Manufacturers, rec.Manufacturer)
		add("entity_type", EntityTypes, rec.EntityType)
		for _, class := range slices.Sorted(maps.Keys(rec.DeviceClasses)) {
			add("device_classes."+class, DeviceClasses, class)
		}
		addAll("devices", Listings, rec.Devices)
	case *Certificate:
		add("certifying_body", CertifyingBodies, rec.CertifyingBody)
		addAll("test_profiles", TestProfiles, rec.TestProfiles)
		addAll("listings", Listings, rec.Listings)
	}
	return refs
}
