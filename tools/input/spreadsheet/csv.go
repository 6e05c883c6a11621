package spreadsheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
)

// maxCellLines is the most lines of a quoted cell.
const maxCellLines = 50

// separators are the possible cell separators, the most common first.
var separators = []rune{',', ';', '\t', '|'}

// sepLine matches a first line that names the separator for Excel.
var sepLine = regexp.MustCompile(`(?i)^"?sep=([^"\n[:alnum:]])"?[,;]*\n`)

// readCSV reads a text with LF line ends.
func readCSV(text []byte, opts Options) (*Table, *Error) {
	start := recordReader{rest: text, line: 1, comments: opts.Comments}
	candidates := separators
	if parts := sepLine.FindSubmatch(text); parts != nil {
		start.rest, start.line = text[len(parts[0]):], 2
		candidates = []rune(string(parts[1]))
	}
	best, err := chooseSeparator(start, candidates, opts)
	if err != nil {
		return nil, err
	}
	t := &Table{Separator: best.separator}
	if err := t.setHeader(best.rows, best.header, opts); err != nil {
		return nil, err
	}
	reader := best.at
	header, _ := reader.next()
	t.headerAt = reader.columnsOf(best.at)
	t.Header.Cells = header.Cells
	reader.columns = len(trimEnd(header.Cells))
	var rows []Row
	for row, more := reader.next(); more; row, more = reader.next() {
		rows = append(rows, row)
		if len(rows) > opts.MaxRows+maxNotes {
			break // addRows says so
		}
	}
	return t, t.addRows(rows, opts)
}

// A candidate is a separator and what it makes of the beginning of a file.
type candidate struct {
	separator rune
	rows      []Row // the first ones
	header    int   // the index of the header in rows
	at        recordReader
	known     int // headers
	sameWidth int // rows with as many cells as the header
}

// chooseSeparator returns the separator that makes the most known headers, and among equals
// the one that makes the most rows of the same width.
func chooseSeparator(start recordReader, separators []rune, opts Options) (best candidate, err *Error) {
	found, blank := false, false
	for _, separator := range separators {
		c := candidate{separator: separator}
		reader := start
		reader.separator = separator
		var readers []recordReader
		for len(c.rows) <= maxTitles {
			before := reader
			row, more := reader.next()
			if !more {
				break
			}
			c.rows, readers = append(c.rows, row), append(readers, before)
		}
		if len(c.rows) == 0 {
			blank = true
			continue
		}
		c.header, c.known = opts.findHeader(c.rows)
		c.at = readers[c.header]
		for _, row := range c.rows {
			if n := len(row.Cells); n > 1 && n == len(c.rows[c.header].Cells) {
				c.sameWidth++
			}
		}
		if !found || c.known > best.known || c.known == best.known && c.sameWidth > best.sameWidth {
			best, found = c, true
		}
	}
	if !found || blank && best.known == 0 {
		return best, errorAt(1, "the file is empty: a table begins with a line of column names")
	}
	return best, nil
}

// A recordReader splits a text into rows. It parses a row as encoding/csv does, but an
// unclosed quote costs only its own line, not the rest of the file.
type recordReader struct {
	rest      []byte
	line      int
	separator rune
	comments  bool
	// columns is the number of cells of a row, or 0 before the header is known.
	columns int
}

// next returns the next row that is not blank, and whether there was one.
func (r *recordReader) next() (Row, bool) {
	gap := false
	for len(r.rest) > 0 {
		first, _ := cutLines(r.rest, 1)
		raw := strings.TrimSuffix(string(first), "\n")
		row := Row{Line: r.line, Raw: raw, afterBlank: gap}
		if r.comments && strings.HasPrefix(raw, "#") {
			r.take(1)
			continue
		}
		var lines int
		row.Cells, lines, row.Problem = r.parse()
		taken := r.take(lines)
		row.cutShort = !bytes.HasSuffix(taken, []byte("\n"))
		if row.Problem != "" || !isBlank(row.Cells) {
			return row, true
		}
		gap = true
	}
	return Row{}, false
}

