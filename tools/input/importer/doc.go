// Package importer imports the approved-product lists of the regulator into a data folder:
// inverters, batteries and PV modules, each a file with one approval per row.
//
//	file ──ReadList──▶ List ──NewPlan──▶ Plan ──Write──▶ files
//	                               └──▶ Report
//
// Import does all of it. Every row of a list is accounted for: it is a period of a listing,
// repeats another row, conflicts with others, or cannot be read. The report counts each and
// says which.
//
// # What is read
//
// Package spreadsheet reads the file, and decides for the whole file how dates and numbers
// are written; List.Notes says what it decided. Dates are read day first, as in the official
// lists, unless the file shows otherwise. Names and dates make a row. A figure that cannot be
// read becomes one of the row's BadFigures, and the rest of the row counts. A column that is
// neither read nor known to be harmless is an error, unless IgnoreColumns names it, because
// it may say that a row is no longer an approval.
//
// # What a row becomes
//
// A product is a listing of the entity type device with one device class, and a row is one
// of its periods. The periods of a listing are the union of the days of its rows. Where rows
// overlap, the row with the newest approval counts, and the older period ends the day before.
//
// A row counts as a whole: its power and capacities hold in its own period
// (register.Period.DeviceClasses), and the listing's own values, brand and series are those
// of the newest approval. Rows with one approval date that contradict each other are a
// conflict: the contested values do not count until a person decides. If a list has several
// brands for a product, all are kept, as white labels.
//
// Names and dates count even if a figure cannot be right. The register keeps its old figure,
// and the report names the row.
//
// A hybrid is in two lists under one model number: as an inverter and as a battery. These
// are two approvals whose dates differ for one model in ten, so they are two listings. A
// record that a person made with both classes takes the rows of both lists. Only devices are
// changed; a row whose model is recorded with that class as a client is a conflict.
//
// # How records are matched
//
// Manufacturers match by spelling.Fold, which ignores case, spacing and punctuation. Models
// do not: "X-1" and "X-1+", or "33K" and "3.3K", are different products. A model matches by
// its spelling without regard to case and spaces, as name or as alias. Other spellings match
// only if the old spelling has left the list, exactly one new spelling could be it, and two
// signs agree: an approval date, and a power or capacity. A mark or a space between two
// digits always counts: "AB-1-10" is not "AB-11-0".
//
// A manufacturer seems to have been renamed if most of its products are in the list under
// one name that the register does not know, with the same models, dates and figures, and
// these are at least half of the products under that name. The rows then count for its
// listings. The report proposes the rename; a person accepts it with an alias or rejects it
// with a file for the new name.
//
// Cells are read with the characters that everybody types (spelling.Plain). Other dashes and
// spaces, full-width letters and invisible characters do not make a second product, and the
// report says what was read as what. A row with a lost character (U+FFFD), or with look-alike
// letters in a name, such as a Cyrillic А for an A, cannot be read, unless a record has that
// name and says mixed_scripts.
//
// # What a newer list changes
//
// A list has a date, its Provenance.Date, and is authoritative for the days from then on. A
// period ends when the list says so, earlier or later than before. If a listed product has a
// period that the list no longer has, the period ends on the day before the list. Past days
// without a row stay, and are reported.
//
// A row matches a period by its approval date, else by its expiry, else by a common day and
// the same facts. A later approval date is a correction, and the period begins later, or it
// is another approval that replaces the first, and the first ends on the day before. It is
// another approval if the facts differ or a list before that date had the product.
//
// A product that an unreadable row may be about is neither ended nor marked absent, and
// older approvals do not take its days. If the file was cut short, that holds for all products.
//
// A product that is no longer in the list stays as it is and gets an absence
// (register.Absence): since which list it is missing, and which list had it last. When it
// returns, the absence is closed and kept.
//
// The record of the list itself (register.List) has the date of the data. Lists are imported
// in the order of their dates; an older one is refused.
//
// Names keep their spelling: a new spelling of a manufacturer or model becomes an alias.
// Brand and series have no aliases; another spelling of the same word is ignored, and another
// word replaces the old one. An empty cell changes nothing.
//
// Ids are proposed once, from the model without the tag of its standard, and do not depend
// on the order of the rows. Importing the same list again changes no byte.
package importer
