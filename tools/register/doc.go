// Package register is the domain: the records of the register, the two
// questions that are asked of them (what is the status on a day, what covers
// what), and the rules that they must keep. It does no I/O and imports nothing
// of the project, so that every other package can import it.
//
// The life of the data is
//
//	files ──source──▶ Records ──Check──▶ Problems
//	                     └──────New────▶ Register ──▶ site, downloads, API
//
// Records is plain data, as it was read. Check finds what is wrong with it, in
// the words of the field. New makes the immutable Register: sorted, indexed and
// with every reference resolved. Everything that is published is worked out
// from a Register and a day.
//
// # Records
//
// A record's Go type is its stored form: the JSON names of its fields are the
// names in the YAML files and in the download register.json. Units are part of
// the model: powers are kW, energies kWh, voltages V, unless the attribute's
// own Unit says otherwise. A field that is not known is absent.
//
// What a record looks like to a reader on a given day (with its status, and with
// names beside the ids) is a View. The API, the static files and the downloads all
// give the same views.
//
// # Fields
//
// Each kind of record has one table of fields (see Field, and field_table.go). The view's
// JSON, the columns of CSV, the differences between two states, the filters of queries, the
// rows of the database and the API's description are all made from it. To add a plain field
// to a certificate:
//
//   - schemas/certificate.schema.json gets the field, with its title, description and examples;
//   - the struct Certificate gets it, with its tags, in the order of the schema;
//   - certificateFields gets a line, where the view has it;
//   - tools/postgres/migrations gets a migration that adds its column.
//
// Tests fail for what is forgotten.
//
// # Names and their characters
//
// Names are compared by keys, everywhere the same: Fold for names of makers and words,
// ModelKey for models and certificate numbers. Characters that look the same, or cannot
// be seen, make no difference (Plain); letters of other scripts that look like Latin ones
// do, and are refused in a record unless it says mixed_scripts (NameFlaw).
//
// Each text of a record follows one of four rules, by its field: names NameFlaw, other texts
// of one line TitleFlaw, free text TextFlaw, web addresses AddressFlaw. What the checks of
// files do not see, such as the author of a commit, is shown by Printable.
//
// # Dates
//
// A Date is a civil date in the register's time zone; ranges of dates include
// both ends. The package never asks for the time: the day is always an argument.
package register
