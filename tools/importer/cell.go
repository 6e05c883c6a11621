package importer

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"opencec/tools/register"
)

// maxCell is the most characters of a cell. The longest names in the lists have
// 64; what is longer is a cell that has swallowed others.
const maxCell = 200

// maxNumber is above any power or capacity that a product can have, in kW or kWh.
const maxNumber = 1_000_000

// Approvals in the lists begin in 2001. A year outside these is a slip.
const (
	firstYear = 1990
	lastYear  = 2100
)

// cleanCell returns a cell as it is to be read: without what cannot be seen, runs
// of white space as one space. Otherwise the spelling is the list's.
func cleanCell(cell string) (string, error) {
	if !utf8.ValidString(cell) {
		return "", errors.New("is not UTF-8: save the file in that encoding")
	}
	cell = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) { // zero-width spaces, marks of direction
			return -1
		}
		return r
	}, cell)
	cell = strings.Join(strings.Fields(cell), " ")
	if i := strings.IndexFunc(cell, unicode.IsControl); i >= 0 {
		r, _ := utf8.DecodeRuneInString(cell[i:])
		return "", fmt.Errorf("has the control character %U", r)
	}
	if n := utf8.RuneCountInString(cell); n > maxCell {
		return "", fmt.Errorf("has %d characters, and the most is %d", n, maxCell)
	}
	return cell, nil
}

func setName(name *string, cell string) error {
	if cell == "" {
		return errors.New("is empty")
	}
	if register.Fold(cell) == "" {
		return fmt.Errorf("%q has no letter or digit", cell)
	}
	*name = cell
	return nil
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
