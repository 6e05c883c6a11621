// Package querytest holds what every engine's tests share: a small register, a
// table of queries about it with answers worked out by hand, random registers
// and queries of any size, and an oracle that answers a query by looking at the
// JSON of every record, one after the other: which records match, in what order,
// what is shown of them, and how many there are by facet. The oracle shares no
// code with engines, nor with what package query makes of a query.
//
// For the past there is the same again: SampleHistory is a history in which all happens once
// that happens to registers, RandomHistory makes others, and TestHistory compares what an
// engine says of them with answers worked out by hand, with registers made of single
// revisions, and with what a plain loop finds among all lines of changes.
//
// Lists is the history of a register that follows an official list.
package querytest
