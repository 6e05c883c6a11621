package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"

	"opencec/tools/register"
)

// MediaType is what a table is sent as.
const MediaType = "text/csv; charset=utf-8; header=present"

// A column is one column of a table.
type column[Row any] struct {
	name string // in the first row
	// cell makes the cell of a row. It is made by text, list, number and the like,
	// so that no text can become a formula.
	cell func(Row) string
}

// A Writer writes a table.
type Writer struct {
	csv   *csv.Writer
	write func(*register.Register, register.Record)
	rows  int
}

// NewWriter begins the table of a kind of record as it is on a day. fields chooses
// the columns by the fields of the records' views; nil is for all columns. The
// order is the table's own.
func NewWriter(w io.Writer, k register.Kind, on register.Date, fields []string) *Writer {
	return newWriter(w, columnsOf(k, fields), func(reg *register.Register, rec register.Record, put func(register.View)) { put(reg.View(rec, on)) })
}

// newWriter begins a table. rows puts the rows of a record.
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

// Write writes the row of a record of reg, or its rows. An error is the first of
// all writing; nothing is written after it.
func (t *Writer) Write(reg *register.Register, rec register.Record) error {
	t.write(reg, rec)
	if err := t.csv.Error(); err != nil {
		return fmt.Errorf("writing the row of %s %s: %w", rec.RecordKind().Name(), rec.RecordMeta().ID, err)
	}
	return nil
}

// End writes out what is buffered, and returns the number of rows.
func (t *Writer) End() (rows int, err error) {
	t.csv.Flush()
	return t.rows, t.csv.Error()
}
