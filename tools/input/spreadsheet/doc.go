// Package spreadsheet reads tables that people and programs write: CSV in all its
// dialects, and workbooks (.xlsx).
//
//	file ──Read──▶ Table ──DateOrder──▶ Order ──Date──▶ dates
//	                 └─────Numbers────▶ NumberStyle ──Plain──▶ numbers
//
// What can mean two things is never guessed for one cell. Read and the functions on
// columns look at the whole file, and either every cell has one meaning or the error
// says which cells contradict each other. What was decided is in Table.Notes, for the
// person who runs the import.
//
// # Text
//
// A file is UTF-8 or UTF-16. Windows-1252 is refused with the way to save the file as
// UTF-8, because nothing in a file tells it from its relatives, and a wrong letter in
// a name makes another product. Lines end with LF, CRLF or CR. Cells are separated by
// commas, semicolons, tabs or vertical bars: by the one that makes known headers, or
// by the one that a first line such as "sep=;" names.
//
// Titles above the header and notes below the table are passed over, and noted. Every
// other row that is not blank is in Table.Rows. A row that cannot be used has a
// Problem: a quote that is not closed costs only its own row.
//
// # Workbooks
//
// Of several sheets, Read takes the one that has the header, and refuses two. Numbers
// are read by value, not as they are displayed; dates become YYYY-MM-DD; a formula has
// the value that was last computed, or an error such as #REF!, which CheckCell refuses.
// A cell that is merged with one in another row makes the row a problem.
package spreadsheet
