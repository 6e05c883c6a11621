package register

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

// A reference is one occurrence of a record's id in another record.
type reference struct {
	From   Record
	To     Kind
	Target string
	field  string
	entry  int      // index in the list; -1 if the field is not a list
	list   []string // the whole list; nil if the field is not a list
}

// Field returns the path of the field in From, such as "devices[2]". It is built on
// demand, because few of a hundred thousand references are wrong.
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

// isOfProduct reports whether the target is a listing or certificate. Many ids of
// products are similar to each other, whereas a word of a vocabulary is similar to one
// other at most.
func (r reference) isOfProduct() bool {
	return r.To == Listings || r.To == Certificates
}

// references yields every reference, in the order of All and then of the fields.
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

// referringFields are these fields by the kind that has them, in the order of the fields.
// A listing's device classes are the keys of its field device_classes.
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

// Refers returns the fields of the kind's records that name other records, with the kinds
// of those.
func (k Kind) Refers() map[string]Kind {
	refers := map[string]Kind{}
	for _, f := range referringFields[k] {
		refers[f.name] = f.to
	}
	return refers
}
