package scaffold

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"opencec/tools/register"
)

// Limits on a CSV file. Somebody reviews what comes of it in a pull request; longer
// lists are for an import.
const (
	MaxCSV     = 8 << 20 // bytes
	MaxRows    = 5000
	maxColumns = 300
)

// A Row is a row of a CSV file as a sheet.
type Row struct {
	Line  int // where it begins
	Sheet *Sheet
	ID    string // proposed, or of the column id
}

// A RowError is what is wrong with a cell, a row, or the header.
type RowError struct {
	Line   int
	Column string // the name of the field; "" for the row as a whole
	Reason string
}

// Error returns the error as line, column and reason.
func (e RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("%d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("%d: %s: %s", e.Line, e.Column, e.Reason)
}

// columnID is the column of an id that somebody has chosen.
const columnID = "id"

// Template returns the header of a CSV file for listings with attributes of the
// classes, and a comment below that says what the columns mean.
func (f *Form) Template(classes []string) ([]byte, error) {
	sheet := f.Sheet(register.Listings)
	for _, class := range classes {
		if _, err := choose(register.DeviceClasses.Name, class, f.words[register.DeviceClasses.Folder], false); err != nil {
			return nil, err
		}
	}
	if len(classes) > 0 {
		if err := sheet.Set("class", strings.Join(classes, ",")); err != nil {
			return nil, err
		}
	}
	var names, notes []string
	for _, field := range sheet.Fields() {
		if field.Rare {
			continue
		}
		names = append(names, field.Name)
		notes = append(notes, columnNote(field, f.Words(field)))
	}
	notes[0] = "# " + notes[0]
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll([][]string{names, notes}); err != nil {
		return nil, fmt.Errorf("write the template: %w", err)
	}
	// A line whose first cell is quoted is no comment any more.
	return bytes.Replace(b.Bytes(), []byte("\n\"# "), []byte("\n# \""), 1), nil
}

// columnNote says in a few words what a column is for.
func columnNote(f *Field, words []Word) string {
	var parts []string
	if f.Required {
		parts = append(parts, "required")
	}
	switch {
	case f.Unit != "":
		parts = append(parts, f.Unit)
	case len(words) > 0 && len(words) <= maxWords:
		parts = append(parts, strings.ReplaceAll(List(words), ", ", " / "))
	case f.one != nil && f.one.Format == "date":
		parts = append(parts, "YYYY-MM-DD")
	}
	return strings.Join(parts, ": ")
}

// ReadListings reads a CSV file with one new listing a row. Everything that is wrong
// is returned, by line; there are rows only if nothing is.
func (f *Form) ReadListings(r io.Reader) ([]Row, []RowError, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxCSV+1))
	if err != nil {
		return nil, nil, err
	}
	if len(data) > MaxCSV {
		return nil, nil, fmt.Errorf("is larger than %d MiB: split it", MaxCSV>>20)
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, []RowError{{1, "", `is no text in UTF-8, but a workbook or UTF-16: save the table as "CSV UTF-8"`}}, nil
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	reader.Comment = '#'
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, []RowError{{1, "", "is empty: the first line has the names of the columns; opencec new listing --csv-template writes one"}}, nil
	}
	if err != nil {
		return nil, []RowError{csvError(err)}, nil
	}
	line, _ := reader.FieldPos(0)
	columns, problems := f.columns(header, line)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	return f.rows(reader, columns)
}

// csvError says what encoding/csv found, with the line of the record.
func csvError(err error) RowError {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return RowError{1, "", err.Error()}
	}
	reason := parse.Err.Error()
	if errors.Is(err, csv.ErrBareQuote) || errors.Is(err, csv.ErrQuote) {
		reason = `a quote is not closed, or stands in a cell without quotes: write "…" around the whole cell, and every " inside twice`
	}
	return RowError{parse.StartLine, "", reason}
}

