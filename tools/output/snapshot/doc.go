// Package snapshot turns a register into files and files back into a register.
//
// Write fills a build directory:
//
//	downloads/register.json         every record in its stored form, for Open
//	downloads/listings.ndjson       every listing's view, one on each line
//	downloads/listings.csv          … and as a table; likewise certificates
//	downloads/attributes.csv        a row for each value of each attribute of each listing
//	downloads/changes.ndjson        every change of the history, one on each line
//	downloads/revisions.ndjson      … and every revision: see package journal
//	downloads/manifest.json         the register's version, and sizes and digests of the files
//	downloads/SHA256SUMS            the digests again, for sha256sum and shasum
//	downloads/manifest.txt          the text to sign: a few lines that identify the manifest
//	downloads/manifest.note         … the same, signed by Sign
//	api/v1/index.json               version, counts and links
//	api/v1/listings.json            the main fields of all listings; likewise certificates
//	api/v1/device-classes.json      all device classes in full; likewise other kinds
//	api/v1/listings/ID.json         one record, the same bytes as the API's body
//
// Source.Write can leave out parts; WriteDownload, StaticFile and Manifest.DerivedFile make one file.
//
// Open reads downloads/ and returns the Register, with the same records, and its history as a
// journal.Journal on first use. A register without a history has no changes.ndjson and
// revisions.ndjson, and neither have the oldest snapshots. Prepare and Build.Publish replace
// the previous build by a finished one, so that a reader sees one or the other and nothing in between.
//
// # What was published
//
// The manifest describes the history, and lists under history.abandoned commits that were
// published but are not part of it. ReadPublished reads this from a build, so
// that the next build can continue from it. CheckFollows compares two snapshots: the newest
// commit of the previous one must be on the first-parent line of the other, or abandoned.
//
// # Older and newer
//
// A signature says who has published a snapshot, but not that there is no newer one: somebody
// who can write to the folder could put an older one there, or withhold a newer one. So the
// manifest has a serial, which only rises (see SerialOf), and so has the signed note. A server
// refuses a snapshot that is older than one it has served, and Verify one that is older than its
// caller allows. The manifest's MaxCopyAge is the number of days after On for which the register
// allows people to rely on a copy.
//
// # Signatures
//
// The manifest has the digest of every file of downloads/, and the note the digest of
// the manifest, signed by one or more keys of package signature:
//
//	opencec snapshot v1
//	title: Open register of CSIP-AUS listings
//	version: 89abcdef0123
//	commit: 89abcdef0123456789abcdef0123456789abcdef
//	on: 2026-11-23
//	serial: 202611230000012
//	manifest.json: 3021 bytes, SHA-256 9f86d0…
//
//	— register.example.org qJ8iA5c…
//
// Write writes the text above the empty line as manifest.txt. Sign and signature.SignSnapshot
// read only that file, so that nothing is parsed where the secret is: build in one place, sign in
// another, then Verify. The signer vouches for the text; Verify checks that the manifest is the
// one that the text names, and that both say the same.
//
// SHA256SUMS lists the files of the manifest and the manifest itself. The manifest cannot list
// SHA256SUMS, because it would then contain its own digest. Write computes SHA256SUMS from the
// manifest, and Verify accepts only that content, so the signature covers it too. A folder
// without it is complete.
//
// Verify checks all of them. Open checks the note if it is given keys; the files that it reads
// must agree with the manifest in any case. api/v1/ has no digests: it repeats downloads/.
//
// # Rules of the files
//
// The register, its version, its history and the day determine the bytes of every file, except
// that manifest.json also has the version of the program, as made_by. All text is UTF-8 without a
// byte-order mark; lines end with LF. Lists are sorted by id. The JSON of a record is its view
// (register.Register.View) everywhere except in register.json, which holds stored forms.
//
// A renamed record stays reachable: the file at its former id holds
// {"id": FORMER, "moved_to": ID}.
//
// register.json is one JSON document with one record on each line, so that diff can compare two
// of them, and so that all processors can read it at once.
//
// CSV files are tables of package csvfile.
//
// # Versions
//
// The schema version is a whole number. It rises when a program for the previous version would
// misread the files. Open refuses a newer version, and everything that Write would not
// have written: a wrong size or digest, an unknown field, a count that differs. Its errors name the
// file and what to do.
//
//	1  records without a history
//	2  the history: changes.ndjson and revisions.ndjson
//	3  official lists, absences from them, and values of single periods
//	4  the serial, the time zone and the greatest age of a copy in the manifest
//
// Open reads all versions up to its own: upgrade programs first, then builds. A register of a
// version before 3 has no official lists.
package snapshot
