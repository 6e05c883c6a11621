package importer

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/input/spreadsheet"
	"opencec/tools/register"
)

// Limits of a file. The largest list has 8,000 rows in 650 kB.
const (
	maxFileSize = 64 << 20
	maxRows     = 250_000
	maxColumns  = 100
)

// A List is a list that was read. Every row of the file that is not blank is in Rows or in
// Unreadable, or is named in Notes.
type List struct {
	Kind       Kind
	Name       string // the file's
	Rows       []Row
	Unreadable []Unreadable
	Ignored    []string // headers of columns that are not read
	Notes      []string // how the file was taken, where it could be taken otherwise
	SHA256     string   // of the file, in hexadecimal; "" when it is not known
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
	BadFigures   []BadFigure     // that are not in Attributes
	Respelled    []RespelledCell // cells that were read with other characters
}

// A BadFigure is a cell of an attribute that cannot be read. The rest of its row counts.
type BadFigure struct {
	Column    string `json:"column"` // as the lists mostly write it
	Attribute string `json:"attribute"`
	Cell      string `json:"cell"`
	Reason    string `json:"reason"`
}

// An Unreadable row cannot be used.
type Unreadable struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Raw    string `json:"raw"` // the beginning of the line, what cannot be printed replaced

	Manufacturer string `json:"-"` // as far as the row could be read
	Model        string `json:"-"`
	IsCut        bool   `json:"-"` // the file ends in it: other rows may be missing
}

// An Option changes how a list is read.
type Option func(*listReader)

// IgnoreColumns ignores unknown columns with these headers.
func IgnoreColumns(headers ...string) Option {
	return func(r *listReader) {
		for _, h := range headers {
			r.ignored[spelling.Fold(h)] = true
		}
	}
}

// A listReader reads a list.
type listReader struct {
	*List
	ignored map[string]bool // headers of columns to leave out, folded
	table   *spreadsheet.Table
	columns []*column // by cell; nil for those that are not read
}

// ReadList reads a list from a CSV file or a workbook. The error is about the file as a
// whole and begins with name: it is not a table, a column is missing or unknown, or its dates
// contradict each other. Rows that cannot be read are in the list.
func ReadList(kind Kind, r io.Reader, name string, opts ...Option) (*List, error) {
	reading := &listReader{List: &List{Kind: kind, Name: name}, ignored: map[string]bool{}}
	for _, opt := range opts {
		opt(reading)
	}
	known := kind.knownHeaders()
	table, err := spreadsheet.Read(r, spreadsheet.Options{
		Known:    func(header string) bool { return known[spelling.Fold(header)] },
		MaxBytes: maxFileSize, MaxRows: maxRows, MaxColumns: maxColumns,
	})
	var problem *spreadsheet.Error
	if err != nil && !errors.As(err, &problem) {
		return nil, fmt.Errorf("%s: cannot be read: %w", name, err)
	}
	if err == nil {
		reading.table = table
		err = reading.read()
	}
	if err != nil {
		return nil, withFileName(name, err)
	}
	return reading.List, nil
}

// withFileName puts the name of the file before each of the errors.
func withFileName(name string, err error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return fmt.Errorf("%s:%w", name, err)
	}
	var errs []error
	for _, err := range joined.Unwrap() {
		errs = append(errs, withFileName(name, err))
	}
	return errors.Join(errs...)
}

func (r *listReader) read() error {
	if err := r.mapColumns(); err != nil {
		return err
	}
	conv, err := r.detectConventions()
	if err != nil {
		return err
	}
	for _, cells := range r.table.Rows {
		if row, reason := r.readRow(cells, conv); reason != "" {
			r.Unreadable = append(r.Unreadable, Unreadable{cells.Line, reason, importing.Printable(cells.Raw), row.Manufacturer, row.Model, cells.IsCut})
		} else {
			r.Rows = append(r.Rows, row)
		}
	}
	if len(r.table.Rows) == 0 {
		return r.table.HeaderError(0, "the file has a header and no rows: it may have been cut short")
	}
	return nil
}

