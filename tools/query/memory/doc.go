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
// Each record has an ordinal, its index in the order of ids. The index of a field holds its
// distinct values in order; the rank of a value is its place among them. Every operator selects a
// few runs of ranks. A filter becomes a bit set of ordinals, filters are combined by "and", and the
// total is the number of bits. A page walks the values of the field that it is sorted by, or
// selects the first of the matches if they are few. Ordinals sort like ids, so the order is total,
// and a page begins right after the last record of the previous one.
//
// An index holds for all days. It keeps apart
//
//   - the records whose values are the same on all days: for each rank their ordinals (see
//     postings). A tree holds the unions of blocks of them as bit sets, so a run of any length
//     costs a few bit sets and two parts of blocks.
//   - the others: an entry for each run of days on which a record has a value (see dated). A value
//     that many records have has a timeline: the changes of the set of its records in order of
//     days, and the whole set after every so many of them. The set of any day is the nearest of
//     those and a few changes. The entries of a rarer value are looked at one by one, unless no
//     entry of it holds on the day; or, if few records are left, the entries of these records.
//
// So with n records no day costs more than another. A run of constant values or the records of a
// common value cost O(n/64) words and at most n/16 single ordinals; thresholds of a field whose
// values change from day to day, such as listed_until, cost a look at each entry in the run. Trees
// take as much memory as the ordinals, and the sets of a timeline half of what its changes take.
//
// A facet is counted in the set of matches: by "and" with the bit sets of each value; or, if there
// are few matches, record by record. If there is a filter on the facet's field, the facet has its
// own set of matches, without that filter.
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
// A record's JSON is register.EncodeJSON of its view, byte for byte. Its names of fields and
// empty values are kept once for all records that have the same ones (see layout), and so are other
// values that several records have (see sharedValues). The part of it that depends on the day is kept
// for each run of days on which it differs only in the day. A query with the parameter fields gets
// those members unchanged. Included data is in a last member:
//
//	{"id": "tesla/powerwall-2", …, "included": {"certificates": [{…}], "history": [{…}]}}
package memory
