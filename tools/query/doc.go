// Package query is the language in which lists of the register are asked for.
// It reads the query part of an address, checks it against a model of what can
// be asked, and gives a Query that an engine answers. It does no I/O, and knows
// neither HTTP nor any engine. NewModel makes the model of a register, and
// Collection.Parse reads a query: see the package example.
//
// # Parameters
//
// A field is a name of the record's JSON form: status, brand, model. Lists are
// asked by the name of one entry: device_class, test_profile, certificate. An
// attribute of a device class is class.attribute (bess.capacity), an end of a
// range has .min or .max after it. What the certificates of a listing must be is
// asked with certificate. before the field of a certificate; all such filters
// are about one and the same certificate.
//
//	field=value               equal; a parameter given again means "or"
//	field__in=a,b             the same in one parameter
//	field__not=value          not equal to any; also what has no value
//	field__contains=text      part of the text
//	field__startswith=text    beginning of the text
//	field__gt, __gte, __lt, __lte = value
//	field__isnull=true        has no value (false: has one)
//	q=words                   every word begins some word of the record's names
//	on=YYYY-MM-DD             the day that status and the like hold for
//	as_of=point               the point in time as of which the register is asked
//	sort=-updated_at,model    "-" for descending; what has no value comes last
//	limit=50                  the size of a page
//	cursor=…                  where the last page ended
//	fields=id,model           which fields of the records' JSON are shown, in its order
//	include=certificates      what records come with: of listings their certificates in
//	                          full and the verdict on them, of all the history (of a
//	                          page of at most MaxWithHistory)
//	facets=status,brand       how many records there are with each value of a field
//	format=json               a page; ndjson and csv: the whole list
//
// The values of attributes are those of the day in on, as status is. A listing that is in
// no period on the day has its own.
//
// The fields that a record has itself come from the struct in package register and from the JSON
// Schema: see recordFields. Others, such as a status, are written here.
//
// Different fields must all hold. A field with several values holds when one of
// them does.
//
// Texts compare without regard to case. The words of a closed vocabulary
// (status, manufacturer, an enum) may be given by id, by name or by alias,
// without regard to case, spaces and punctuation. Numbers are in the field's
// unit and written without it. An instant is RFC 3339, or a date, which stands
// for all of that day in the register's time zone.
//
// # Two times
//
// on is a day in the world: was it listed then? as_of is a point in the register's own
// history: what did the register say then? A point is a date, an instant, a commit or
// the number of a revision; see register.Point. Which revision it stands for only an
// engine knows, and the words of a query are those of the version that it is asked of.
// So whoever has a request reads the point first, with ParsePoint, chooses the engine
// by it (Engine.Revision, Engine.At), and then reads the query with that engine's model
// and the revision's own point in Scope.AsOf. The canonical form has that, so that links
// and cursors ask for the same revision ever after.
//
// # Changes
//
// What changed is asked for in a language of its own, of which ParseChanges reads:
//
//	since=point               only what changed after it; with a date, that day included
//	as_of=point               only what had changed by then
//	kind=listings             the kind of what changed, or settings
//	what=expiry-moved         a word for what happened; see change.Whats
//	listing=id                a listing that it concerns
//	manufacturer=id           a manufacturer that it concerns
//	limit=50, cursor=7-12     a page, and where the last one ended
//	format=json               a page; ndjson: all of them
//
// kind, what, listing and manufacturer may be repeated, or be given with __in and
// commas. Lines are only ever added, so that a cursor is the place of a line, and needs no
// version that is still held: the canonical form has both revisions that the changes
// are between.
//
// # Facets
//
// A list can be counted by the fields whose values are the words of a closed
// vocabulary, true and false, or texts that records have in common (brand, series;
// not model). The counts of a facet are of the whole list, whatever the page, and
// of the records for which all filters hold but those on the field itself: beside
// status=active, the facet status says how many there would be of each status, and
// all others count the active ones. A record with several values counts for each.
// See Facet and NewFacet, by which every engine makes them.
//
// # Whole lists
//
// The formats ndjson and csv have the whole list. limit and cursor are refused with
// them, as are facets, for which they have no place, and include with csv.
//
// # What is wrong is said
//
// Nothing is ignored, clamped or cut. Parse returns every problem of a query at
// once, each with the parameter, what is allowed and the nearest word.
//
// # Canonical form and cursors
//
// Queries that mean the same have the same String, which Parse reads back as the
// same query. Answers are in a total order: every sort ends with the id. A
// cursor names the last record of a page; it is bound to the filters, the order,
// the two times and the version of the data, so that no page mixes two of them. What is
// shown of the records, and how many at once, may change on the way.
package query
