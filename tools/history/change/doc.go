// Package change finds what changed between two states of the register, and describes it
// for people and for programs. It does no I/O and never reads the clock.
// BetweenRegisters finds the changes and Describer.Describe turns them into sentences such
// as the following; see the package example.
//
//	listing tesla/powerwall-2: expiry of period 2 moved from 31 December 2025 to 31 December 2027, now active again (was expired)
//
// A Change is what happened to one record. There are three ways to get changes: Between
// compares two states of one record, BetweenRegisters two states of the whole register, and
// Revisions goes through a history. A Report shows changes as text for a terminal, as
// Markdown for a comment on a pull request, and as JSON. Text and Markdown put the most
// severe change first and describe equal changes of several records together, after those of
// single records; the JSON has every change separately, in the order of the ids.
//
// # Events
//
// Change.Events is for programs: added, removed, merged, renamed, changed, rewritten, and
// specific events such as suspended and expiry-moved. EventTypes lists them, and
// EventType.Meaning explains each. Events depend only on the record's two states, not on the
// day, and every changed field causes at least the event changed.
//
// A rename is one change: a new record has the id of a removed one among its former ids.
// Registers should not delete records; one that disappears anyway is removed, or merged if
// another record took over its id.
//
// A certificate that covers a series is one change, with an Effect for each listing that
// gains or loses it, or whose certification it changes. The listings' own records stay the
// same and have no change of their own; Change.Listings returns the listings that a change
// concerns.
//
// A record is rewritten if its file changed but none of its fields, as after a change of a
// comment. Its commit and time differ, which programs that keep a copy need to know.
//
// # Fields
//
// Entries of lists are identified by what rarely changes in them, so that a period inserted
// at the front is one difference:
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
// Statuses are those of one day, before and after the change. If a change alters the status
// of earlier days, as an expiry does that is moved after it has passed, Outcome.Past has
// those days: people may have relied on them.
//
// # Lines
//
// A Line is a change with its revision and with the whole record after the change: one line
// of changes.ndjson.
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
// The kind is the folder of the records, or "settings", which have no id. Fields are empty
// for a new record, since the record contains everything, and for a removed one, whose
// record is null. "what" holds the events and "standing" the outcome; the outcome is null
// for kinds without a status, its before and after are null where there is no record, and
// certified is null for certificates. Only certificates have effects:
//
//	{"id": "tesla/powerwall-2", "what": ["certificate-added"], "certified": {"before": false, "after": true}}
//
// Apply brings records to the state after a line. A line holds a state and not a difference,
// so lines compose: the records of revision 3 and all lines from 4 to 9, applied in order,
// give the records of revision 9, even if some are applied twice. A record with the id
// former_id is replaced by the one with the new id.
//
// # Safety
//
// Sentences keep the texts of records separate from their own words. In Markdown such texts
// are in code spans, which they cannot leave; in plain text they are in one line, with
// control characters escaped. What is beyond a Limit is counted and reported as left out,
// and the most severe changes are shown first.
package change
