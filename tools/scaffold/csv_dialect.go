package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"opencec/tools/register"
)

// A dialect is how the program that wrote a CSV file separates columns, and how it
// writes numbers and dates. Spreadsheets write them as they show them, by the habits of
// a country: with semicolons where the comma is that of numbers.
type dialect struct {
	separator            rune
	dayFirst, monthFirst bool  // some date has its day, or its month, in the first place
	number, date         Taken // the first that was taken in another form
}

// separatorOf returns what separates the columns in the first line that has any.
func separatorOf(data []byte) rune {
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		for _, separator := range []byte{',', ';', '\t'} {
			if bytes.IndexByte(line, separator) >= 0 {
				return rune(separator)
			}
		}
		break
	}
	return ','
}

// yearLast is a date with the day and the month before the year, in either order.
var yearLast = regexp.MustCompile(`^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-][0-9]{4}$`)

// learn finds out whether dates have the day or the month first: those with a number
// above 12 show it.
func (d *dialect) learn(columns []column, lines []csvLine) {
	for i, c := range columns {
		if !c.isDate() {
			continue
		}
		for _, line := range lines {
			if i >= len(line.cells) {
				continue
			}
			cell := strings.TrimSpace(line.cells[i])
			if parts := yearLast.FindStringSubmatch(cell); parts != nil && len(register.MeantDays(cell)) == 1 {
				d.dayFirst = d.dayFirst || isAboveMonths(parts[1])
				d.monthFirst = d.monthFirst || isAboveMonths(parts[2])
			}
		}
	}
}

func isAboveMonths(digits string) bool {
	number, err := strconv.Atoi(digits)
	return err == nil && number > 12
}

// answers returns the cells of a line by the names of their columns, as they would be
// typed, without those that are empty.
func (d *dialect) answers(line csvLine, columns []column) (map[string]string, []RowError) {
	given := map[string]string{}
	var problems []RowError
	for i, c := range columns {
		cell := strings.TrimSpace(line.cells[i])
		if cell == "" {
			continue
		}
		text, err := d.plain(c, cell)
		if err != nil {
			problems = append(problems, RowError{line.at, c.name, err.Error(), cell})
			continue
		}
		given[c.name] = text
	}
	return given, problems
}

// plain returns a cell as it would be typed.
func (d *dialect) plain(c column, cell string) (string, error) {
	switch {
	case c.isDate():
		day, err := d.plainDate(cell)
		if err == nil && day != cell && d.date.Said == "" {
			d.date = Taken{c.name, cell, day}
		}
		return day, err
	case c.isNumber() && d.separator != ',':
		number, err := d.plainNumbers(cell)
		if err == nil && number != cell && d.number.Said == "" {
			d.number = Taken{c.name, cell, number}
		}
		return number, err
	}
	return cell, nil
}

// plainDate reads the date of a spreadsheet that can have one meaning in this file. What
// is no date at all is left for Parse to refuse.
func (d *dialect) plainDate(cell string) (string, error) {
	if _, err := register.ParseDate(cell); err == nil {
		return cell, nil
	}
	switch days := register.MeantDays(cell); {
	case len(days) == 0:
		return cell, nil
	case len(days) == 1:
		return days[0], nil
	case d.dayFirst && !d.monthFirst:
		return days[0], nil
	case d.monthFirst && !d.dayFirst:
		return days[1], nil
	case d.dayFirst:
		return "", fmt.Errorf("%s may begin with the day or with the month, and the file has dates of both kinds: write them as YYYY-MM-DD", quoted(cell))
	}
	return "", fmt.Errorf("%s may begin with the day or with the month, and no date of the file shows which: write them as YYYY-MM-DD", quoted(cell))
}

var (
	// numeral is a number with whatever separators it has.
	numeral = regexp.MustCompile(`[0-9]+(?:[.,][0-9]+)*`)
	// thousands is a number that may have separators of thousands.
	thousands = regexp.MustCompile(`^[1-9][0-9]{0,2}[.,][0-9]{3}$`)
)

// plainNumbers writes the numbers of a cell with a decimal point.
func (d *dialect) plainNumbers(cell string) (string, error) {
	var wrong error
	text := numeral.ReplaceAllStringFunc(cell, func(number string) string {
		plain, err := d.plainNumber(number)
		wrong = errors.Join(wrong, err)
		return plain
	})
	if wrong != nil {
		return "", fmt.Errorf("%s %w", quoted(cell), wrong)
	}
	return text, nil
}

// plainNumber writes a number with a decimal point. Where the comma separates no
// columns, one between digits is that point; what may be thousands is not guessed.
func (d *dialect) plainNumber(number string) (string, error) {
	if strings.Count(number, ".")+strings.Count(number, ",") > 1 {
		return "", errors.New("has separators of thousands: write the number without them, such as 1234,5")
	}
	plain := strings.Replace(number, ",", ".", 1)
	decimal := d.separator == ';' && strings.Contains(number, ",")
	if thousands.MatchString(number) && !decimal {
		whole := strings.NewReplacer(",", "", ".", "").Replace(number)
		return "", fmt.Errorf("may be %s or %s: write %s, or %s0", whole, plain, whole, plain)
	}
	return plain, nil
}

// note says how the file was taken, and nothing of one as it is asked for.
func (d *dialect) note() string {
	var parts []string
	switch d.separator {
	case ';':
		parts = append(parts, "the columns are separated by semicolons")
	case '\t':
		parts = append(parts, "the columns are separated by tabs")
	}
	for _, t := range []Taken{d.number, d.date} {
		if t.Said != "" {
			parts = append(parts, t.Field+" and others like it: "+t.String())
		}
	}
	return strings.Join(parts, "; ")
}
