// Package generator makes synthetic registers: as large as wanted, shaped like
// the real lists, and the same for the same seed. They are for tests and
// measurements at size, and for showing the register without a claim about any
// real product.
//
//	vocabulary (settings, entity types, device classes, test profiles)
//	     │
//	     └── New(vocabulary, Options{Listings, Seed, On}) ──▶ Records       in memory
//	                                                     ├──▶ WriteFolder   a data folder
//	                                                     └──▶ WriteHistory  its history, for git
//
// # What is made
//
// Series, one after the other, until there are enough listings. A series has a
// manufacturer, device classes, and models that differ in size; its certificates
// cover all of its models. Every fourth series is of a new manufacturer, the
// others go to earlier ones, mostly to the first, so that a few makers have very
// many models and many have few.
//
// Among the listings are devices, clients in the device, clients on site or in
// the cloud with the devices that they speak for, servers, and plain listings of
// any other entity type; open, expired, renewed with and without a gap, upcoming,
// suspended, delisted and withdrawn ones; and many that end within weeks of the
// day On. Entity types and device classes are dealt like cards, so that a few dozen
// series have all of them.
//
// Attributes are drawn from their type, unit, range, limit and vocabulary alone: a
// device class that is added as a file is generated without a change here.
//
// # History
//
// WriteHistory writes commits, of which the first has most of the listings, and each of
// the others does what a register's commits do: mostly it moves a date in one file. They
// go to a CommitStream, in the form that git fast-import reads.
//
// # What holds
//
// The records keep the register's rules: Check finds warnings at most. Every
// listing and certificate has sample: true, and none has a source, an address or a
// document. Manufacturers and certifying bodies are made up, and say so in their
// names.
//
// Each series and each listing has a stream of random numbers of its own. So a
// smaller register is a part of a larger one with the same seed and day; only its
// last series, and what covers that, may be cut short.
package generator
