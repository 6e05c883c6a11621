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
	case r.entry < 0:
		return r.field
	case r.To == DeviceClasses:
		return r.field + "." + r.Target
	case r.To == Lists:
		return fmt.Sprintf("%s[%d].list", r.field, r.entry)
	}
	return fmt.Sprintf("%s[%d]", r.field, r.entry)
}

// isOfProduct reports whether a reference is to a listing or certificate, of which many
// are near each other; a word of a vocabulary is near one only.
func (r reference) isOfProduct() bool {
	return r.To == Listings || r.To == Certificates
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
	for _, f := range referringFields[rec.RecordKind()] {
		if f.one != nil {
			if !yield(reference{rec, f.to, f.one(rec), f.name, -1, nil}) {
				return false
			}
			continue
		}
		targets := f.list(rec)
		for i, target := range targets {
			if !yield(reference{rec, f.to, target, f.name, i, targets}) {
				return false
			}
		}
	}
	return true
}

// A referringField is a field whose value is the id of another record, or a list of ids.
type referringField struct {
	name string
	to   Kind
	one  func(Record) string
	list func(Record) []string
}

// referringFields are all of these, by the kind that has them, in the order
// of the fields. The classes of a listing are the names of the fields below.
var referringFields = map[Kind][]referringField{
	TestProfiles: {
		{"replaced_by", TestProfiles, nil, func(r Record) []string { return r.(*TestProfile).ReplacedBy }},
	},
	Lists: {
		{"device_class", DeviceClasses, func(r Record) string { return r.(*List).DeviceClass }, nil},
	},
	Listings: {
		{"manufacturer", Manufacturers, func(r Record) string { return r.(*Listing).Manufacturer }, nil},
		{"entity_type", EntityTypes, func(r Record) string { return r.(*Listing).EntityType }, nil},
		{"device_classes", DeviceClasses, nil, func(r Record) []string { return slices.Sorted(maps.Keys(r.(*Listing).DeviceClasses)) }},
		{"devices", Listings, nil, func(r Record) []string { return r.(*Listing).Devices }},
		{"not_in_list", Lists, nil, func(r Record) []string { return r.(*Listing).absentFrom() }},
	},
	Certificates: {
		{"certifying_body", CertifyingBodies, func(r Record) string { return r.(*Certificate).CertifyingBody }, nil},
		{"test_profiles", TestProfiles, nil, func(r Record) []string { return r.(*Certificate).TestProfiles }},
		{"listings", Listings, nil, func(r Record) []string { return r.(*Certificate).Listings }},
	},
}

// Refers returns which fields of the kind's records name other records, and of which
// kind these are.
func (k Kind) Refers() map[string]Kind {
	refers := map[string]Kind{}
	for _, f := range referringFields[k] {
		refers[f.name] = f.to
	}
	return refers
}
