package importer

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"opencec/tools/intake"
	"opencec/tools/register"
)

// Limits of a file. The largest list has 8,000 rows in 650 kB.
const (
	maxFileSize = 64 << 20
	maxRows     = 250_000
	maxColumns  = 100
)

// A List is one list as it was read. Every row of the file that is not blank is
// in Rows or in Unreadable.
type List struct {
	Kind       Kind
	Name       string // the file's
	Rows       []Row
	Unreadable []Unreadable
	Ignored    []string // headers of columns that are not read
}

// A Row is one approval: a product and the days for which it is approved.
type Row struct {
	Line         int
	Manufacturer string
	Brand        string
	Series       string
	Model        string
	Period       register.Period
	Attributes   register.Attributes
	Respelled    []Respelled
}

// An Unreadable row is one that could not be used.
type Unreadable struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Raw    string `json:"raw"` // the beginning of the line, what cannot be printed replaced
}

// ReadList reads a list. The error is about the file as a whole, beginning with
// name: it is no CSV, a column is missing, it is too large. Rows that cannot be
// read are in the list.
func ReadList(kind Kind, r io.Reader, name string) (*List, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFileSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", name, err)
	}
	list := &List{Kind: kind, Name: name}
	if err := list.read(data); err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	return list, nil
}

// fileError is what is wrong with a file as a whole, at a line.
func fileError(line int, format string, args ...any) error {
	return fmt.Errorf("%d: %s", line, fmt.Sprintf(format, args...))
}

func (l *List) read(data []byte) error {
	data, err := checkFile(data)
	if err != nil {
		return err
	}
	records := newRecordReader(data)
	header, found := records.next()
	switch {
	case !found:
		return fileError(1, "the file is empty: a list begins with a line of column names")
	case header.problem != "":
		return fileError(header.line, "the header cannot be read: %s", header.problem)
	}
	columns, err := l.mapColumns(header)
	if err != nil {
		return err
	}
	records.columns = len(header.cells)
	for rec, more := records.next(); more; rec, more = records.next() {
		if len(l.Rows)+len(l.Unreadable) == maxRows {
			return fileError(rec.line, "the file has more than %d rows", maxRows)
		}
		if row, reason := readRow(rec, columns); reason != "" {
			l.Unreadable = append(l.Unreadable, Unreadable{rec.line, reason, intake.Printable(rec.raw)})
		} else {
			l.Rows = append(l.Rows, row)
		}
	}
	if len(l.Rows)+len(l.Unreadable) == 0 {
		return fileError(header.line, "the file has a header and no rows: it may have been cut short")
	}
	return nil
}

// checkFile refuses what is no CSV at all, and returns the data without its
// byte-order mark.
func checkFile(data []byte) ([]byte, error) {
	if len(data) > maxFileSize {
		return nil, fileError(1, "the file is larger than %d MiB", maxFileSize>>20)
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, fileError(1, "the file is in UTF-16: save it as CSV in UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch start := bytes.TrimSpace(data[:min(len(data), 512)]); {
	case bytes.HasPrefix(start, []byte("<")):
		return nil, fileError(1, "the file is a web page and no CSV, perhaps a message of the server that it came from: open it in a browser")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return nil, fileError(1, "the file is a spreadsheet or an archive: save the list as CSV")
	}
	return data, nil
}

// mapColumns finds the column of each cell; nil for those that are not read.
func (l *List) mapColumns(header record) ([]*column, error) {
	if len(header.cells) > maxColumns {
		return nil, fileError(header.line, "the header has %d columns, and the most is %d", len(header.cells), maxColumns)
	}
	names := make([]string, len(header.cells))
	for i, cell := range header.cells {
		name, err := intake.Line(cell)
		if err != nil {
			return nil, fileError(header.line, "column %d of the header %v", i+1, err)
		}
		names[i] = name
	}
	wanted := layouts[l.Kind].columns
	columns := make([]*column, len(names))
	at := map[string]string{} // header by column
	for i, name := range names {
		c := slices.IndexFunc(wanted, func(c column) bool { return c.matches(name) })
		if c < 0 {
			if name != "" {
				l.Ignored = append(l.Ignored, name)
			}
			continue
		}
		if other, twice := at[wanted[c].name]; twice {
			return nil, fileError(header.line, "two columns, %q and %q, are both %s: remove one", other, name, wanted[c].name)
		}
		at[wanted[c].name] = name
		columns[i] = &wanted[c]
	}
	return columns, l.checkMissing(header, names, at)
}

// checkMissing reports the columns that the header does not have.
func (l *List) checkMissing(header record, names []string, at map[string]string) error {
	var missing []string
	for _, c := range layouts[l.Kind].columns {
		if _, ok := at[c.name]; ok || c.optional {
			continue
		}
		text := fmt.Sprintf("%q", c.name)
		if nearest := register.Nearest(c.name, l.Ignored); nearest != "" {
			text += fmt.Sprintf(" (is that %q?)", nearest)
		}
		missing = append(missing, text)
	}
	if len(missing) == 0 {
		return nil
	}
	if len(header.cells) == 1 && strings.ContainsAny(header.cells[0], ";\t") {
		return fileError(header.line, "the cells of the header are not separated by commas: %s", intake.Printable(header.raw))
	}
	hint := ""
	if kind := kindOf(names); kind != "" {
		hint = fmt.Sprintf("; this looks like the list of %s", kind)
	}
	return fileError(header.line, "the list of %s has no column %s; the first line must be the header, and is: %s%s",
		l.Kind, strings.Join(missing, ", "), intake.Printable(strings.Join(names, ", ")), hint)
}

// kindOf returns the kind whose columns are all among names, or "".
func kindOf(names []string) Kind {
	for _, k := range Kinds() {
		lacks := slices.ContainsFunc(layouts[k].columns, func(c column) bool {
			return !c.optional && !slices.ContainsFunc(names, c.matches)
		})
		if !lacks {
			return k
		}
	}
	return ""
}

// readRow reads a record into a row, or says why it cannot be.
func readRow(rec record, columns []*column) (row Row, reason string) {
	if rec.problem != "" {
		return Row{}, rec.problem
	}
	if have, want := len(rec.cells), len(columns); have != want {
		return Row{}, fmt.Sprintf("the row has %d cells, and the header %d", have, want)
	}
	row = Row{Line: rec.line, Attributes: register.Attributes{}}
	var reasons []string
	for i, cell := range rec.cells {
		if columns[i] == nil {
			continue
		}
		read, err := intake.Line(cell)
		if err == nil {
			err = columns[i].read(&row, read)
		}
		if r, ok := respelled(rec.line, columns[i].name, cell, read); ok {
			row.Respelled = append(row.Respelled, r)
		}
		if err != nil {
			reasons = append(reasons, columns[i].name+" "+err.Error())
		}
	}
	if len(reasons) == 0 && row.Period.To.Before(row.Period.From) {
		reasons = append(reasons, fmt.Sprintf("expiry %s is before approval %s", row.Period.To, row.Period.From))
	}
	return row, strings.Join(reasons, "; ")
}