func (r *recordReader) take(lines int) []byte {
	taken, _ := cutLines(r.rest, lines)
	r.rest = r.rest[len(taken):]
	r.line += lines
	return taken
}

// columnsOf returns the columns of a line at which its cells begin, in bytes from 1. Cells on
// further lines count as at the beginning of the row.
func (r *recordReader) columnsOf(at recordReader) []int {
	chunk := at.rest[:len(at.rest)-len(r.rest)]
	reader := at.csvReader(chunk)
	cells, _ := reader.Read() // which was read before
	columns := make([]int, len(cells))
	first := 0
	for i := range cells {
		line, column := reader.FieldPos(i)
		if i == 0 {
			first = line
		}
		columns[i] = 1
		if line == first {
			columns[i] = column
		}
	}
	return columns
}

// parse parses the next row, and returns the number of its lines.
func (r *recordReader) parse() (cells []string, lines int, problem string) {
	for lines = 1; lines <= maxCellLines; lines++ {
		chunk, complete := cutLines(r.rest, lines)
		if bytes.Count(chunk, []byte{'"'})%2 == 0 {
			cells, problem = r.parseRecord(chunk)
			if problem == "" && lines > 1 && r.columns > 0 && (len(trimEnd(cells)) > r.columns || r.swallows(chunk)) {
				problem = problemOpenQuote
			}
			break
		}
		problem = problemOpenQuote
		if !complete {
			break
		}
	}
	if problem != "" {
		return nil, 1, problem
	}
	return cells, lines, ""
}

// swallows reports whether a row of several lines is probably two rows with a stray quote in
// each: its first line has the cells of a full row, and so has a later line.
func (r *recordReader) swallows(chunk []byte) bool {
	if r.columns < 2 {
		return false
	}
	first, _ := cutLines(chunk, 1)
	if r.countCells(first, false) < r.columns {
		return false
	}
	for rest := chunk[len(first):]; len(rest) > 0; {
		line, _ := cutLines(rest, 1)
		closes := bytes.Count(line, []byte{'"'})%2 == 1
		if r.countCells(line, closes) >= r.columns {
			return true
		}
		rest = rest[len(line):]
	}
	return false
}

// countCells counts the cells of a line as if the quote that it opens, or closes, were not
// there.
func (r *recordReader) countCells(line []byte, closes bool) int {
	text := string(line)
	count := 1
	if closes {
		before, after, _ := strings.Cut(text, `"`)
		count += strings.Count(before, string(r.separator))
		text = after
	}
	parts := strings.Split(text, `"`)
	for i, part := range parts {
		if i%2 == 0 || i == len(parts)-1 { // outside of quotes, or behind the one that is not closed
			count += strings.Count(part, string(r.separator))
		}
	}
	return count
}

const (
	problemOpenQuote = `a quoted cell is not closed, or goes on behind its closing quote: write "…" around the whole cell`
	problemBareQuote = `a cell has a " inside but is not quoted: write "…" around it and every " inside twice`
)

func (r *recordReader) csvReader(chunk []byte) *csv.Reader {
	reader := csv.NewReader(bytes.NewReader(chunk))
	reader.Comma, reader.FieldsPerRecord = r.separator, -1
	return reader
}

// parseRecord parses one row with the rules of encoding/csv.
func (r *recordReader) parseRecord(chunk []byte) (cells []string, problem string) {
	if bytes.IndexByte(chunk, '"') < 0 { // nearly all rows, and ten times as fast
		return strings.Split(strings.TrimSuffix(string(chunk), "\n"), string(r.separator)), ""
	}
	cells, err := r.csvReader(chunk).Read()
	switch {
	case errors.Is(err, io.EOF): // an empty line
		return nil, ""
	case errors.Is(err, csv.ErrBareQuote):
		return nil, problemBareQuote
	case err != nil:
		return nil, problemOpenQuote
	}
	return cells, ""
}

// cutLines returns the first n lines of data with their ends, and whether more follow.
func cutLines(data []byte, n int) (lines []byte, more bool) {
	end := 0
	for range n {
		i := bytes.IndexByte(data[end:], '\n')
		if i < 0 {
			return data, false
		}
		end += i + 1
	}
	return data[:end], end < len(data)
}
