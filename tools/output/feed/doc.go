// Package feed writes files that people subscribe to: news as Atom 1.0 (RFC 4287) and
// JSON Feed 1.1, and dates as iCalendar (RFC 5545). It knows nothing about listings, opens
// no file and reads no clock: the caller supplies the news. The package example writes
// each format.
//
// # What a reader relies on
//
// Readers recognise entries and events by their ids. So an id never changes and is never
// reused: readers show an entry with a new id again. When the content of an entry changes,
// its Updated advances. When an event moves to another day, it keeps its UID, so that it
// moves in the reader's calendar. Readers treat an entry that is no longer in the file as
// old news, and an event that is no longer there as cancelled.
//
// # Guarantees
//
// The same value gives the same bytes. The package checks what the formats require and
// returns an error that names what is missing, so the files are always valid. Texts are
// escaped, and characters that XML or iCalendar cannot hold become U+FFFD. Only Entry.HTML
// is markup; the caller is responsible for it.
package feed
