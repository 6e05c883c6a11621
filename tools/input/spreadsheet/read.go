package spreadsheet

import (
	"bytes"
	"fmt"
	"io"
	"opencec/tools/base/spelling"
	"slices"
	"strings"
	"unicode/utf8"
)

// Options describe the wanted table and its limits.
type Options struct {
	// Known reports whether a text is one of the table's headers. The header is the row with
	// the most known headers.
	Known func(header string) bool
	// Comments says whether to skip rows that begin with #.
	Comments bool

	MaxBytes   int64
	MaxRows    int
	MaxColumns int
}

// maxCell is the most bytes of a cell. Spreadsheets allow as many characters.
const maxCell = 32_767

// A Table is the table of a file: a header and rows of its width.
type Table struct {
	Header    Row
	Rows      []Row
	Notes     []string // what was decided or passed over, for the user
	Separator rune     // between the cells of a CSV file; 0 for a workbook

	headerAt []int // for each cell of the header, its column in the line
}

// A Row is one row of a table.
type Row struct {
	Line    int      // where it begins; the number of the row in a workbook
	Cells   []string // as many as the header has; nil if there is a problem
	Given   int      // how many cells the row had in the file; of a workbook's as many as the header
	Problem string   // why the row cannot be used
	Raw     string   // the line on which it begins
	IsCut   bool     // it is the last and has no end: rows behind it may be missing

	afterBlank bool   // blank rows are before it
	cutShort   bool   // it is the last, and its line does not end
	dated      []bool // of a workbook: which cells are dates there
}

// An Error is a problem with a file as a whole, and where it is.
type Error struct {
	Line   int
	Column int // of the line in CSV, of the row in a workbook; 0 for the line as a whole
	Reason string
}

// Error returns line, column and reason.
func (e *Error) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("%d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Reason)
}

func errorAt(line int, format string, args ...any) *Error {
	return &Error{Line: line, Reason: fmt.Sprintf(format, args...)}
}

// Read reads a table. Problems with the file as a whole are an *Error; other errors come from
// reading r.
func Read(r io.Reader, opts Options) (*Table, error) {
	data, err := io.ReadAll(io.LimitReader(r, opts.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	t, problem := read(data, opts)
	if problem != nil {
		return nil, problem
	}
	return t, nil
}

func read(data []byte, opts Options) (*Table, *Error) {
	if int64(len(data)) > opts.MaxBytes {
		return nil, errorAt(1, "the file is larger than %d MiB", opts.MaxBytes>>20)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return readWorkbook(data, opts)
	}
	text, notes, err := decode(data)
	if err != nil {
		return nil, err
	}
	t, err := readCSV(text, opts)
	if err != nil {
		return nil, err
	}
	t.Notes = append(notes, t.Notes...)
	return t, nil
}

// HeaderError returns an error about cell i of the header.
func (t *Table) HeaderError(i int, format string, args ...any) *Error {
	err := errorAt(t.Header.Line, format, args...)
	if i < len(t.headerAt) {
		err.Column = t.headerAt[i]
	}
	return err
}

func (t *Table) note(format string, args ...any) {
	t.Notes = append(t.Notes, fmt.Sprintf(format, args...))
}

// maxTitles is the most rows above the header.
const maxTitles = 50

// findHeader returns the index of the row with the most known headers, and their number.
// Without any it is the first row.
func (o Options) findHeader(rows []Row) (index, known int) {
	for i, row := range rows[:min(len(rows), maxTitles+1)] {
		if n := o.countKnown(row.Cells); n > known {
			index, known = i, n
		}
	}
	if known == 1 { // a title may have a word of the header
		return 0, 1
	}
	return index, known
}

func (o Options) countKnown(cells []string) int {
	n := 0
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" && o.Known(cell) {
			n++
		}
	}
	return n
}

// minTableCells returns the least number of cells of a table row; titles and notes have
// fewer. Most cells of a row of a wide table may be empty.
func minTableCells(header []string) int { return min(3, max(2, (countFilled(header)+1)/2)) }

func countFilled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// setHeader starts the table with the row at index. The rows before it are titles.
func (t *Table) setHeader(rows []Row, index int, opts Options) *Error {
	t.Header = rows[index]
	if t.Header.Problem != "" {
		return errorAt(t.Header.Line, "the header cannot be read: %s", t.Header.Problem)
	}
	t.Header.Cells = slices.Clone(t.Header.Cells)
	if n := len(t.Header.Cells); n > opts.MaxColumns {
		return errorAt(t.Header.Line, "the header has %d columns, and the most is %d", n, opts.MaxColumns)
	}
	for _, title := range rows[:index] {
		if title.Problem == "" && countFilled(title.Cells) >= minTableCells(t.Header.Cells) {
			return errorAt(title.Line, "this line is above the header, which is line %d, and looks like a row of the table: move the header above it", t.Header.Line)
		}
		t.note("line %d above the header is not read: %s", title.Line, quotedCells(title.Cells))
	}
	return nil
}

