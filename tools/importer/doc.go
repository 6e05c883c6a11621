// Package importer brings the approved-product lists of the regulator into a
// folder of records: inverters, batteries and PV modules, each a CSV file with
// one approval a row.
//
//	CSV ──ReadList──▶ List ──NewPlan──▶ Plan ──Write──▶ files
//	                              └──▶ Report
//
// Import does all of it. Every row of a list is accounted for: it is a period of
// a listing, or it says nothing beyond another row, or it is in conflict with
// what is held, or it cannot be read; the report counts each and says which.
//
// # What a row becomes
//
// A product is a listing of the entity type device with one device class, and a
// row is one of its periods. Two rows of a product with different windows are two
// periods, also where the second begins on the day after the first. A row whose
// window lies within that of another row of the same product adds nothing, and is
// counted as covered (as a duplicate, if it is equal in everything).
//
// A hybrid is in two lists under one model number: as an inverter and as a
// battery. These are two approvals with windows that move apart (for one model in
// ten they differ), and so they are two listings. A record that a person has made
// with both classes takes the rows of both lists. Only devices are touched; a row
// whose model is recorded with that class as a client is a conflict.
//
// # What is the same
//
// Manufacturers are the same when their names are by register.Fold, which passes
// over case, spacing and punctuation. Models are not: "X-1" and "X-1+", "33K" and
// "3.3K" are different products. A model is recognised by its spelling without
// regard to case and spaces, under its name or any of its aliases. Other
// respellings are recognised only when the old spelling has left the list, one
// new spelling could be it, and an approval date is the same.
//
// Cells are read with the characters that everybody types (register.Plain): a dash or
// space of another kind, a letter of full width or a character that cannot be seen makes
// no second product, and the report says what was read as what. A row with a character
// that was lost (U+FFFD), or with letters that cannot be told from others in a name, such
// as a Cyrillic А for an A, cannot be read, unless a record has that name and says
// mixed_scripts.
//
// # What a newer list changes
//
// A row is recognised among the periods by its approval date, and failing that by
// its expiry. A moved expiry, or an earlier approval, changes the period. A later
// approval does not: it is also what remains when the first of two overlapping
// rows has left the list, and what has left the list is never deleted, only
// reported. A window that would overlap another period is a conflict; the period
// stays as it was.
//
// Names do not follow their spelling: a new spelling of a manufacturer or model
// becomes an alias. Brand, series and numbers are those of the row with the
// latest approval. Brand and series have no aliases; another spelling of the same
// is left, another word replaces the old. An empty cell changes nothing.
//
// Ids are proposed once, from the model without the tag of its standard, and do
// not depend on the order of the rows. The same list again changes no byte.
package importer
