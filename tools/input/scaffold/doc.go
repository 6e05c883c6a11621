// Package scaffold makes new records from the answers of a person. It is the logic of
// "opencec new", without flags, terminal or writing of files.
//
//	tree ──New──▶ Form ──Sheet──▶ Sheet ──Set, Set, …──▶ Record ──Form.Check──▶ problems
//	                └──ReadListings──▶ Rows, one Sheet a row of a CSV file or a workbook
//
// A Form has what can be entered in one register: the fields of each kind of record, and the
// words of its vocabularies. A Sheet is one record being filled in: Set takes an answer as it
// was typed, and returns at once what is wrong with it.
//
// # Fields
//
// Fields are derived from the JSON Schemas, which define the fields, their order, their
// meaning and their limits; a field added there can be filled in here. Groups and lists of
// groups are flattened to one answer:
//
//	periods           from, to: the first period
//	software          software.name, software.versions
//	sources           TITLE ADDRESS DAY, of which the address is needed
//	white_labels      BRAND or BRAND: MODEL
//	attributes        ID:TYPE:UNIT:NAME, of an enum ID:enum:WORD,WORD:NAME
//	tests             ID: TITLE
//	device_classes    class, and a field class.attribute for each attribute
//
// A list field has the name of one entry. Its entries are separated by commas if they are
// words, and by "|" if they are texts. What happens later in the life of a record
// (suspensions, an end, a change of its id) cannot be entered for a new one.
//
// # Answers
//
// Answers are checked against the schemas, the vocabularies and the device classes. A word
// matches by its id in any case, a record also by its name if that is unique, and a value of
// an enum also by the other spellings that the register declares, as in source.Fix. Numbers
// may have their attribute's unit, and no other. Text with control or invisible characters is
// refused, and so are answers longer than MaxAnswer. Interpretations returns the answers that
// were understood as another word than was written. In a list of records, an asterisk matches
// the part in which ids differ: acme/box-*.
//
// # CSV files and workbooks
//
// ReadListings reads what package spreadsheet reads, with headings as in data sheets, and
// numbers with decimal commas if the columns are not separated by commas. Dates with the year
// last are read if a date of the file shows which number is the day. Ambiguous values are
// refused, and Table.Note says what was not read literally.
//
// # Similar records
//
// Similar finds records by names that differ at most in case, spacing and punctuation, for the
// person to look at. Respelled finds those that package match considers the same product: to
// record one again, a person has to say that it is another product.
package scaffold
