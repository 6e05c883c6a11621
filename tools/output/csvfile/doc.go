// Package csvfile writes records as tables in CSV, for spreadsheets. The downloads and the API
// have the same columns. The package example writes a table of listings.
//
// # Rules of a table
//
// The first row has the names of the columns. A column is a field of the record's view, with
// the same name, or a part of one: software_versions of software, page of links. Rows are
// written one by one, so a table of any length needs little memory.
//
// Cells that depend on the day are those of the table's day. They include the columns
// not_in_list, not_in_list_since and not_in_list_last_seen, about absences from official
// lists. The table of attributes covers all days: a value of a single period has a row with
// the period's days.
//
// Tables follow RFC 4180, in UTF-8 without a byte-order mark, except that lines end with LF,
// which every reader accepts and line tools need. Several values in a cell are joined by
// "; ". Dates are YYYY-MM-DD, periods FROM/TO, instants RFC 3339; unknown values are empty.
// A text that a spreadsheet would take for a formula begins with an apostrophe; numbers
// never do.
package csvfile
