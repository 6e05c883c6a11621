// Package mirror answers the current version of a register in Postgres from memory, ten
// times as fast as the database could.
//
// An Engine belongs to one version. It begins as the engine of package postgres, and
// answers everything by SQL. A Filler reads all records of the version into an engine of
// package memory, which from then on answers what concerns the version itself. The database
// is still asked for the past: the engines of earlier revisions, changes, and histories. Both give
// the same bytes, so nobody notices when one takes over from the other, not even in the
// middle of a list.
//
// A new version is read by its changes: only records whose rows began or ended since the
// version before are read, and the others are shared with it.
//
// # Why the answers are the same
//
// Two engines give the same answers about the same register if the same release has made
// their data. Another release may have loaded the database, and stored documents, statuses
// or words that this one would not. So postgres.Engine.ReadAll computes what this release would
// store of each record, and refuses a version of which any record differs. The database then
// answers, until the register is loaded again.
package mirror
