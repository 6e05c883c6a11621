// Package keys creates, stores and checks the keys of the API.
//
// A key is a secret of the form
//
//	ocec_ + 43 characters (256 random bits) + 6 characters (a checksum)
//
// in the alphabet 0–9 a–z A–Z. A double click selects all of it, scanners for leaked
// secrets recognise it, and typos are found without a lookup. Only its SHA-256 is stored:
// 256 random bits need no slow hash, and a check takes well under a microsecond.
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
// The hash is the lower-case hexadecimal SHA-256 of the whole key. expires is the last
// day on which the key is valid. rate is the number of requests a minute; without it, the
// server's own limit applies. A revoked key stays in the file, so that the names in the
// log keep their meaning. A hash does not show how easy its key is to guess; the hashes
// of some words that people try out are refused.
//
// The file is parsed strictly: an unknown field, a duplicate name or an invalid hash is
// an error. It is written to a temporary file, synced and renamed, with mode 0600, under
// a lock. A file is refused if everybody can write to it or to its folder, and also if it
// is not a regular file: reading must not block on a pipe, or for more than ten seconds
// on a mount whose server is gone.
//
// # Where keys are kept
//
// A Store keeps keys: a keys file (File) or a table of a database, which package postgres
// implements so that this package needs no database. Add and Revoke work on any Store, by
// the same rules.
//
// A Ring holds the keys that requests are checked against. It follows a source: a revoked
// key stops working within seconds, without a restart. If the source is missing, broken
// or unreadable, the ring keeps its keys, reports the failure, and tries again until the
// source is fixed. It reads the source completely each time, which takes a few
// milliseconds for MaxKeys keys, so that it cannot miss a change that keeps the file's
// time and size. The package example adds a key to a file, and checks it with a ring that
// follows the file.
//
// Redact removes keys from text for a log.
package keys
