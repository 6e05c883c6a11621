package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// maxCellLines is the most lines that a quoted cell may go over. Spreadsheets
// break headers over a few; more than that is a quote that was never closed.
const maxCellLines = 8

// A record is one row of a CSV file as cells, or the reason why it is none.
type record struct {
	line    int // where it begins
	cells   []string
	problem string
	raw     string // the line it begins on
}

// A recordReader splits a CSV file into records. What encoding/csv does with a
// record it does here; but a quote that is not closed costs the line that it is
// on, and not the rest of the file.
type recordReader struct {
	rest []byte
	line int
	// columns is how many cells a row has, once the header has told; 0 before.
	columns int
}

func newRecordReader(data []byte) *recordReader { return &recordReader{rest: data, line: 1} }

// next returns the next record that is not blank, and whether there was one.
func (r *recordReader) next() (record, bool) {
	for len(r.rest) > 0 {
		first, _ := cutLines(r.rest, 1)
		rec := record{line: r.line, raw: strings.TrimRight(string(first), "\r\n")}
		lines := 1
		rec.cells, lines, rec.problem = r.parse()
		taken, _ := cutLines(r.rest, lines)
		r.rest = r.rest[len(taken):]
		r.line += lines
		if rec.problem != "" || !isBlank(rec.cells) {
			return rec, true
		}
	}
	return record{}, false
}

// parse reads the record at the front and says over how many lines it goes.
func (r *recordReader) parse() (cells []string, lines int, problem string) {
	for lines = 1; lines <= maxCellLines; lines++ {
		chunk, complete := cutLines(r.rest, lines)
		if bytes.Count(chunk, []byte{'"'})%2 == 0 {
			cells, problem = parseRecord(chunk)
			if problem == "" && r.swallows(chunk) {
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

// swallows reports whether one of the further lines of a record is a row of its
// own, so that the quote before it was meant to be closed.
func (r *recordReader) swallows(chunk []byte) bool {
	first, _ := cutLines(chunk, 1)
	for rest := chunk[len(first):]; r.columns > 1 && len(rest) > 0; {
		line, _ := cutLines(rest, 1)
		if bytes.Count(line, []byte{','}) >= r.columns-1 {
			return true
		}
		rest = rest[len(line):]
	}
	return false
}

const (
	problemOpenQuote = `a quoted cell is not closed, or goes on behind its closing quote: write "…" around the whole cell`
	problemBareQuote = `a cell has a " inside but is not quoted: write "…" around it and every " inside twice`
)

// parseRecord reads one record, with the rules of encoding/csv.
func parseRecord(chunk []byte) (cells []string, problem string) {
	reader := csv.NewReader(bytes.NewReader(chunk))
	reader.FieldsPerRecord = -1
	cells, err := reader.Read()
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

// cutLines returns the first n lines of data with their endings, and whether
// there is more behind them.
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

func isBlank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
