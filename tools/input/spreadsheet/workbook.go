package spreadsheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"
)

// Limits of an unpacked workbook. The largest list has 80,000 cells in 5 MiB.
const (
	maxUnpacked = 128 << 20
	maxParts    = 1000
	maxCells    = 1_000_000
	// maxText bounds the bytes of all cells. Many cells may share one long text, so they can
	// be much larger than the unpacked workbook.
	maxText = 128 << 20
	// maxTags is the most XML tags of all parts: four per cell. A tag of four bytes in the file
	// takes a hundred times as many in memory.
	maxTags   = 4 * maxCells
	maxMerged = 1000
	// maxEmptyRows is how many more rows than the table a sheet may have.
	maxEmptyRows = 50_000
)

// readWorkbook reads the table of a workbook. The library is made for workbooks that
// spreadsheets write; if others make it panic, that is an ordinary error.
func readWorkbook(data []byte, opts Options) (t *Table, err *Error) {
	defer func() {
		if failure := recover(); failure != nil {
			t, err = nil, errorAt(1, "the workbook is damaged: %v", failure)
		}
	}()
	if err := checkArchive(data); err != nil {
		return nil, err
	}
	file, openErr := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
	})
	if openErr != nil {
		return nil, errorAt(1, "the workbook cannot be opened: %v", openErr)
	}
	defer file.Close() // which removes nothing: no part is large enough for a temporary file
	w := &workbook{file: file, opts: opts, formats: map[int]format{}}
	properties, propsErr := file.GetWorkbookProps()
	if propsErr != nil {
		return nil, errorAt(1, "the workbook cannot be read: %v", propsErr)
	}
	w.from1904 = properties.Date1904 != nil && *properties.Date1904
	return w.table()
}

// checkArchive refuses an archive that is not a workbook, or too large when unpacked.
func checkArchive(data []byte) *Error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return errorAt(1, "the file begins like a workbook and is damaged, or was cut short: %v", err)
	}
	if len(archive.File) > maxParts {
		return errorAt(1, "the file is an archive of %d parts, and the most is %d", len(archive.File), maxParts)
	}
	var size uint64
	isWorkbook := false
	for _, part := range archive.File {
		// A part that is larger than it says fails to unpack.
		if size += min(part.UncompressedSize64, maxUnpacked+1); size > maxUnpacked {
			return errorAt(1, "the workbook is larger than %d MiB unpacked", maxUnpacked>>20)
		}
		isWorkbook = isWorkbook || strings.EqualFold(part.Name, "xl/workbook.xml")
	}
	if !isWorkbook {
		return errorAt(1, "the file is an archive and no workbook (.xlsx): %s", saveAs)
	}
	tags := 0
	for _, part := range archive.File {
		n, err := countTags(part)
		if err != nil {
			return errorAt(1, "the workbook is damaged: %s: %v", quoted(part.Name), err)
		}
		if tags += n; tags > maxTags {
			return errorAt(1, "the workbook has more than %d cells and other parts", maxTags)
		}
	}
	return nil
}

// countTags counts the tags of a part, without storing it.
func countTags(part *zip.File) (int, error) {
	content, err := part.Open()
	if err != nil {
		return 0, err
	}
	defer content.Close()
	tags := 0
	buffer := make([]byte, 64<<10)
	for {
		n, err := content.Read(buffer)
		tags += bytes.Count(buffer[:n], []byte{'<'})
		switch {
		case errors.Is(err, io.EOF):
			return tags, nil
		case err != nil:
			return tags, err
		}
	}
}

// A workbook is a workbook being read.
type workbook struct {
	file     *excelize.File
	opts     Options
	from1904 bool
	formats  map[int]format // by style
	cells    int            // that were read
	text     int            // bytes of these
}

// A sheet is a sheet with the position of its header.
type sheet struct {
	name   string
	rows   []Row
	header int
	known  int
}

