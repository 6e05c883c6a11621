// Package scaffold makes new records of what a person says of them. It is the logic
// of "opencec new", without flags, terminal or files being written.
//
//	tree ──New──▶ Form ──Sheet──▶ Sheet ──Set, Set, …──▶ Record ──Form.Check──▶ problems
//	                └──ReadListings──▶ Rows, one Sheet a row of a CSV file or a workbook
//
// A Form is what can be said in one register: the fields of each kind of record and
// the words that its vocabularies have. A Sheet is one record being filled in: Set
// takes an answer as it was typed, and says at once what is wrong with it.
//
// # Fields
//
// Fields are derived from the JSON Schemas, which have the fields, their order, what
// they mean and what they allow; a field added there can be asked for here. Lists of
// groups and groups are flattened to what is said in one answer:
//
//	periods           from, to: the first period
//	software          software.name, software.versions
//	sources           TITLE ADDRESS DAY, of which the address is needed
//	white_labels      BRAND or BRAND: MODEL
//	attributes        ID:TYPE:UNIT:NAME, of an enum ID:enum:WORD,WORD:NAME
//	tests             ID: TITLE
//	device_classes    class, and a field class.attribute for each attribute
//
// A field that is a list has the name of one entry. Its entries are separated by
// commas where they are words, and by "|" where they are texts. What happens to a
// record later in its life (suspensions, an end, a change of its id) is not said of a
// new one.
//
// # Answers
//
// Answers are held to the schemas, to the vocabularies and to the device classes. A
// word is known by its id in any case; a record also by its name, if only one has it;
// a word of an enum also by what the register declares for it, as source.Fix mends it.
// Numbers may carry their attribute's unit, and no other. Text with control or
// invisible characters is refused, and so is what is longer than MaxAnswer. Taken says
// which answers were taken as another word than was written. In a list of records an
// id may have an asterisk for what differs: acme/box-*.
//
// # CSV files and workbooks
//
// ReadListings takes what package spreadsheet reads, with headings as data sheets have
// them, and in CSV without commas between the columns also commas in numbers. Dates with
// the year last are taken where some date of the file shows which of the others is the
// day. What can mean two things is refused, and what was taken otherwise than it is
// written is in Table.Note.
//
// # What is there already
//
// Near finds records by names that differ in case, spacing and punctuation at most; they
// are worth a look. Respelled finds those of them that package match takes for the same
// product: whoever makes a record of it once more has to say that it is another.
package scaffold
