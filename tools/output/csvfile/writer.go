package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"

	"opencec/tools/register"
)

// MediaType is the media type of a table.
const MediaType = "text/csv; charset=utf-8; header=present"

// A column is one column of a table.
type column[Row any] struct {
	name string // in the first row
	// cell returns the cell of a row. It must come from text, list, numberIf or the like, so
	// that no text can become a formula.
	cell func(Row) string
}

// A Writer writes a table.
type Writer struct {
	csv   *csv.Writer
	write func(*register.Register, register.Record)
	rows  int
}

// NewWriter begins the table of a kind of record on a day. fields selects the columns by the
// fields of the records' views; nil selects all. The order of the columns is always the same.
func NewWriter(w io.Writer, k register.Kind, on register.Date, fields []string) *Writer {
	return newWriter(w, columnsOf(k, fields), func(reg *register.Register, rec register.Record, put func(register.View)) { put(reg.View(rec, on)) })
}

// newWriter begins a table. rows writes the rows of a record.
func newWriter[Row any](w io.Writer, columns []column[Row], rows func(reg *register.Register, rec register.Record, put func(Row))) *Writer {
	t := &Writer{csv: csv.NewWriter(w)}
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	t.csv.Write(cells) // the csv.Writer keeps its first error: see Write and End
	put := func(r Row) {
		for i, c := range columns {
			cells[i] = c.cell(r)
		}
		t.csv.Write(cells)
		t.rows++
	}
	t.write = func(reg *register.Register, rec register.Record) { rows(reg, rec, put) }
	return t
}

// Write writes the row or rows of a record of reg. It returns the first error of all writes,
// after which it writes nothing.
func (t *Writer) Write(reg *register.Register, rec register.Record) error {
	t.write(reg, rec)
	if err := t.csv.Error(); err != nil {
		return fmt.Errorf("writing the row of %s %s: %w", rec.RecordKind().Name(), rec.RecordMeta().ID, err)
	}
	return nil
}

// End flushes the buffer, and returns the number of rows.
func (t *Writer) End() (rows int, err error) {
	t.csv.Flush()
	return t.rows, t.csv.Error()
}
