// Package spreadsheet reads tables that people and programs write: CSV in all its dialects,
// and workbooks (.xlsx).
//
//	file ──Read──▶ Table ──DateOrder──▶ Order ──Date──▶ dates
//	                 └─────Numbers────▶ NumberStyle ──Plain──▶ numbers
//
// An ambiguous cell is never guessed on its own. Read and the functions on columns look at the
// whole file: either every cell has one meaning, or the error names cells that contradict each
// other. Table.Notes has the decisions, for the person who runs the import.
//
// # Text
//
// A file is UTF-8 or UTF-16. Windows-1252 is refused, with instructions to save the file as
// UTF-8: it cannot be told apart from similar encodings, and a wrong letter in a name makes
// another product. Lines end with LF, CRLF or CR. Cells are separated by commas, semicolons,
// tabs or vertical bars: by the one that makes known headers, or by the one that a first line
// such as "sep=;" names.
//
// Titles above the header and notes below the table are skipped, with a note. Every other row
// that is not blank is in Table.Rows. A row that cannot be used has a Problem; an unclosed
// quote costs only its own row.
//
// # Workbooks
//
// Of several sheets, Read uses the one with the header, and refuses two such sheets. Numbers
// are read by value, not as displayed. Dates become YYYY-MM-DD. A formula has its last computed
// value, or an error such as #REF!, which CheckCell refuses. A cell that is merged with one in
// another row makes the row a problem.
package spreadsheet