// mapColumns finds the column of each cell. An unknown column is an error: it may say that
// a row is no longer an approval.
func (r *listReader) mapColumns() error {
	header := r.table.Header.Cells
	names := make([]string, len(header))
	wanted := layouts[r.Kind].columns
	r.columns = make([]*column, len(header))
	at := map[string]string{} // header by column
	var unknown []int
	for i, cell := range header {
		name, err := cellText(cell)
		if err != nil {
			return r.table.HeaderError(i, "the header of column %d %v", i+1, err)
		}
		names[i] = name
		c := slices.IndexFunc(wanted, func(c column) bool { return c.matches(name) })
		if c < 0 {
			unknown = append(unknown, i)
			continue
		}
		if other, twice := at[wanted[c].name]; twice {
			return r.table.HeaderError(i, "two columns, %q and %q, are both %s: remove one", other, name, wanted[c].name)
		}
		at[wanted[c].name] = name
		r.columns[i] = &wanted[c]
	}
	if err := r.checkMissing(names, unknown, at); err != nil {
		return err
	}
	return r.checkUnknown(names, unknown)
}

// checkMissing returns an error about missing columns.
func (r *listReader) checkMissing(names []string, unknown []int, at map[string]string) error {
	var others []string
	for _, i := range unknown {
		others = append(others, names[i])
	}
	var missing []string
	for _, c := range layouts[r.Kind].columns {
		if _, ok := at[c.name]; ok || c.optional {
			continue
		}
		text := fmt.Sprintf("%q", c.name)
		if nearest := spelling.Nearest(c.name, others); nearest != "" {
			text += fmt.Sprintf(" (is that %q?)", nearest)
		}
		missing = append(missing, text)
	}
	if len(missing) == 0 {
		return nil
	}
	hint := ""
	if kind := kindOf(names); kind != "" {
		hint = fmt.Sprintf("; this looks like the list of %s", kind)
	}
	return &spreadsheet.Error{Line: r.table.Header.Line, Reason: fmt.Sprintf("the list of %s has no column %s; the header is: %s%s",
		r.Kind, strings.Join(missing, ", "), importing.Printable(strings.Join(names, ", ")), hint)}
}

// kindOf returns the kind that has all its columns among names, or "".
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

// checkUnknown returns an error about columns that are neither known nor ignored. A column
// without header and values is ignored.
func (r *listReader) checkUnknown(names []string, unknown []int) error {
	var errs []error
	for _, i := range unknown {
		values := r.valuesOf(i)
		isHarmless := slices.ContainsFunc(harmless, func(h string) bool { return spelling.Fold(h) == spelling.Fold(names[i]) })
		switch {
		case names[i] == "" && values == "":
		case names[i] == "":
			errs = append(errs, r.table.HeaderError(i, "column %d has no header, and the values %s: it may change what a row means; give it a header, or delete it", i+1, values))
		case isHarmless || r.ignored[spelling.Fold(names[i])]:
			r.Ignored = append(r.Ignored, names[i])
		case values == "":
			errs = append(errs, r.unknownColumn(i, names[i], "no values"))
		default:
			errs = append(errs, r.unknownColumn(i, names[i], "the values "+values))
		}
	}
	return errors.Join(errs...)
}

func (r *listReader) unknownColumn(i int, name, values string) error {
	return r.table.HeaderError(i, "the column %q is not known, and has %s: a column such as Status, Suspended, Comments or De-listed can change what a row means; if this one does not, leave it out with --ignore-column %q", name, values, name)
}

// maxValues is the number of values of a column that an error shows.
const maxValues = 3

// valuesOf returns the first distinct values of a column.
func (r *listReader) valuesOf(i int) string {
	var values []string
	for _, row := range r.table.Rows {
		if row.Cells == nil || strings.TrimSpace(row.Cells[i]) == "" {
			continue
		}
		value := fmt.Sprintf("%q", importing.Printable(strings.Join(strings.Fields(row.Cells[i]), " ")))
		if slices.Contains(values, value) {
			continue
		}
		if len(values) == maxValues {
			return strings.Join(values, ", ") + " and others"
		}
		values = append(values, value)
	}
	return strings.Join(values, ", ")
}

