// Package snapshot turns a register into files and files back into a register.
//
// Write fills a build directory:
//
//	downloads/register.json         every record as it is stored; what Open reads
//	downloads/listings.ndjson       every listing as readers see it, one a line
//	downloads/listings.csv          … and as a table; likewise certificates
//	downloads/attributes.csv        one row for each value of each attribute of each listing
//	downloads/changes.ndjson        every change of its history, one a line
//	downloads/revisions.ndjson      … and every revision: see package journal
//	downloads/manifest.json         what all of this was made from, sizes and digests
//	downloads/SHA256SUMS            the digests again, as sha256sum and shasum read them
//	downloads/manifest.txt          the text to sign: which manifest this is, in a few lines
//	downloads/manifest.note         … the same, signed: Sign writes it, if it is wanted
//	api/v1/index.json               version, counts and links
//	api/v1/listings.json            all listings in short; likewise certificates
//	api/v1/device-classes.json      all device classes in full; likewise other kinds
//	api/v1/listings/ID.json         one record, the same bytes as the API's body
//
// Open reads downloads/ and gives the Register back, with the same records, and its
// history as a journal.Journal when that is first asked for. A register without a
// history is written without those two files, and so were snapshots in the past.
// Prepare and Build.Publish put a finished build into the place of the one
// before, so that a reader sees the old or the new and nothing between.
//
// # What was published
//
// The manifest says of which commits the history is, and under history.abandoned which
// commits were published and are no part of it. ReadPublished reads that from a build, for
// the next one to go on from, and CheckFollows compares two snapshots: the newest commit
// of the one before must be on the first-parent line of the other, or abandoned knowingly.
//
// # Older and newer
//
// A signature says who has published a snapshot, and not that there is no newer one:
// whoever can write the folder could put an older one there, or keep a newer one away. So
// the manifest has a serial, which only rises (see SerialOf), and the signed note has it
// too. A server refuses what is older than what it has served, and Verify what is older
// than its caller asks for. MaxCopyAge of the manifest is for how many days after On the
// register lets a copy be relied on.
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
// Write writes the text that is signed, above the empty line, as manifest.txt. Sign and
// signature.SignSnapshot read no more than that, so that the secret can be where nothing
// is parsed: build in one place, sign in another, then Verify. Whoever signs answers for
// the text; that the manifest is the one it names, and says the same, is for Verify.
//
// SHA256SUMS lists the files of the manifest and the manifest, which therefore cannot list
// it: it would have to hold its own digest. It is made from the manifest alone, and what
// Verify accepts is that and nothing else, so the signature covers it too. A folder
// without it is whole.
//
// Verify checks all of them. Open checks a note when it is given keys; the files that it
// reads have to agree with the manifest in any case. api/v1/ has no digests: it says what
// downloads/ says.
//
// # Rules of the files
//
// Every file is a function of the register, its version, its history and the day:
// the same input gives the same bytes. manifest.json also has, as made_by, the version of
// the program, so that this holds for the builds of one version. All text is UTF-8 without a byte-order mark;
// lines end with LF. Lists are sorted by id. The JSON of a record is its view
// (register.Register.View) in every place but register.json, which holds stored
// forms.
//
// A record that has a new id stays reachable: the file at the former id holds
// {"id": FORMER, "moved_to": ID}.
//
// register.json is one JSON document, laid out with one record a line so that
// two of them can be compared with diff, and read on all processors at once.
//
// CSV files are tables of package csvfile.
//
// # Versions
//
// The schema version is a whole number, raised when a reader of the version
// before would misread the files. Open refuses a newer one, and everything that
// is not exactly what Write makes: a wrong size or digest, an unknown field, a
// count that differs. Its errors name the file and what to do.
//
//	1  records without a history
//	2  the history: changes.ndjson and revisions.ndjson
//	3  official lists, absences from them, and values of single periods
//	4  the serial, the time zone and the greatest age of a copy in the manifest
//
// Open reads all versions up to its own, so that programs are upgraded first and builds
// after them. A register of an older version has no official lists.
package snapshot
