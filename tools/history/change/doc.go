// Package change tells what changed between two states of the register, in the
// words of the field and in words for programs. It opens nothing and asks for no
// time. Registers finds the changes and Describer.Describe puts them into sentences, such as the
// following; see the package example.
//
//	listing tesla/powerwall-2: expiry of period 2 moved from 31 December 2025 to 31 December 2027, now active again (was expired)
//
// A Change is what happened to one record. There are three ways to them: Between
// compares two states of one record, BetweenRegisters two states of the whole register,
// and Revisions goes through a history. A Report shows them, as text for a terminal,
// as Markdown for a comment on a pull request, and as JSON. In the first two the
// gravest comes first, and what is the same of several records is told once, after what
// is of one; the JSON has every change by itself, in the order of the ids.
//
// # What happened
//
// The words in Change.EventType are for programs: added, removed, merged, renamed,
// changed, rewritten, and the more particular ones such as suspended and
// expiry-moved. Whats lists them, and Meaning explains each. They depend on the
// record's two states alone, not on the day, and every field that differs has at
// least the word changed.
//
// A rename is one change: a new record that has, among its former ids, the id of one
// that is gone. Nothing is deleted from a register; a record that is gone is removed
// all the same if it is, or merged if another one took over its id.
//
// A certificate that covers a series is one change, with an Effect for each listing
// that gains or loses it, or that it makes certified or not. The listings' own records
// are the same, so that there is no change of theirs; Change.Listings finds the
// changes that concern a listing.
//
// Rewritten are records whose file differs and whose fields do not, as after a
// change of a comment. Their commit and time differ, so that programs that keep a
// copy need to know.
//
// # Fields
//
// Entries of lists are recognised by what lasts in them, so that a period put in at
// the front is one difference, and the others are the same periods as before:
//
//	periods, suspensions              the first day; if that was corrected, the last day
//	white labels                      brand and model, then the brand
//	sources                           the address, then the title
//	attributes, enum values, tests    the id
//	ids of records                    the id, also when the record was renamed
//	all other lists                   the entry itself
//
// # The day
//
// Statuses are those of a day, before and after. Where a change says anew what held
// on days before that, as an expiry does that is moved after it has passed,
// Standing.PastStatus has those days: somebody may have relied on them.
//
// # Lines
//
// A Line is a change with its revision and with the whole record as it is since: one
// line of changes.ndjson.
//
//	{"seq": 7, "commit": "…", "time": "2026-11-23T03:15:00Z",
//	 "author": "…", "summary": "Extend the Powerwall 2",
//	 "kind": "listings", "id": "tesla/powerwall-2", "former_id": null, "moved_to": null,
//	 "what": ["changed", "expiry-moved"],
//	 "fields": [{"path": "periods[1].to", "before": "2025-12-31", "after": "2027-12-31"}],
//	 "standing": {"on": "2026-11-23", "before": {"status": "expired", "certified": true},
//	              "after": {"status": "active", "certified": true},
//	              "past": [{"from": "2026-01-01", "to": "2026-11-22", "before": "expired", "after": "active"}]},
//	 "effects": [], "unreadable": null, "record": {…}}
//
// The kind is the folder of its records, or "settings", which have no id. Fields are
// empty for what is new, since all of it is in the record, and for what is gone, of
// which the record is null. The standing is null for kinds without a status, its
// before and after where there is no record, and certified for certificates. Effects
// are of certificates:
//
//	{"id": "tesla/powerwall-2", "what": ["certificate-added"], "certified": {"before": false, "after": true}}
//
// Apply brings records to the state after a line. A line holds a state and not a
// difference, so that lines compose: whoever has the records of revision 3 and
// applies all lines from 4 to 9 in their order has the records of revision 9, and so
// has who applies them twice. The record with the id former_id is replaced by the one
// with the id.
//
// # Safety
//
// Sentences keep the texts of records apart from the words around them. In Markdown
// they stand in code spans, which no text can leave; as text they are in one line,
// with control characters written as escapes. What is beyond a Limit is counted and
// said to be left out, and the gravest changes are shown first.
package change
