// Package csvfile gives records as tables in CSV, for spreadsheets: the same columns
// in the downloads and in the API. The package example writes a table of listings.
//
// # Rules of a table
//
// The first row has the names of the columns. A column is a field of the record's
// view, of the same name, or a part of one: software_versions of software, page of
// links. Rows are written as they come, so that a table of any length takes no
// memory.
//
// A cell that depends on the day is of the table's day: so are the columns not_in_list,
// not_in_list_since and not_in_list_last_seen, which have the absences from official lists
// that hold on it. The table of attributes is of all days: a value that held only in one
// period has a row with the period's days.
//
// Tables follow RFC 4180 but for the line ends (LF, which every reader takes and
// line tools need), in UTF-8 without a byte-order mark. Several values in a cell
// are joined by "; ". Dates are YYYY-MM-DD, periods FROM/TO, instants RFC 3339;
// what is not known is empty. A text that a spreadsheet would take for a formula
// has an apostrophe before it; numbers never do.
package csvfile
