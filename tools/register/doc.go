// Package register is the domain: the records of the register, the two questions about
// them (what is the status on a day, and what covers what), and the rules that they must
// satisfy. It does no I/O and imports only package spelling of this project, so every
// other package can import it.
//
// The data flows like this:
//
//	files ──source──▶ Records ──Check──▶ Problems
//	                     └──────New────▶ Register ──▶ site, downloads, API
//
// Records is plain data, as read from the files. Check reports violations of the rules.
// New builds the immutable Register: sorted, indexed and with every reference resolved.
// Everything that is published derives from a Register and a day.
//
// # Records
//
// A record's Go type mirrors its stored form: the JSON names of its fields are the names
// in the YAML files and in the download register.json. Units are part of the model: power
// is in kW, energy in kWh, voltage in V, unless the attribute's Unit says otherwise. A
// field that is unknown is absent.
//
// A view is what a reader sees of a record on a given day, with its status and with names
// next to ids: the fields of a View. The API, the static files and the downloads all use the
// same views.
//
// # Fields
//
// Each kind of record has one table of fields, beside its struct: see Field, and
// certificateFields in certificate.go. The view's JSON, the columns of CSV, the differences
// between two states, the filters of queries, the rows of the database and the API's
// description are all made from it. To add a plain field to a certificate:
//
//   - schemas/certificate.schema.json gets the field, with its title, description and examples;
//   - the struct Certificate gets it, with its tags, in the order of the schema;
//   - certificateFields gets a line, where the view has it;
//   - tools/query/postgres/migrations gets a migration that adds its column.
//
// Tests fail if one of these is missing.
//
// # Names and their characters
//
// Package spelling compares names by keys: spelling.Fold for names of manufacturers and
// vocabulary entries, spelling.ModelKey for models and certificate numbers.
//
// Each text field follows one of four rules: spelling.NameFlaw for names, TitleFlaw for
// other texts of one line, TextFlaw for free text, and AddressFlaw for web addresses. A
// record with mixed_scripts may mix scripts in its names.
//
// # Dates
//
// A Date is a civil date in the register's time zone; ranges of dates include both ends.
// The package never reads the clock: the day is always an argument.
package register
