// Package register is the domain: the records of the register, the two
// questions that are asked of them (what is the status on a day, what covers
// what), and the rules that they must keep. It does no I/O and imports only package
// spelling of the project, so that every other package can import it.
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
// names beside the ids) is a view: ListingView, CertificateView and so on. The
// API, the static files and the downloads all give the same views.
//
// # Names and their characters
//
// Package spelling compares names by keys: spelling.Fold for names of manufacturers and
// words, spelling.ModelKey for models and certificate numbers.
//
// Each text of a record follows one of four rules, by its field: names spelling.NameFlaw,
// other texts of one line TitleFlaw, free text TextFlaw, web addresses AddressFlaw. A record
// that says mixed_scripts may mix scripts in its names.
//
// # Dates
//
// A Date is a civil date in the register's time zone; ranges of dates include
// both ends. The package never asks for the time: the day is always an argument.
package register