// columns returns the names of the columns, and what is wrong with them.
func (f *Form) columns(header []string, line int) ([]string, []RowError) {
	if len(header) == 1 && strings.ContainsAny(header[0], ";\t") {
		return nil, []RowError{{line, "", "the columns are not separated by commas: save the file as CSV with commas"}}
	}
	if len(header) > maxColumns {
		return nil, []RowError{{line, "", fmt.Sprintf("has %d columns, and the most is %d", len(header), maxColumns)}}
	}
	sheet := f.Sheet(register.Listings)
	var names []string
	var problems []RowError
	for i, cell := range header {
		name := columnOf(cell, sheet)
		_, known := sheet.Field(name)
		switch {
		case slices.Contains(names, name):
			problems = append(problems, RowError{line, fmt.Sprintf("column %d", i+1), fmt.Sprintf("there is a column %s already", quoted(name))})
		case !known && name != columnID:
			problems = append(problems, RowError{line, fmt.Sprintf("column %d", i+1), sheet.unknownField(name).Error()})
		}
		names = append(names, name)
	}
	for _, field := range sheet.Missing() {
		if !slices.Contains(names, field.Name) {
			problems = append(problems, RowError{line, "", fmt.Sprintf("the column %s is missing", field.Name)})
		}
	}
	return names, problems
}

// columnOf returns the name of a column, which may have other capitals, spaces and
// punctuation in the header: Entity Type.
func columnOf(cell string, sheet *Sheet) string {
	cell = strings.TrimSpace(cell)
	names := append(sheet.Names(), columnID)
	if slices.Contains(names, cell) {
		return cell
	}
	folded := register.Fold(cell)
	if i := slices.IndexFunc(names, func(name string) bool { return register.Fold(name) == folded }); i >= 0 {
		return names[i]
	}
	return cell
}

func (f *Form) rows(reader *csv.Reader, columns []string) ([]Row, []RowError, error) {
	var rows []Row
	var problems []RowError
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			problems = append(problems, csvError(err))
			break // what follows an open quote is not what it seems
		}
		line, _ := reader.FieldPos(0)
		if isBlank(cells) {
			continue
		}
		if len(rows) == MaxRows {
			return nil, []RowError{{line, "", fmt.Sprintf("is beyond the %d rows that a file may have: split it", MaxRows)}}, nil
		}
		row, wrong := f.row(line, columns, cells)
		problems = append(problems, wrong...)
		rows = append(rows, row)
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	if len(rows) == 0 {
		return nil, []RowError{{1, "", "has no rows below its header"}}, nil
	}
	return rows, nil, nil
}

func isBlank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// row fills in a sheet from the cells. Columns are taken in the order of the fields,
// so that what depends on others comes behind them.
func (f *Form) row(line int, columns, cells []string) (Row, []RowError) {
	row := Row{Line: line, Sheet: f.Sheet(register.Listings)}
	if len(cells) != len(columns) {
		return row, []RowError{{line, "", fmt.Sprintf("has %d cells, and the header has %d columns", len(cells), len(columns))}}
	}
	given := map[string]string{}
	for i, name := range columns {
		if text := strings.TrimSpace(cells[i]); text != "" {
			given[name] = text
		}
	}
	var problems []RowError
	for _, field := range row.Sheet.Missing() {
		if given[field.Name] == "" {
			problems = append(problems, RowError{line, field.Name, "is required, and the cell is empty"})
		}
	}
	row.ID = given[columnID]
	delete(given, columnID)
	for _, p := range row.Sheet.SetAll(given) {
		problems = append(problems, RowError{line, p.Field, p.Err.Error()})
	}
	if len(problems) > 0 {
		return row, problems
	}
	if row.ID == "" {
		row.ID = row.Sheet.ProposeID()
	}
	if err := row.Sheet.CheckID(row.ID); err != nil {
		problems = append(problems, RowError{line, columnID, err.Error()})
	}
	return row, problems
}
