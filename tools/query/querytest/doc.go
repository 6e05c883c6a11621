// Package querytest holds what every engine's tests share: a small register, a
// table of queries about it with answers worked out by hand, random registers
// and queries of any size, and an oracle that answers a query by looking at the
// JSON of every record, one after the other: which records match, in what order,
// what is shown of them, and how many there are by facet. The oracle shares no
// code with engines, nor with what package query makes of a query.
package querytest
