// Package postgres keeps the register in a Postgres database, and answers queries from it.
//
//	register ──Load──▶ tables ──Connect──▶ Database ──Current──▶ Engine
//
// Load brings a database to the state of a register. An Engine gives the same answers as
// memory.Engine, byte for byte, for one version in a database; a Follower keeps a server on
// the newest version. The API's keys can be kept in the same database.
//
// # The tables
//
// migrations/ contains the schema, which is meant to be read: with psql, people find the
// register's facts in plain columns. deploy/database.md documents it, with example queries
// and the rights that roles need. Each migration is one transaction; the table
// goose_db_version records which migrations a database has had, and CheckSchema refuses a
// database that is newer or older than this package.
//
// A record is one row in the table of its kind, rows in the tables of its parts, and one row
// in records: its stored JSON, the JSON of its view, and the words by which it is found.
// What depends on the day is computed in advance: listing_standing and certificate_standing
// have, for each record, the runs of days with the same state, so that a status on a day is
// an index lookup. An attribute has one row for each run of days with the same value, which
// is usually a single row. The rules stay in package register, which computes the state on
// each day on which it can change.
//
// The columns of a record's own row are those of its fields in package register, in the order of
// the struct: a new field with one value is a migration alone, which adds its column, a column
// with the suffix _key if it is a text that can be asked for, and an index if it can be asked
// for at all. Everything else has its columns beside the functions that make their values, in
// the files rows_*.go; fields.go lists where the values of filters are that are no such columns.
//
// The verdict on a listing depends on its certificates and clients and on the official
// lists. It is computed from these records when a query includes it.
//
// # Versions
//
// A load that changes something creates a version, with the next sequence number. Each row
// is valid in the versions from from_seq up to, not including, to_seq, which is null in
// current rows; a load only ever sets to_seq, and neither updates nor deletes rows
// otherwise. An engine reads only rows that are valid in its version, so its answers do not
// change while others are loaded.
//
// Most questions are about the newest version. Its rows are those without to_seq, which the
// partial indexes have; the statement checks in the same snapshot that there is no newer version.
// If there is one, the engine asks again, and from then on, with the condition that holds for any
// version. Several statements of one answer are one transaction in one snapshot, sent at once.
//
// The primary key of every table of records begins with the record's id and ends with
// from_seq, because a record has at most one version of its rows in each version.
//
// A record changes as a whole. The digest of all its rows is stored with it, and a load
// compares digests: if they differ, all rows of the record end at the new version, and new
// ones are written. So a record's rows
// can change without its file: the view of a listing contains the name of its manufacturer,
// and its status depends on its certificates. When a release produces different rows for the
// same data, the next load writes all that differ, under the same version id; only the
// sequence number distinguishes the two.
//
// The newest load is the current version, even if its commit is older than the one before:
// that is how a register is restored.
//
// # History
//
// Load takes the register's history: revisions become rows of revisions, and their lines
// (see package journal) rows of changes, versioned like all rows. Each publishable revision
// also has a version. The two are connected by the state, a digest of all records up to the
// revision and of the form of their rows: when history is rewritten, older history becomes
// known, or a release stores more, the revisions with a new state get new versions, after
// the existing ones. Engine.At opens the version of a revision, and continues to read the
// history of the version that it came from.
//
// From revision to revision, only records that a change can affect are encoded again: the
// changed ones, those that they cover or speak for, and the manufacturers and bodies that
// count them.
// Rows of small versions are collected, so that one statement writes those of many.
//
// # Loading
//
// Load first computes all digests, which needs no database, and reports every record that
// Postgres cannot store. Then, in one transaction and under an advisory lock:
//
//	create or migrate the tables               (on a separate connection)
//	read and compare the current digests
//	end the rows that are no longer valid      update … from the list of ids
//	write new rows                             COPY, encoded in parallel meanwhile
//	write the version and notify listeners
//	refresh the statistics of changed tables
//
// If nothing differs, Load stops after comparing, and records the day unless a load of that
// day already has. The first load drops the indexes and builds them at its end. Statistics
// are part of the transaction, so that queries of the new version are planned with them.
// Columns with documents, and with texts that are only for people, have none.
//
// # Copies
//
// Standbys have the same rows, some moments later: a question that a standby cannot answer yet
// goes to the primary. A database can also follow another one by logical replication
// (subscription.go): Load does not write to it, and Current waits until all its tables are
// copied. From then on, versions arrive whole.
package postgres
