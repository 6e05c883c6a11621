// Package query is the query language of the register's lists. It parses the query part
// of a URL, checks it against a model of the available fields, and returns a Query that
// an engine answers. It does no I/O, and depends on neither HTTP nor any engine. NewModel
// builds the model of a register, and Collection.Parse parses a query; see the package
// example.
//
// # Parameters
//
// A field has the name of the record's JSON form: status, brand, model. Lists have the
// singular name: device_class, test_profile, certificate. An attribute of a device class
// is class.attribute (bess.capacity); the ends of a range add .min or .max. The prefix
// certificate. filters listings by a field of their certificates; all such filters must
// hold for one and the same certificate.
//
//	field=value               equal; a repeated parameter means "or"
//	field__in=a,b             the same in one parameter
//	field__not=value          not equal to any, or without a value
//	field__contains=text      part of the text
//	field__startswith=text    beginning of the text
//	field__gt, __gte, __lt, __lte = value
//	field__isnull=true        has no value (false: has one)
//	q=words                   every word begins some word of the record's names
//	on=YYYY-MM-DD             the day for the status and other fields that depend on it
//	as_of=revision            the revision of the register to query
//	sort=-updated_at,model    "-" for descending; records without a value come last
//	limit=50                  the size of a page
//	cursor=…                  the end of the previous page
//	fields=id,model           the fields of the records' JSON to show, in its order
//	include=certificates      additional data: for listings their certificates in full and
//	                          the verdict, for all records the history (in pages of at
//	                          most MaxWithHistory)
//	facets=status,brand       the number of records with each value of a field
//	format=json               a page; ndjson and csv: the whole list
//
// Attributes have the values of the day given by on, like the status. A listing that is
// in no period on that day has its own values.
//
// The fields that a record has itself come from the struct in package register and from the JSON
// Schema: see recordFields. Others, such as a status, are written here.
//
// All fields must match. A field with several values matches if one of them does.
//
// Texts compare without regard to case. The entries of a closed vocabulary (status,
// manufacturer, an enum) may be given by id, by name or by alias, ignoring case, spaces
// and punctuation. Numbers are in the field's unit and written without it. An instant is
// RFC 3339, or a date, which stands for that whole day in the register's time zone.
//
// # Two times
//
// on is a day in the world: was it listed then? as_of is a point in the register's own
// history: what did the register state then? It is a date, an instant, a commit or the
// number of a revision; see register.RevisionSpec. Only an engine knows which revision it
// selects, and the vocabularies of a query are those of the version it queries. So a
// server first parses as_of with ParseRevisionSpec, selects the engine with it
// (Engine.Revision, Engine.At), and then parses the query with that engine's model and
// with the revision's own spec in Scope.AsOf. The canonical form contains that spec, so
// links and cursors always refer to the same revision.
//
// # Changes
//
// Changes have a query language of their own, which ParseChanges parses:
//
//	since=revision            only later changes; with a date, including that day
//	as_of=revision            only changes up to then
//	kind=listings             the kind of the changed record, or settings
//	what=expiry-moved         an event type; see change.EventTypes
//	listing=id                a listing that the change concerns
//	manufacturer=id           a manufacturer that the change concerns
//	limit=50, cursor=7-12     a page, and the end of the previous one
//	format=json               a page; ndjson: all of them
//
// kind, what, listing and manufacturer may be repeated, or be given with __in and commas.
// Lines are only ever appended, so a cursor is simply the position of a line and needs no
// old version: the canonical form names both revisions.
//
// # Facets
//
// Facets count the records of a list by fields with a closed vocabulary, booleans, or
// texts that records share (brand, series; not model). The counts of a facet cover the
// whole list, whatever the page, and the records for which all filters hold except those
// on the field itself: with status=active, the facet status counts the records of each
// status, and all other facets count the active ones. A record with several values counts
// for each. Every engine builds facets with NewFacet.
//
// # Formats without pages
//
// The formats ndjson and csv contain the whole list. They refuse limit and cursor, and
// facets, which they cannot represent; csv also refuses include.
//
// # Every problem is reported
//
// Nothing is ignored, clamped or cut. Parse returns every problem of a query at once,
// each with the parameter, the allowed values and the nearest one.
//
// # Canonical form and cursors
//
// Queries that mean the same have the same String, which Parse parses back to the same
// query. Answers have a total order: every sort ends with the id. A cursor names the last
// record of a page; it is bound to the filters, the order, the two times and the version
// of the data, so that pages never mix versions. The shown fields and the page size may
// change from page to page.
package query
