// Package journal is the register's history in the form in which it is published and
// asked for: which revisions there were, and line for line what each of them changed.
//
//	git ──history──▶ register.History ──RevisionsOf──▶ lines ──▶ changes.ndjson, revisions.ndjson ──Open──▶ Journal
//
// Of writes a history down; package snapshot makes files of it, package postgres rows of
// tables, and package website pages and feeds. A Journal answers from the two files: what
// changed since a revision, what happened to one record, and what records the register
// had as of any revision.
//
// # The files
//
// changes.ndjson has a change.Line for each change, the oldest first, and
// revisions.ndjson one for each revision:
//
//	{"seq": 7, "commit": "…", "time": "2026-11-23T03:15:00Z", "author": "…", "summary": "…",
//	 "changes": 12, "whole": true, "unchanged": ["…"]}
//
// changes is how many lines of changes.ndjson the revision has, and unchanged are the
// commits that followed it and left the register as it was. A revision may have no line:
// a file that never could be read was taken away. The register as of a revision, with
// the lines of later ones, makes the newest register, to the byte: see change.Apply.
//
// # Lines
//
// An Entry is what lines are picked by. EntryOf makes it of a line, for files and for
// databases alike. A journal holds the entries, some hundred bytes for each, and reads
// a line from the file when its text is asked for. The package example reads what
// happened to one listing.
//
// A record is one under all the ids that it had: Journal.IDs says which those are.
// Nothing that is asked as of a revision depends on later ones.
//
// # Publishable revisions
//
// A revision counts as something that the register said only when it was whole, by
// register.History.Publishable. Otherwise it could not be published, and what the register
// said was the revision before it. So a broken commit on the main branch leaves no hole
// in what is answered as of that time.
package journal
