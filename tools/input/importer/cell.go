package importer

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"opencec/tools/input/importing"
	"opencec/tools/input/spreadsheet"
	"opencec/tools/register"
)

// maxNumber is above the power or capacity of any product, in kW or kWh.
const maxNumber = 1_000_000

// Approvals in the lists begin in 2001. A year outside these bounds is a mistake.
const (
	firstYear = 1990
	lastYear  = 2100
)

// Conventions are how a file writes dates and numbers. All cells of the file together
// decide them.
type conventions struct {
	order   spreadsheet.Order
	numbers map[int]spreadsheet.NumberStyle // by column
}

// cellText returns the text of a cell in one line.
func cellText(cell string) (string, error) {
	if err := spreadsheet.CheckCell(cell); err != nil {
		return "", err
	}
	return importing.Line(cell)
}

// Forms of model numbers that a spreadsheet took for a number or a date: 1.23E+11, 5-Oct,
// 2024-10-05.
var (
	scientific = regexp.MustCompile(`^[0-9](\.[0-9]+)?E\+[0-9]{2,}$`)
	dateOfName = regexp.MustCompile(`^([0-9]{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})$`)
)

func setName(name *string, cell string) error {
	*name = cell
	switch {
	case strings.Contains(cell, "E+") && scientific.MatchString(cell):
		return fmt.Errorf("%q is a number that a spreadsheet has shortened: format the column as text and write it again", cell)
	case dateOfName.MatchString(cell):
		return fmt.Errorf("%q is a date that a spreadsheet made of the name: format the column as text and write it again", cell)
	}
	return importing.CheckName(cell)
}

func setDate(date *register.Date, cell string, order spreadsheet.Order) error {
	if cell == "" {
		return errors.New("is empty")
	}
	d, err := order.Date(cell)
	if err != nil {
		return err
	}
	if year := d.Time().Year(); year < firstYear || year > lastYear {
		return fmt.Errorf("%q is not between the years %d and %d", cell, firstYear, lastYear)
	}
	*date = d
	return nil
}

// decimal matches a number without sign, exponent or thousands separators.
var decimal = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?|\.[0-9]+)$`)

// parseNumber parses a positive number in a unit, which may follow it.
func parseNumber(cell, unit string, style spreadsheet.NumberStyle) (register.Value, error) {
	text, err := style.Plain(cell)
	if err != nil {
		return register.Value{}, fmt.Errorf("%q %w", cell, err)
	}
	if number, given, ok := register.SplitQuantity(text); ok && given != "" {
		if err := checkUnit(cell, number, given, unit); err != nil {
			return register.Value{}, err
		}
		text = number
	}
	if !decimal.MatchString(text) {
		return register.Value{}, fmt.Errorf("%q is not a number above zero", cell)
	}
	f, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || f <= 0:
		return register.Value{}, fmt.Errorf("%q is not a number above zero", cell)
	case f > maxNumber:
		return register.Value{}, fmt.Errorf("%q is more than any product has", cell)
	}
	return register.Number(f), nil
}

// checkUnit refuses a unit other than that of the column.
func checkUnit(cell, number, given, unit string) error {
	if strings.EqualFold(given, unit) {
		return nil
	}
	f, err := strconv.ParseFloat(number, 64)
	if value, ok := register.Converted(f, given, unit); err == nil && ok {
		return fmt.Errorf("%q is in %s, and the column in %s: write %s", cell, given, unit, register.FormatNumber(value))
	}
	return fmt.Errorf("%q is not a number above zero", cell)
}

func parseYesNo(cell string) (register.Value, error) {
	switch strings.ToLower(cell) {
	case "yes", "y", "true":
		return register.Bool(true), nil
	case "no", "n", "false":
		return register.Bool(false), nil
	}
	return register.Value{}, fmt.Errorf("%q is neither Yes nor No", cell)
}
