// Package importer brings the approved-product lists of the regulator into a
// folder of records: inverters, batteries and PV modules, each a file with one
// approval a row.
//
//	file ──ReadList──▶ List ──NewPlan──▶ Plan ──Write──▶ files
//	                               └──▶ Report
//
// Import does all of it. Every row of a list is accounted for: it is a period of
// a listing, or it says nothing beyond another row, or it is in conflict with
// others, or it cannot be read; the report counts each and says which.
//
// # What is read
//
// Package spreadsheet reads the file, and decides for the whole of it how dates and
// numbers are written; List.Notes says what it decided. The dates of the official lists
// have the day first: so are dates read in a file that does not show it. Names and dates
// make a row. A figure that cannot be read is one of the row's BadFigures, and costs
// nothing else. A column that is neither read nor known to be harmless may say that a
// row is no approval any more: it is an error, unless IgnoreColumns names it.
//
// # What a row becomes
//
// A product is a listing of the entity type device with one device class, and a
// row is one of its periods. The periods of a listing are the union of the days of
// its rows. Where rows overlap, the row with the newest approval counts, and the
// older period ends on the day before.
//
// A row counts as a whole: its power and capacities hold in its own period
// (register.Period.DeviceClasses), and the listing's own values, brand and series are
// those of the newest approval. Rows with one approval date that contradict each
// other are a conflict: the contested values do not count until a person has decided.
// Several brands in one list are all kept, as white labels.
//
// Names and dates count also where a figure cannot be right. The register keeps the
// figure that it had, and the report names the row.
//
// A hybrid is in two lists under one model number: as an inverter and as a
// battery. These are two approvals with windows that move apart (for one model in
// ten they differ), and so they are two listings. A record that a person has made
// with both classes takes the rows of both lists. Only devices are touched; a row
// whose model is recorded with that class as a client is a conflict.
//
// # What is the same
//
// Manufacturers are the same when their names are by spelling.Fold, which passes
// over case, spacing and punctuation. Models are not: "X-1" and "X-1+", "33K" and
// "3.3K" are different products. A model is recognised by its spelling without
// regard to case and spaces, under its name or any of its aliases. Other respellings
// are recognised only when the old spelling has left the list, one new spelling could
// be it, and two signs agree: an approval date, and a power or capacity. A mark or a
// space between two digits always counts: "AB-1-10" is not "AB-11-0".
//
// A manufacturer of which most products are in the list under one name that the register
// does not know, with the same models, dates and figures, and are at least half of what is
// under that name, seems to have been renamed. The rows count for its listings; the report
// proposes the rename, and a person accepts it by an alias or rejects it by a file for the
// new name.
//
// Cells are read with the characters that everybody types (spelling.Plain): a dash or
// space of another kind, a letter of full width or a character that cannot be seen makes
// no second product, and the report says what was read as what. A row with a character
// that was lost (U+FFFD), or with letters that cannot be told from others in a name, such
// as a Cyrillic А for an A, cannot be read, unless a record has that name and says
// mixed_scripts.
//
// # What a newer list changes
//
// A list has a date, its Provenance, and is the whole truth about the days from then on.
// A period ends when the list says so, earlier or later than before. A period that the
// list no longer has, of a product that it has, ends on the day before the list. Past
// days that no row has any more stay, and are reported.
//
// A row is recognised among the periods by its approval date, failing that by its
// expiry, failing that by a day in common and the same facts. A later approval date is
// a correction, and the period begins later; or it is another approval that has taken
// the place of the first, and the first ends on the day before: where the facts differ,
// or where a list of before that date had the product.
//
// What a row that cannot be read may be about is neither ended nor absent, and older
// approvals do not take its days. So it is with all products where the file was cut short.
//
// A product that is not in the list any more stays as it is, and gets an absence
// (register.Absence): since which list it is missing, and which was the last to have it.
// When it is back, the absence is closed and kept.
//
// The record of the list itself (register.List) says of which date the data is. Lists
// are imported in the order of their dates; an older one is refused.
//
// Names do not follow their spelling: a new spelling of a manufacturer or model
// becomes an alias. Brand and series have no aliases; another spelling of the same
// is left, another word replaces the old. An empty cell changes nothing.
//
// Ids are proposed once, from the model without the tag of its standard, and do
// not depend on the order of the rows. The same list again changes no byte.
package importer
