package register

import "iter"

// This file has the methods that make all kinds of records usable as a Record.

func (*EntityType) RecordKind() Kind     { return EntityTypes }
func (*DeviceClass) RecordKind() Kind    { return DeviceClasses }
func (*TestProfile) RecordKind() Kind    { return TestProfiles }
func (*Manufacturer) RecordKind() Kind   { return Manufacturers }
func (*CertifyingBody) RecordKind() Kind { return CertifyingBodies }
func (*Listing) RecordKind() Kind        { return Listings }
func (*Certificate) RecordKind() Kind    { return Certificates }
func (*List) RecordKind() Kind           { return Lists }

func (r *EntityType) RecordName() string     { return r.Name }
func (r *DeviceClass) RecordName() string    { return r.Name }
func (r *TestProfile) RecordName() string    { return r.Name }
func (r *Manufacturer) RecordName() string   { return r.Name }
func (r *CertifyingBody) RecordName() string { return r.Name }
func (r *Listing) RecordName() string        { return r.Model }
func (r *Certificate) RecordName() string    { return r.Number }
func (r *List) RecordName() string           { return r.Name }

func (r *EntityType) FormerIDList() []string     { return r.FormerIDs }
func (r *DeviceClass) FormerIDList() []string    { return r.FormerIDs }
func (r *TestProfile) FormerIDList() []string    { return r.FormerIDs }
func (r *Manufacturer) FormerIDList() []string   { return r.FormerIDs }
func (r *CertifyingBody) FormerIDList() []string { return r.FormerIDs }
func (r *Listing) FormerIDList() []string        { return r.FormerIDs }
func (r *Certificate) FormerIDList() []string    { return r.FormerIDs }
func (r *List) FormerIDList() []string           { return r.FormerIDs }

// NewRecord returns an empty record of kind k.
func NewRecord(k Kind) Record {
	switch k {
	case EntityTypes:
		return new(EntityType)
	case DeviceClasses:
		return new(DeviceClass)
	case TestProfiles:
		return new(TestProfile)
	case Manufacturers:
		return new(Manufacturer)
	case CertifyingBodies:
		return new(CertifyingBody)
	case Listings:
		return new(Listing)
	case Certificates:
		return new(Certificate)
	case Lists:
		return new(List)
	}
	panic("register: no records of kind " + k.Name())
}

// Add adds a record to the list of its kind.
func (r *Records) Add(rec Record) {
	switch rec := rec.(type) {
	case *EntityType:
		r.EntityTypes = append(r.EntityTypes, rec)
	case *DeviceClass:
		r.DeviceClasses = append(r.DeviceClasses, rec)
	case *TestProfile:
		r.TestProfiles = append(r.TestProfiles, rec)
	case *Manufacturer:
		r.Manufacturers = append(r.Manufacturers, rec)
	case *CertifyingBody:
		r.CertifyingBodies = append(r.CertifyingBodies, rec)
	case *Listing:
		r.Listings = append(r.Listings, rec)
	case *Certificate:
		r.Certificates = append(r.Certificates, rec)
	case *List:
		r.Lists = append(r.Lists, rec)
	}
}

// All yields every record, kind by kind in the order of Kinds.
func (r *Records) All() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		_ = each(r.EntityTypes, yield) && each(r.DeviceClasses, yield) && each(r.TestProfiles, yield) && each(r.Lists, yield) &&
			each(r.Manufacturers, yield) && each(r.CertifyingBodies, yield) &&
			each(r.Listings, yield) && each(r.Certificates, yield)
	}
}

func each[R Record](records []R, yield func(Record) bool) bool {
	for _, rec := range records {
		if !yield(rec) {
			return false
		}
	}
	return true
}

// Coverage returns the certificates that cover each listing, by its id.
func (r *Records) Coverage() map[string][]*Certificate {
	covering := map[string][]*Certificate{}
	for _, c := range r.Certificates {
		for _, id := range c.Listings {
			covering[id] = append(covering[id], c)
		}
	}
	return covering
}
