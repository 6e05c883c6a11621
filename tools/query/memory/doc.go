// Package memory answers queries from a register held in memory. It is the server's
// default engine. New returns the engine of a register, and Engine.List answers a query;
// see the package example.
//
// An Engine belongs to one version of the register, is immutable, and is safe for
// concurrent use. New returns at once: each index and each record's JSON is built once,
// on first use. Warm builds all of them ahead of the first request.
//
// # How a query is answered
//
// Each record has an ordinal, its index in the order of ids. The index of a field holds
// its distinct values in order, and for each of them the ordinals of the records that
// have it, so every operator selects a run of values. A filter becomes a bit set of
// ordinals, filters are combined by "and", and the total is the number of bits. A page
// walks the index of the field that it is sorted by, or sorts the matches if they are
// few. Ordinals sort like ids, so the order is total, and a page begins right after the
// last record of the previous one.
//
// A facet is counted in the set of matches: for common values by "and" with their own
// sets, for others by their ordinals; or, if there are few matches, record by record. If
// there is a filter on the facet's field, the facet has its own set of matches, without
// that filter.
//
// Daily fields have an index per day; the indexes of the most recently used days are
// cached. An attribute has one index for all days if no listing has another value of it
// in some period.
//
// # The past
//
// With a journal the engine answers queries for changes, and At returns the engine of an
// earlier revision: it shares the records of the newest, except for those that changed
// according to the journal, and builds its indexes like any other. The most recently used
// engines are cached. The journal is opened on first use and read line by line as answers
// need it. The example WithJournal queries a day in the past.
//
// # JSON
//
// A record's JSON is register.EncodeJSON of its view, byte for byte. The part of it that
// depends on the day is contiguous, and only that part is built again for another day. A
// query with the parameter fields gets those members unchanged. Included data is in a
// last member:
//
//	{"id": "tesla/powerwall-2", …, "included": {"certificates": [{…}], "history": [{…}]}}
package memory
