package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/input/spreadsheet"
	"opencec/tools/register"
)

// A dialect is how a file separates columns and writes numbers and dates. Spreadsheets write
// them by the conventions of a country: with semicolons where the comma is the decimal mark.
type dialect struct {
	separator    rune
	order        spreadsheet.Order
	styles       map[int]spreadsheet.NumberStyle // by column
	notes        []string
	number, date Interpretation // the first that was taken in another form
}

// newDialect finds out how a file writes its dates, and the numbers of each column.
func newDialect(table *spreadsheet.Table, columns []column) (*dialect, []RowError) {
	d := &dialect{separator: table.Separator, styles: map[int]spreadsheet.NumberStyle{}, notes: table.Notes}
	var dates []spreadsheet.Column
	var problems []RowError
	for i, c := range columns {
		switch {
		case c.isDate():
			dates = append(dates, spreadsheet.Column{Name: c.name, Index: i})
		case c.isNumber() && d.readsNumbers():
			style, err := table.Numbers(spreadsheet.Column{Name: c.name, Index: i, Ranges: true})
			if err != nil {
				problems = append(problems, fileError(err))
			}
			d.styles[i] = style
		}
	}
	order, _, err := table.DateOrder(dates...)
	if err != nil {
		problems = append(problems, fileError(err))
	}
	d.order = order
	return d, problems
}

// readsNumbers reports whether numbers in the file may have marks. In a file with commas
// between columns they are written as in an answer.
func (d *dialect) readsNumbers() bool { return d.separator != ',' }

// answers returns the non-empty cells of a line by column name, as a person would type them.
func (d *dialect) answers(line spreadsheet.Row, columns []column) (map[string]string, []RowError) {
	given := map[string]string{}
	var problems []RowError
	for i, c := range columns {
		cell := strings.TrimSpace(line.Cells[i])
		if cell == "" {
			continue
		}
		text, err := d.plain(c, i, cell)
		if err != nil {
			problems = append(problems, RowError{line.Line, c.name, err.Error(), cell})
			continue
		}
		given[c.name] = text
	}
	return given, problems
}

// plain returns a cell as a person would type it.
func (d *dialect) plain(c column, index int, cell string) (string, error) {
	switch err := spreadsheet.CheckCell(cell); {
	case err != nil:
		return "", err
	case c.isDate():
		day, err := d.plainDate(cell)
		if err == nil && day != cell && d.date.Answer == "" {
			d.date = Interpretation{c.name, cell, day}
		}
		return day, err
	case c.isNumber() && d.readsNumbers():
		number, err := d.styles[index].PlainRange(cell)
		if err != nil {
			return "", fmt.Errorf("%s %w", quoted(cell), err)
		}
		if number != cell && d.number.Answer == "" {
			d.number = Interpretation{c.name, cell, number}
		}
		return number, nil
	}
	return cell, nil
}

// plainDate reads a spreadsheet's date that has one meaning in this file. Parse refuses what
// is not a date at all.
func (d *dialect) plainDate(cell string) (string, error) {
	day, err := d.order.Date(cell)
	switch {
	case err == nil:
		return day.String(), nil
	case len(register.PossibleDates(cell)) == 0:
		return cell, nil
	}
	return "", err
}

// note says how the file was read, where it deviates from what is documented.
func (d *dialect) note() string {
	parts := slices.Clone(d.notes)
	switch d.separator {
	case ';':
		parts = append(parts, "the columns are separated by semicolons")
	case '\t':
		parts = append(parts, "the columns are separated by tabs")
	case '|':
		parts = append(parts, "the columns are separated by vertical bars")
	}
	for _, t := range []Interpretation{d.number, d.date} {
		if t.Answer != "" {
			parts = append(parts, t.Field+" and others like it: "+t.String())
		}
	}
	return strings.Join(parts, "; ")
}
