// Package journal is the published form of the register's history: its revisions, and
// line by line what each of them changed.
//
//	git ──history──▶ register.History ──RevisionsOf──▶ lines ──▶ changes.ndjson, revisions.ndjson ──Open──▶ Journal
//
// RevisionsOf turns a history into lines; package snapshot writes them to files, package
// postgres to tables, and package website to pages and feeds. A Journal answers from the
// two files: what changed since a revision, what happened to one record, and which
// records the register had at any revision.
//
// # The files
//
// changes.ndjson has a change.Line for each change, the oldest first, and
// revisions.ndjson has one line for each revision:
//
//	{"seq": 7, "commit": "…", "time": "2026-11-23T03:15:00Z", "author": "…", "summary": "…",
//	 "changes": 12, "whole": true, "unchanged": ["…"]}
//
// "changes" is the revision's number of lines in changes.ndjson, and "unchanged" are the
// commits that followed it and left the register as it was. A revision may have no lines,
// for instance if it removed a file that was never readable. The register at a revision,
// plus the lines of later ones, gives the newest register byte for byte; see
// change.Apply.
//
// # Lines
//
// Lines are selected by their Entry. EntryOf derives it from a line, for files and for
// databases alike. A journal holds the entries, some hundred bytes each, and reads a line
// from the file when its text is needed. The package example reads the history of one
// listing.
//
// A record has all the ids that it ever had: Journal.IDs returns them. Queries as of a
// revision never depend on later revisions.
//
// # Publishable revisions
//
// The register stated the contents of a revision only if the revision was publishable, by
// register.History.Publishable. Otherwise it could not be published, and the register
// kept stating the previous publishable revision. So a broken commit on the main branch
// leaves no gap in queries as of that time.
package journal
