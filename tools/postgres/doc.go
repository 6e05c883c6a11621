// Package postgres keeps the register in a Postgres database, and answers queries from
// it.
//
//	register ──Load──▶ tables ──Connect──▶ Database ──Current──▶ Engine
//
// Load brings a database to what a register is. An Engine answers what memory.Engine
// answers, with the same bytes, for one version that a database holds; a Follower keeps
// a server on the newest. Keys of the API can be kept in the same database.
//
// # The tables
//
// migrations/ has the schema, which is meant to be read: somebody with psql finds what
// the register says in plain columns. deploy/database.md shows it, with what can be
// asked and the rights that roles need. A migration is one transaction; the table
// goose_db_version has which ones a database has had, and CheckSchema refuses one that
// is newer, or older, than this package.
//
// A record is one row of the table of its kind, rows of the tables of its parts, and one
// row of records: its stored JSON, the JSON of its view, and the words by which it is
// found. What depends on the day is worked out ahead: listing_standing and
// certificate_standing have for each record the stretches of days on which the same
// holds, so that a status on a day is a look into an index. An attribute has a row for each
// run of days with the same value, which is one row mostly. The rules stay in package
// register, which is asked what holds on each day on which something can change.
//
// The columns of a record's own row are those of its fields in package register, in the order of
// the struct: a new field with one value is a migration alone, which adds its column, a column
// with the suffix _key if it is a text that can be asked for, and an index if it can be asked
// for at all. Everything else has its columns beside the functions that make their values, in
// the files rows_*.go; fields.go lists where the values of filters are that are no such columns.
//
// A verdict on a listing depends on its certificates and clients and on the official lists,
// and is worked out from these records when a query includes it.
//
// # Versions
//
// A load that changes something is a version of its own, with the next sequence number.
// Each row has the range of versions in which it stands; nothing is overwritten but the
// end of that range, and nothing deleted. An engine asks only for rows that stand in its
// version, so that its answers do not change while others are loaded.
//
// A record changes as a whole. The digest of all its rows, in the form in which they
// are sent to the server, is kept with it, and a load compares digests: where one
// differs, all rows of the record end at the new version, and new ones are written. So
// a record can change without its file: the view of a listing has the name of its
// manufacturer, and its standing comes of its certificates too. When a release makes
// other rows of the same data, the next load writes all that differ, under the same
// version id; the sequence number is what tells the two apart.
//
// The newest load is the current version, also when its commit is older than the one
// before: that is how a register is put back.
//
// # History
//
// A load is given the register's history: its revisions are rows of revisions, and their
// lines (see package journal) rows of changes, versioned as all rows are. Of each whole
// revision there is a version too. What ties the two together is the state, a digest of
// all that the register said up to the revision, and in which form rows show it: where
// history is rewritten, older history is learnt, or a release shows more, revisions of
// which the state is another get versions of their own, after those that are there. Engine.At opens the version of a revision, and goes on
// reading the history of the version that it came from.
//
// From revision to revision only records that a change can concern are encoded again:
// what changed, what it covers or speaks for, and the makers and bodies that count it.
// Rows of small versions are held back, so that one statement writes those of many.
//
// # Loading
//
// Load works out all digests first, which needs no database, and reports every record
// that Postgres cannot hold. Then, in one transaction and under an advisory lock:
//
//	tables are made, or brought up to date   (on a connection of their own)
//	the digests of what stands are read, and compared
//	rows that no longer hold are ended       update … from the list of ids
//	new rows are written                     COPY, encoded on all processors meanwhile
//	the version is written, and listeners told
//	statistics of what changed are refreshed
//
// Where nothing differs it ends after comparing, and recording the day, if no load of that
// day has. The first load puts the indexes aside
// and builds them at its end. Statistics are part of the transaction, so that whoever
// hears of a version can plan with them.
package postgres
