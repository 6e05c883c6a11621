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

// OtherNames returns the further names by which people know a record of a vocabulary.
func OtherNames(rec Record) []string {
	switch rec := rec.(type) {
	case *Manufacturer:
		return rec.Aliases
	case *CertifyingBody:
		return rec.Aliases
	case *DeviceClass:
		return []string{rec.ShortName}
	}
	return nil
}

// NewRecord returns an empty record of kind k.
func NewRecord(k Kind) Record {
	facts, ok := factsOf[k]
	if !ok {
		panic("register: no records of kind " + k.Name())
	}
	return facts.records.newRecord()
}

// Add adds a record to the list of its kind.
func (r *Records) Add(rec Record) { factsOf[rec.RecordKind()].records.add(r, rec) }

// All yields every record, kind by kind in the order of Kinds.
func (r *Records) All() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for _, k := range Kinds() {
			if !factsOf[k].records.each(r, yield) {
				return
			}
		}
	}
}

// OfKind returns the records of kind k, in their order.
func (r *Records) OfKind(k Kind) []Record {
	of := factsOf[k].records
	records := make([]Record, 0, of.count(r))
	of.each(r, func(rec Record) bool {
		records = append(records, rec)
		return true
	})
	return records
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