// table returns the table of the sheet with the header.
func (w *workbook) table() (*Table, *Error) {
	var best, other *sheet
	names := w.file.GetSheetList()
	for _, name := range names {
		rows, err := w.rows(name)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			continue
		}
		s := &sheet{name: name, rows: rows}
		s.header, s.known = w.opts.findHeader(rows)
		switch {
		case best == nil || s.known > best.known:
			best, other = s, nil
		case s.known == best.known:
			other = s
		}
	}
	if best == nil {
		return nil, errorAt(1, "the workbook has no cells: a table begins with a row of column names")
	}
	if other != nil {
		return nil, errorAt(best.rows[best.header].Line, "the sheets %s and %s may both be the table: keep one of them in the file", quoted(best.name), quoted(other.name))
	}
	t := &Table{}
	if len(names) > 1 {
		t.note("the table is the sheet %s; others are not read", quoted(best.name))
	}
	if err := w.interpretCells(best); err != nil {
		return nil, err
	}
	if len(best.rows) == 0 {
		return nil, errorAt(1, "the workbook has no cells: a table begins with a row of column names")
	}
	if err := t.setHeader(best.rows, best.header, w.opts); err != nil {
		return nil, err
	}
	for i := range t.Header.Cells {
		t.headerAt = append(t.headerAt, i+1)
	}
	return t, t.addRows(best.rows[best.header+1:], w.opts)
}

// rows returns the rows of a sheet that are not blank, with numbers as they are stored.
func (w *workbook) rows(name string) ([]Row, *Error) {
	iterator, err := w.file.Rows(name)
	if err != nil {
		return nil, nil // a chart, or another sheet without cells
	}
	defer iterator.Close()
	var rows []Row
	gap := false
	for number := 1; iterator.Next(); number++ {
		cells, err := iterator.Columns()
		if err != nil {
			return nil, errorAt(number, "the sheet %s cannot be read: %v", quoted(name), err)
		}
		w.cells += len(cells)
		for _, cell := range cells {
			w.text += len(cell)
		}
		switch {
		case number > w.opts.MaxRows+maxEmptyRows:
			return nil, errorAt(number, "the sheet %s has rows down to here, and the table may have %d: delete the rows below it", quoted(name), w.opts.MaxRows)
		case len(cells) > w.opts.MaxColumns:
			return nil, errorAt(number, "the row has %d columns, and the most is %d", len(cells), w.opts.MaxColumns)
		case w.cells > maxCells:
			return nil, errorAt(number, "the workbook has more than %d cells", maxCells)
		case w.text > maxText:
			return nil, errorAt(number, "the workbook has more than %d MiB of text in its cells", maxText>>20)
		}
		if len(cells) == 0 {
			gap = true
			continue
		}
		if w.opts.Comments && strings.HasPrefix(cells[0], "#") && CheckCell(cells[0]) == nil {
			continue
		}
		rows = append(rows, Row{Line: number, Cells: cells, afterBlank: gap})
		gap = false
	}
	if err := iterator.Error(); err != nil {
		return nil, errorAt(1, "the sheet %s cannot be read: %v", quoted(name), err)
	}
	return rows, nil
}

// interpretCells converts the stored cells of a sheet to dates, numbers and errors.
func (w *workbook) interpretCells(s *sheet) *Error {
	for i := range s.rows {
		row := &s.rows[i]
		row.dated = make([]bool, len(row.Cells))
		for column, raw := range row.Cells {
			cell, err := w.cell(s.name, column+1, row.Line, raw)
			if err != nil {
				return errorAt(row.Line, "column %d: %v", column+1, err)
			}
			row.Cells[column], row.dated[column] = cell.text, cell.isDate
			if cell.problem != "" {
				row.Problem = cell.problem
			}
		}
		row.Raw = strings.Join(row.Cells, ", ")
	}
	s.dropBlank(w.opts)
	return w.markMerged(s)
}

// dropBlank drops rows whose formulas give only empty texts.
func (s *sheet) dropBlank(opts Options) {
	var rows []Row
	gap := false
	for _, row := range s.rows {
		if row.Problem == "" && isBlank(row.Cells) {
			gap = true
			continue
		}
		row.afterBlank = row.afterBlank || gap
		rows, gap = append(rows, row), false
	}
	s.rows = rows
	s.header, s.known = opts.findHeader(rows)
}

// markMerged marks rows below the header that have a cell merged with one above. Nobody can
// say whether it has the value of that cell.
func (w *workbook) markMerged(s *sheet) *Error {
	merged, err := w.file.GetMergeCells(s.name, true)
	if err != nil {
		return errorAt(1, "the sheet %s cannot be read: %v", quoted(s.name), err)
	}
	if len(merged) > maxMerged {
		return errorAt(1, "the sheet %s has %d merged cells, and the most is %d", quoted(s.name), len(merged), maxMerged)
	}
	for _, m := range merged {
		_, first, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		_, last, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil {
			return errorAt(1, "the sheet %s has merged cells that cannot be read: %q", quoted(s.name), m[0])
		}
		if first == last {
			continue
		}
		for i := range s.rows {
			if row := &s.rows[i]; i != s.header && first <= row.Line && row.Line <= last {
				row.Problem = fmt.Sprintf("the cells %s are merged: write the value into each of them", m[0])
			}
		}
	}
	return nil
}

