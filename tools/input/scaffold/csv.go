package scaffold

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"opencec/tools/input/spreadsheet"
	"opencec/tools/register"
)

// Limits on a CSV file or a workbook. Somebody reviews the result in a pull request; longer
// lists are for an import.
const (
	MaxCSV     = 8 << 20 // bytes
	MaxRows    = 5000
	maxColumns = 300
)

// A Table is what a file says about new listings.
type Table struct {
	Rows     []Row      // none if there are problems
	Problems []RowError // everything that is wrong, by line
	Note     string     // how the file was taken, where it could be taken otherwise
}

// A Row is a row of a file as a Sheet.
type Row struct {
	Line  int // where it begins
	Sheet *Sheet
	ID    string // proposed, or of the column id
}

// columnID is the column of an id that a person has chosen.
const columnID = "id"

// ReadListings reads a CSV file or a workbook with one new listing per row.
func (f *Form) ReadListings(r io.Reader) (Table, error) {
	table, err := spreadsheet.Read(r, spreadsheet.Options{
		Known: f.knownHeading(), Comments: true, MaxBytes: MaxCSV, MaxRows: MaxRows, MaxColumns: maxColumns,
	})
	var problem *spreadsheet.Error
	if errors.As(err, &problem) {
		return refused(fileError(problem)), nil
	}
	if err != nil {
		return Table{}, err
	}
	return f.table(table), nil
}

func fileError(err *spreadsheet.Error) RowError { return lineError(err.Line, err.Reason) }

// table makes sheets from the rows of a file.
func (f *Form) table(table *spreadsheet.Table) Table {
	columns, problems := f.columns(table.Header, table.Rows)
	if len(problems) > 0 {
		return refused(problems...)
	}
	d, problems := newDialect(table, columns)
	if len(problems) > 0 {
		return refused(problems...)
	}
	var rows []Row
	for _, line := range table.Rows {
		row, wrong := f.row(line, columns, d)
		problems = append(problems, wrong...)
		rows = append(rows, row)
	}
	if len(problems) > 0 {
		return refused(problems...)
	}
	if len(rows) == 0 {
		return refused(lineError(table.Header.Line, "has no rows below its header"))
	}
	return Table{Rows: rows, Note: d.note()}
}

func refused(problems ...RowError) Table { return Table{Problems: problems} }

// row fills in a sheet from the cells. It sets fields in their order, so that those that
// depend on others come after them.
func (f *Form) row(line spreadsheet.Row, columns []column, d *dialect) (Row, []RowError) {
	row := Row{Line: line.Line, Sheet: f.Sheet(register.Listings)}
	if line.Problem != "" {
		return row, []RowError{lineError(line.Line, line.Problem)}
	}
	if isCutShort(line, columns, row.Sheet.Missing()) {
		return row, []RowError{lineError(line.Line, fmt.Sprintf("has %d cells, and the header has %d columns", line.Given, len(columns)))}
	}
	given, problems := d.answers(line, columns)
	for _, field := range row.Sheet.Missing() {
		if cell := cellOf(field.Name, line, columns); cell == "" {
			problems = append(problems, RowError{Line: line.Line, Column: field.Name, Reason: "is required, and the cell is empty"})
		}
	}
	row.ID = given[columnID]
	delete(given, columnID)
	for _, p := range row.Sheet.SetAll(given) {
		problems = append(problems, RowError{line.Line, p.Field, p.Err.Error(), given[p.Field]})
	}
	if len(problems) > 0 {
		return row, problems
	}
	if row.ID == "" {
		row.ID = row.Sheet.ProposeID()
	}
	if err := row.Sheet.CheckID(row.ID); err != nil {
		problems = append(problems, RowError{line.Line, columnID, err.Error(), row.ID})
	}
	return row, problems
}

// isCutShort reports whether a row ends before a required column. It may end before other
// columns, because spreadsheets leave out empty cells.
func isCutShort(line spreadsheet.Row, columns []column, required []*Field) bool {
	if line.Given >= len(columns) {
		return false
	}
	return slices.ContainsFunc(columns[line.Given:], func(c column) bool { return slices.Contains(required, c.field) })
}

// cellOf returns the cell of a line in the named column.
func cellOf(name string, line spreadsheet.Row, columns []column) string {
	i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(line.Cells[i])
}
