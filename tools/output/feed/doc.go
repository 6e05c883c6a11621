// Package feed writes what others subscribe to: news as Atom 1.0 (RFC 4287) and as
// JSON Feed 1.1, and days to remember as iCalendar (RFC 5545). It knows nothing of the
// register, opens nothing and asks for no time: who calls it says what the news are. The
// package example writes each format.
//
// # What a reader relies on
//
// A reader knows entries and events again by their ids, so an id must never be given
// to anything else, and never change: one that does is shown a second time. When an
// entry says something else, its Updated moves on; when an event is on another day, it
// keeps its UID, so that it moves in the reader's calendar. What is in a file no longer
// is taken to be old news in a feed, and to be called off in a calendar.
//
// # What is guaranteed
//
// The same value gives the same bytes. What the formats require is checked, and is an
// error that says what is missing; nothing that is published is against them. Texts are
// texts, whatever they hold: they are escaped, and characters that XML or iCalendar
// cannot hold are shown as U+FFFD, the sign for what cannot be shown. Entry.HTML alone
// is markup, which the caller vouches for.
package feed
