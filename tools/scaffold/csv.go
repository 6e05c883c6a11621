package scaffold

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"opencec/tools/register"
)

// Limits on a CSV file. Somebody reviews what comes of it in a pull request; longer
// lists are for an import.
const (
	MaxCSV     = 8 << 20 // bytes
	MaxRows    = 5000
	maxColumns = 300
)

// A Table is what a CSV file has to say of new listings.
type Table struct {
	Rows     []Row      // none if there are problems
	Problems []RowError // everything that is wrong, by line
	Note     string     // how the file was taken, where it could be taken otherwise
}

// A Row is a row of a CSV file as a sheet.
type Row struct {
	Line  int // where it begins
	Sheet *Sheet
	ID    string // proposed, or of the column id
}

// columnID is the column of an id that somebody has chosen.
const columnID = "id"

// utf8Hint says how a spreadsheet writes what can be read.
const utf8Hint = `: save the table as "CSV UTF-8", which is another entry of Excel's list than "CSV"`

// ReadListings reads a CSV file with one new listing a row.
func (f *Form) ReadListings(r io.Reader) (Table, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxCSV+1))
	if err != nil {
		return Table{}, err
	}
	if len(data) > MaxCSV {
		return Table{}, fmt.Errorf("is larger than %d MiB: split it", MaxCSV>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if reason, line := notText(data); reason != "" {
		return refused(lineError(line, reason)), nil
	}
	return f.table(data), nil
}

// table reads the text of a CSV file.
func (f *Form) table(data []byte) Table {
	d := &dialect{separator: separatorOf(data)}
	lines, broken := readLines(data, d.separator)
	if len(lines) == 0 {
		return refused(broken...)
	}
	columns, problems := f.columns(lines[0], lines[1:])
	if len(problems) > 0 {
		return refused(problems...)
	}
	if len(lines) > MaxRows+1 {
		return refused(lineError(lines[MaxRows+1].at, fmt.Sprintf("is beyond the %d rows that a file may have: split it", MaxRows)))
	}
	d.learn(columns, lines[1:])
	var rows []Row
	for _, line := range lines[1:] {
		row, wrong := f.row(line, columns, d)
		problems = append(problems, wrong...)
		rows = append(rows, row)
	}
	if problems = append(problems, broken...); len(problems) > 0 {
		return refused(problems...)
	}
	if len(rows) == 0 {
		return refused(lineError(1, "has no rows below its header"))
	}
	return Table{Rows: rows, Note: d.note()}
}

func refused(problems ...RowError) Table { return Table{Problems: problems} }

// notText says why a file is no text that can be read, and on which line; "" for one
// that can.
func notText(data []byte) (reason string, line int) {
	if bytes.IndexByte(data, 0) >= 0 {
		return "is no text in UTF-8, but a workbook or UTF-16" + utf8Hint, 1
	}
	if utf8.Valid(data) {
		return "", 0
	}
	line = 1
	for text := range bytes.Lines(data) {
		if !utf8.Valid(text) {
			break
		}
		line++
	}
	return "has a letter that is not UTF-8, but probably Windows-1252" + utf8Hint, line
}

// A csvLine is a line of a CSV file, cut into cells.
type csvLine struct {
	at    int // the line where it begins
	cells []string
}

// readLines returns the lines that are not blank, and why there are no more of them.
func readLines(data []byte, separator rune) ([]csvLine, []RowError) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma, reader.Comment, reader.FieldsPerRecord = separator, '#', -1
	var lines []csvLine
	for {
		cells, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF) && len(lines) == 0:
			return nil, []RowError{lineError(1, "is empty: the first line has the names of the columns; opencec new listing --csv-template writes one")}
		case errors.Is(err, io.EOF):
			return lines, nil
		case err != nil:
			return lines, []RowError{csvError(err)} // what follows an open quote is not what it seems
		}
		if at, _ := reader.FieldPos(0); !isBlank(cells) {
			lines = append(lines, csvLine{at, cells})
		}
	}
}

// csvError says what encoding/csv found, with the line of the record.
func csvError(err error) RowError {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return lineError(1, err.Error())
	}
	reason := parse.Err.Error()
	if errors.Is(err, csv.ErrBareQuote) || errors.Is(err, csv.ErrQuote) {
		reason = `a quote is not closed, or stands in a cell without quotes: write "…" around the whole cell, and every " inside twice`
	}
	return lineError(parse.StartLine, reason)
}

func isBlank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// row fills in a sheet from the cells. Columns are taken in the order of the fields,
// so that what depends on others comes behind them.
func (f *Form) row(line csvLine, columns []column, d *dialect) (Row, []RowError) {
	row := Row{Line: line.at, Sheet: f.Sheet(register.Listings)}
	if len(line.cells) != len(columns) {
		return row, []RowError{lineError(line.at, fmt.Sprintf("has %d cells, and the header has %d columns", len(line.cells), len(columns)))}
	}
	given, problems := d.answers(line, columns)
	for _, field := range row.Sheet.Missing() {
		if cell := cellOf(field.Name, line, columns); cell == "" {
			problems = append(problems, RowError{Line: line.at, Column: field.Name, Reason: "is required, and the cell is empty"})
		}
	}
	row.ID = given[columnID]
	delete(given, columnID)
	for _, p := range row.Sheet.SetAll(given) {
		problems = append(problems, RowError{line.at, p.Field, p.Err.Error(), given[p.Field]})
	}
	if len(problems) > 0 {
		return row, problems
	}
	if row.ID == "" {
		row.ID = row.Sheet.ProposeID()
	}
	if err := row.Sheet.CheckID(row.ID); err != nil {
		problems = append(problems, RowError{line.at, columnID, err.Error(), row.ID})
	}
	return row, problems
}

// cellOf returns the cell of a line in the column of a name.
func cellOf(name string, line csvLine, columns []column) string {
	i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(line.cells[i])
}
