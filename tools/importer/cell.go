package importer

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"opencec/tools/intake"
	"opencec/tools/register"
)

// maxNumber is above any power or capacity that a product can have, in kW or kWh.
const maxNumber = 1_000_000

// Approvals in the lists begin in 2001. A year outside these is a slip.
const (
	firstYear = 1990
	lastYear  = 2100
)

func setName(name *string, cell string) error {
	*name = cell
	return intake.CheckName(cell)
}

var dateForm = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)

// setDate reads d/mm/yyyy, with or without leading zeros.
func setDate(date *register.Date, cell string) error {
	if cell == "" {
		return errors.New("is empty")
	}
	parts := dateForm.FindStringSubmatch(cell)
	if parts == nil {
		return fmt.Errorf("%q is not a date in the form day/month/year, such as 8/05/2027", cell)
	}
	day, _ := strconv.Atoi(parts[1])
	month, _ := strconv.Atoi(parts[2])
	year, _ := strconv.Atoi(parts[3])
	if year < firstYear || year > lastYear {
		return fmt.Errorf("%q is not between the years %d and %d", cell, firstYear, lastYear)
	}
	if month < 1 || month > 12 {
		return fmt.Errorf("%q has no such month: write day/month/year", cell)
	}
	// The last day of a month is the day before the next month's first.
	if last := register.NewDate(year, time.Month(month)+1, 0).Time().Day(); day < 1 || day > last {
		return fmt.Errorf("%q is not on the calendar: %s %d has %d days", cell, time.Month(month), year, last)
	}
	*date = register.NewDate(year, time.Month(month), day)
	return nil
}

// setAttribute reads a cell into an attribute. An empty cell is not known, and
// leaves the attribute absent.
func (row *Row) setAttribute(attribute, cell string, parse func(string) (register.Value, error)) error {
	if cell == "" {
		return nil
	}
	value, err := parse(cell)
	if err != nil {
		return err
	}
	row.Attributes[attribute] = value
	return nil
}

var numberForm = regexp.MustCompile(`^(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?$`)

// parseNumber reads a number above zero, with or without commas between
// thousands.
func parseNumber(cell string) (register.Value, error) {
	if !numberForm.MatchString(cell) {
		return register.Value{}, fmt.Errorf("%q is not a number above zero", cell)
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64)
	switch {
	case err != nil || f <= 0:
		return register.Value{}, fmt.Errorf("%q is not a number above zero", cell)
	case f > maxNumber:
		return register.Value{}, fmt.Errorf("%q is more than any product has", cell)
	}
	return register.Number(f), nil
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
