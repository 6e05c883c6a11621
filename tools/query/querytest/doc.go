// Package querytest contains tests that all engines share: a small register, a table of
// queries about it with hand-written answers, random registers and queries of any size,
// and an oracle that answers a query by looking at the JSON of every record: which
// records match, in what order, what is shown of them, and how many there are by facet.
// The oracle shares no code with engines, or with package query's own interpretation of a
// query.
//
// The same exists for the past: SampleHistory is a history in which everything that can
// happen to a register happens once, RandomHistory creates others, and TestHistory
// compares an engine's answers with hand-written ones, with registers made from single
// revisions, and with a plain loop over all lines of changes.
//
// Lists is the history of a register that follows an official list.
package querytest