// A cell is the interpreted cell of a workbook.
type cell struct {
	text    string
	isDate  bool
	problem string
}

func (w *workbook) cell(sheet string, column, row int, raw string) (cell, error) {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return cell{}, err
	}
	kind, err := w.file.GetCellType(sheet, name)
	if err != nil {
		return cell{}, err
	}
	if raw == "" {
		return w.emptyCell(sheet, name, kind)
	}
	switch kind {
	case excelize.CellTypeBool:
		return cell{text: map[string]string{"1": "TRUE", "0": "FALSE"}[raw]}, nil
	case excelize.CellTypeUnset, excelize.CellTypeNumber, excelize.CellTypeDate:
	default:
		return cell{text: raw}, nil
	}
	number, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
		return cell{text: raw}, nil // a date in ISO form, as few programs write it
	}
	style, err := w.file.GetCellStyle(sheet, name)
	if err != nil {
		return cell{}, err
	}
	f, err := w.format(style)
	if err != nil {
		return cell{}, err
	}
	if f.isDate {
		at, err := excelize.ExcelDateToTime(number, w.from1904)
		if err != nil {
			return cell{text: raw, problem: fmt.Sprintf("cell %s: %v", name, err)}, nil
		}
		layout := "2006-01-02"
		if number != math.Trunc(number) {
			layout = "2006-01-02 15:04:05"
		}
		return cell{text: at.Format(layout), isDate: true}, nil
	}
	if math.Abs(number) >= 1e15 {
		return cell{text: raw, problem: fmt.Sprintf("cell %s is the number %s, of which a workbook keeps 15 digits: format the column as text and write it again", name, raw)}, nil
	}
	if f.percent {
		number *= 100
	}
	return cell{text: plainNumber(number) + f.suffix}, nil
}

// emptyCell returns a cell without a value. A formula without a value was written by a program
// that does not compute.
func (w *workbook) emptyCell(sheet, name string, kind excelize.CellType) (cell, error) {
	formula, err := w.file.GetCellFormula(sheet, name)
	if err != nil || formula == "" || kind == excelize.CellTypeFormula { // whose value is the empty text
		return cell{}, err
	}
	return cell{problem: fmt.Sprintf("cell %s has a formula that was not computed: open the workbook in a spreadsheet and save it", name)}, nil
}

// plainNumber writes a number with the 15 digits that spreadsheets keep, so that
// 10.720000000000001 is 10.72.
func plainNumber(number float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
	if err != nil {
		rounded = number
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// A format is what a style says about the numbers in its cells.
type format struct {
	isDate  bool
	percent bool
	suffix  string // a unit: 5 is displayed as 5 kW
}

// dateFormats are the numbers of the built-in formats that show a day.
var dateFormats = []int{14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}

// percentFormats are the numbers of the built-in percent formats.
var percentFormats = []int{9, 10}

func (w *workbook) format(style int) (format, error) {
	if f, known := w.formats[style]; known {
		return f, nil
	}
	s, err := w.file.GetStyle(style)
	if err != nil {
		return format{}, err
	}
	f := format{isDate: slices.Contains(dateFormats, s.NumFmt)}
	if slices.Contains(percentFormats, s.NumFmt) {
		f = format{percent: true, suffix: "%"}
	}
	if s.CustomNumFmt != nil {
		f = parseFormat(*s.CustomNumFmt)
	}
	w.formats[style] = f
	return f, nil
}

// parseFormat parses the format of positive numbers.
func parseFormat(code string) format {
	var f format
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if len(sections) == 0 {
		return f
	}
	var suffix strings.Builder
	for _, token := range sections[0].Items {
		switch token.TType {
		case nfp.TokenTypeDateTimes:
			f.isDate = f.isDate || strings.ContainsAny(token.TValue, "yYdD")
		case nfp.TokenTypePercent:
			f.percent = true
			suffix.WriteString("%")
		case nfp.TokenTypeLiteral:
			suffix.WriteString(token.TValue)
		}
	}
	if text := strings.TrimSpace(suffix.String()); strings.ContainsFunc(text, isUnitRune) {
		f.suffix = " " + text
	}
	return f
}

func isUnitRune(r rune) bool {
	return r == '%' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}
