// Package query is the language in which lists of the register are asked for.
// It reads the query part of an address, checks it against a model of what can
// be asked, and gives a Query that an engine answers. It does no I/O, and knows
// neither HTTP nor any engine.
//
//	model := query.NewModel(reg)
//	q, problems := model.Collection(register.Listings).Parse(values, query.Scope{Today: today, Version: reg.Version.ID})
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
//	sort=-updated_at,model    "-" for descending; what has no value comes last
//	limit=50                  the size of a page
//	cursor=…                  where the last page ended
//	fields=id,model           which fields of the records' JSON are shown, in its order
//	include=certificates      what records come with, each in full
//	facets=status,brand       how many records there are with each value of a field
//	format=json               a page; ndjson and csv: the whole list
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
// the day and the version of the data, so that no page mixes two of them. What is
// shown of the records, and how many at once, may change on the way.
package query
