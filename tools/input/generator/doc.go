// Package generator makes synthetic registers of any size, shaped like the real lists, and the
// same for the same seed. They are for tests and measurements at size, and for showing the
// register without a claim about any real product.
//
//	vocabulary (settings, entity types, device classes, test profiles)
//	     │
//	     └── New(vocabulary, Options{Listings, Seed, On}) ──▶ Records       in memory
//	                                                     ├──▶ WriteFolder   a data folder
//	                                                     └──▶ WriteHistory  its history, for git
//
// # What is made
//
// Series are made one after the other until there are enough listings. A series has a
// manufacturer, device classes, and models that differ in size; its certificates cover all of
// its models. Every fourth series has a new manufacturer. The others go to earlier ones, mostly
// to the first, so that a few manufacturers have very many models and many have few.
//
// Among the listings are devices, clients in the device, clients on site or in the cloud with
// their devices, servers, and plain listings of any other entity type. They are open, expired,
// renewed with and without a gap, upcoming, suspended, delisted and withdrawn, and many end
// within weeks of the day On. Entity types and device classes are dealt like cards, so that a
// few dozen series have all of them.
//
// Attributes are drawn only from their type, unit, range, limit and vocabulary: a device class
// that is added as a file needs no change here.
//
// # History
//
// WriteHistory writes commits. The first has most of the listings; each of the others makes a
// change typical of a register, mostly a moved date in one file. They go to a CommitStream, in
// the format of git fast-import.
//
// # Guarantees
//
// The records follow the register's rules: Check finds at most warnings. Every listing and
// certificate has sample: true, and none has a source, an address or a document. Manufacturers
// and certifying bodies are made up, and say so in their names.
//
// Each series and each listing has its own random numbers. So a smaller register is a part of
// a larger one with the same seed and day; only its last series, and the certificates that
// cover it, may be cut short.
package generator
