// Package keys makes, stores and checks the keys of the API.
//
// A key is a secret of the form
//
//	ocec_ + 43 characters (256 random bits) + 6 characters (a checksum)
//
// in the alphabet 0–9 a–z A–Z, so that a double click selects all of it, a
// scanner for leaked secrets recognises it, and a typing mistake is found without
// looking anything up. Only its SHA-256 is stored: 256 random bits need no slow
// hash, and a check costs well under a microsecond.
//
// # The keys file
//
//	{
//	  "keys": [
//	    {"name": "portal", "hash": "6b4ef5…", "created": "2026-11-23T03:15:00Z", "expires": "2027-11-30", "rate": 600},
//	    {"name": "old-portal", "hash": "2c26b4…", "created": "2025-10-01T00:00:00Z", "revoked": "2026-11-23T03:20:00Z"}
//	  ]
//	}
//
// The hash is the lower-case hexadecimal SHA-256 of the whole key. expires is the
// last day on which the key is good. rate is how many requests a minute it may
// make; absent, the server's own limit holds. A revoked key stays in the file, so
// that the log's names keep their meaning. A hash does not show how easy its key is to
// guess; those of a few words that people try out are refused. The file is read strictly: an unknown
// field, a name held twice, a hash that is none are errors. It is written beside,
// synced and renamed, with mode 0600, under a lock. A file that everybody can write to,
// or whose folder everybody can, is refused. So is anything but a regular file: nothing
// waits for a pipe that nobody writes to, or longer than ten seconds for a mount whose
// server is gone.
//
// # Where keys are kept
//
// A Store is where keys are kept: a keys file (File), or a table of a database
// (package postgres has it, so that this one needs no database). Add and Revoke work
// on any of them, by the same rules.
//
// A Ring holds the keys that are checked against. It follows a source: a revoked key
// stops working within seconds, without a restart. A source that is gone, broken or
// not readable leaves the ring as it was, and is reported and tried again until it is
// mended. The source is read whole each time, since MaxKeys keys take a few
// milliseconds, so that no change can hide behind an unchanged time or size. The package
// example adds a key to a file, and checks it with a ring that follows the file.
//
// Redact takes keys out of what is written to a log.
package keys