// detectConventions finds out how the file writes dates and numbers, and notes deviations
// from the documented lists.
func (r *listReader) detectConventions() (conventions, error) {
	conv := conventions{numbers: map[int]spreadsheet.NumberStyle{}}
	r.Notes = append(r.Notes, r.table.Notes...)
	if name, other := separatorNames[r.table.Separator]; other {
		r.Notes = append(r.Notes, "the cells are separated by "+name)
	}
	var dates []spreadsheet.Column
	var errs []error
	for i, c := range r.columns {
		switch {
		case c == nil:
		case c.cellType == dateCell:
			dates = append(dates, spreadsheet.Column{Name: c.name, Index: i})
		case c.cellType == numberCell:
			style, err := r.table.Numbers(spreadsheet.Column{Name: c.name, Index: i})
			if err != nil {
				errs = append(errs, err)
			}
			if !style.IsPlain() {
				r.Notes = append(r.Notes, fmt.Sprintf("the numbers of %s have %s", c.name, style))
			}
			conv.numbers[i] = style
		}
	}
	order, err := r.detectDateOrder(dates)
	conv.order = order
	if err != nil {
		errs = append(errs, err)
	}
	return conv, errors.Join(errs...)
}

var separatorNames = map[rune]string{';': "semicolons", '\t': "tabs", '|': "vertical bars"}

// detectDateOrder finds out whether the day or the month comes first in dates. The
// documentation of the lists says the day.
func (r *listReader) detectDateOrder(dates []spreadsheet.Column) (spreadsheet.Order, error) {
	order, proof, err := r.table.DateOrder(dates...)
	switch {
	case err != nil:
		return order, err
	case order == spreadsheet.MonthFirst:
		r.Notes = append(r.Notes, fmt.Sprintf("all dates are read as %s, which %s shows", order, proof))
		return order, nil
	case order == spreadsheet.AnyOrder && proof != (spreadsheet.Proof{}):
		r.Notes = append(r.Notes, fmt.Sprintf("no date shows whether the day or the month is first; all are read as %s, the order of the official lists", spreadsheet.DayFirst))
	}
	return spreadsheet.DayFirst, nil
}

// readRow reads a row, or returns why it cannot.
func (r *listReader) readRow(cells spreadsheet.Row, conv conventions) (row Row, reason string) {
	if cells.Problem != "" {
		return Row{}, cells.Problem
	}
	row = Row{Line: cells.Line, Attributes: register.Attributes{}}
	var reasons []string
	for i, c := range r.columns {
		if c == nil {
			continue
		}
		if c.isNeeded() && i >= cells.Given {
			return row, fmt.Sprintf("the row has %d cells, and the header %d", cells.Given, len(r.columns))
		}
		if err := row.read(c, cells.Cells[i], conv, i); err != nil {
			reasons = append(reasons, c.name+" "+err.Error())
		}
	}
	if len(reasons) == 0 && row.Period.To.Before(row.Period.From) {
		reasons = append(reasons, fmt.Sprintf("expiry %s is before approval %s", row.Period.To, row.Period.From))
	}
	return row, strings.Join(reasons, "; ")
}

// read reads the cell of a column. A bad figure is noted, and the rest of the row counts.
func (row *Row) read(c *column, cell string, conv conventions, index int) error {
	text, err := cellText(cell)
	if c.attribute != "" {
		if text == "" && err == nil {
			return nil // not known
		}
		var value register.Value
		if err == nil {
			value, err = c.parse(text, conv.numbers[index])
		}
		if err != nil {
			row.BadFigures = append(row.BadFigures, BadFigure{c.name, c.attribute, importing.Printable(cell), err.Error()})
			return nil
		}
		row.Attributes[c.attribute] = value
		return nil
	}
	switch {
	case err != nil:
		return err
	case c.cellType == dateCell:
		return setDate(c.date(row), text, conv.order)
	}
	if r, ok := respelled(row.Line, c.name, cell, text); ok {
		row.Respelled = append(row.Respelled, r)
	}
	return c.set(row, text)
}
