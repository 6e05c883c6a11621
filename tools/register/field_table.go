package register

// tables are the fields of each kind, which stand beside its struct. A test checks that no
// field of a struct is missing. init fills it, because functions of derived fields may refer
// to it.
var tables map[Kind][]*Field

func init() {
	tables = map[Kind][]*Field{
		Listings: tableOf[Listing](listingFields...), Certificates: tableOf[Certificate](certificateFields...),
		Manufacturers: tableOf[Manufacturer](manufacturerFields...), CertifyingBodies: tableOf[CertifyingBody](certifyingBodyFields...),
		EntityTypes: tableOf[EntityType](entityTypeFields...), DeviceClasses: tableOf[DeviceClass](deviceClassFields...),
		TestProfiles: tableOf[TestProfile](testProfileFields...), Lists: tableOf[List](listFields...),
	}
}

// links are the last field of every kind.
var links = derived("links", func(r *Register, rec Record, _ Date) Links { return r.Links(rec.RecordKind(), rec.RecordMeta().ID) })