// addRows adds the rows below the header to the table.
func (t *Table) addRows(rows []Row, opts Options) *Error {
	rows, notes := t.cutNotes(rows)
	for _, row := range rows {
		if len(t.Rows) == opts.MaxRows {
			return errorAt(row.Line, "the file has more than %d rows", opts.MaxRows)
		}
		repeated, err := t.isHeader(row, opts)
		if err != nil {
			return err
		}
		if repeated {
			t.note("line %d repeats the header", row.Line)
			continue
		}
		t.Rows = append(t.Rows, t.fitToHeader(row))
	}
	for _, note := range notes {
		t.note("line %d below the table is not read: %s", note.Line, quotedCells(note.Cells))
	}
	return nil
}

// isHeader reports whether a row repeats the header. A different header would begin another
// table, which is an error.
func (t *Table) isHeader(row Row, opts Options) (bool, *Error) {
	if row.Problem != "" || len(row.Cells) == 0 || !opts.Known(row.Cells[0]) {
		return false, nil
	}
	if slices.EqualFunc(trimEnd(row.Cells), trimEnd(t.Header.Cells), func(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }) {
		return true, nil
	}
	if opts.countKnown(row.Cells) >= minTableCells(t.Header.Cells) {
		return false, errorAt(row.Line, "this line is another header than that on line %d: a file has one table", t.Header.Line)
	}
	return false, nil
}

// fitToHeader makes a row as wide as the header.
func (t *Table) fitToHeader(row Row) Row {
	width := len(t.Header.Cells)
	filled := len(trimEnd(row.Cells))
	if row.Given = len(row.Cells); t.Separator == 0 {
		row.Given = width
	}
	switch {
	case row.Problem != "":
	case filled > width:
		row.Problem = fmt.Sprintf("the row has %d cells, and the header %d", filled, width)
	case row.cutShort && row.Given < len(trimEnd(t.Header.Cells)):
		row.IsCut = true
		row.Problem = fmt.Sprintf("the last line of the file has %d cells, the header %d, and no line end: the file may have been cut short", row.Given, width)
	default:
		row.Problem = checkCells(row.Cells)
	}
	if row.Problem != "" {
		row.Cells = nil
		return row
	}
	cells := make([]string, width)
	for i, cell := range row.Cells[:min(len(row.Cells), width)] {
		cells[i] = spelling.UnquoteFormula(cell)
	}
	row.Cells = cells
	return row
}

// checkCells returns which cell of a row is not text or is too long.
func checkCells(cells []string) string {
	for i, cell := range cells {
		switch {
		case len(cell) > maxCell:
			return fmt.Sprintf("cell %d has %d bytes, and the most is %d", i+1, len(cell), maxCell)
		case !utf8.ValidString(cell):
			return fmt.Sprintf("cell %d has bytes that are not UTF-8: %q", i+1, strings.ToValidUTF8(cell, "?"))
		}
	}
	return ""
}

// errorValues are what spreadsheets write for a failed formula.
var errorValues = []string{"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}

// CheckCell returns an error if a cell has lost its text.
func CheckCell(cell string) error {
	if slices.Contains(errorValues, strings.TrimSpace(cell)) {
		return fmt.Errorf("%s is the error of a formula", strings.TrimSpace(cell))
	}
	return nil
}

// maxNotes is the most rows below a table that count as notes.
const maxNotes = 20

// cutNotes removes the notes below the table from the rows: rows with a single cell and, after
// a blank line, rows with few cells. A row that may have lost its other cells is not a note.
func (t *Table) cutNotes(rows []Row) (kept, notes []Row) {
	first := len(rows)
	for first > 0 && t.mayBeNote(rows[first-1]) {
		first--
	}
	if first == 0 || len(rows)-first > maxNotes {
		return rows, nil
	}
	seen := map[string]bool{}
	for _, row := range rows[:first] {
		if i := firstFilled(row.Cells); i >= 0 {
			seen[strings.TrimSpace(row.Cells[i])] = true
		}
	}
	below := false
	start := first
	for i, row := range rows[first:] {
		below = below || row.afterBlank
		name := strings.TrimSpace(row.Cells[firstFilled(row.Cells)])
		if seen[name] || !below && (countFilled(row.Cells) > 1 || row.cutShort) {
			start = first + i + 1
		}
	}
	return rows[:start], rows[start:]
}

func (t *Table) mayBeNote(row Row) bool {
	return row.Problem == "" && countFilled(row.Cells) < minTableCells(t.Header.Cells)
}

func firstFilled(cells []string) int {
	return slices.IndexFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

func trimEnd(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

func isBlank(cells []string) bool { return firstFilled(cells) < 0 }

// quotedCells writes the cells of a line that is not read.
func quotedCells(cells []string) string {
	var filled []string
	for _, c := range cells {
		if c = strings.Join(strings.Fields(c), " "); c != "" {
			filled = append(filled, c)
		}
	}
	return quoted(strings.Join(filled, ", "))
}

// maxShown is the most runes of a cell that a message repeats.
const maxShown = 80

func quoted(s string) string {
	if runes := []rune(s); len(runes) > maxShown {
		s = string(runes[:maxShown]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
