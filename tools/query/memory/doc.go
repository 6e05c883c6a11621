// Package memory is the engine that answers queries from a register held in
// memory: the server's default. New makes the engine of a register, and Engine.List
// answers a query: see the package example.
//
// An Engine belongs to one version of the register, never changes, and may be
// used from many goroutines. New returns at once: an index is built when a query
// first needs it, and a record's JSON when it is first given, each once for the
// version. Warm does all of that ahead of the first request.
//
// # How a query is answered
//
// A record is known by its ordinal, its place by id. The index of a field holds
// its distinct values in order, and for each the ordinals of the records that
// have it: every operator is a run of values. A filter becomes a set of ordinals
// (a bit each), filters are combined by "and", and the total is the number of
// bits. A page walks the index of the field it is sorted by, or sorts what was
// found when that is little. Ordinals order as ids do, so that the order is
// total and a page begins right after the record that the last one ended with.
//
// A facet is counted in the set that was found: the values that many records have
// by "and" with their own sets, the others by their ordinals; or, where little was
// found, record by record. A facet on whose field there is a filter has a set of its
// own, found without.
//
// Fields that depend on the day have their index for the day; the indexes of the
// days last asked for are kept. An attribute that no listing has another value of in some
// period has one index for all days.
//
// # The past
//
// With a journal the engine answers what changed, and At gives the engine of what the
// register said at an earlier revision: its records are those of the newest, but for
// what the journal says they were, and its indexes are built as any other's. The few
// engines that were asked for last are kept. The journal is opened when it is first
// needed, and read for the lines that an answer has. The example WithJournal asks as of a
// day in the past.
//
// # JSON
//
// A record is given as register.EncodeJSON of its view, byte for byte. The part
// of it that depends on the day is adjacent in the view, and only that is made
// again for another day. A query that asks for some fields gets those members of
// it, as they are. What is included stands in a last member:
//
//	{"id": "tesla/powerwall-2", …, "included": {"certificates": [{…}], "history": [{…}]}}
package memory
