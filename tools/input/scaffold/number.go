package scaffold

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"opencec/tools/register"
)

// parseNumber parses a number in the attribute's unit.
func parseNumber(answer string, a *register.Attribute) (float64, error) {
	digits, unit, ok := register.SplitQuantity(answer)
	if !ok {
		return 0, fmt.Errorf("%s is no number: write one with a point, and without commas, such as %s", quoted(answer), strings.TrimSpace("13.5 "+a.Unit))
	}
	number, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, fmt.Errorf("%s is too large a number", quoted(answer))
	}
	if written, err := strconv.ParseFloat(answer, 64); err == nil && strings.ContainsAny(answer, "eE") {
		return 0, fmt.Errorf("%s has an exponent: write %s", quoted(answer), strings.TrimSpace(register.FormatNumber(written)+" "+a.Unit))
	}
	if strings.HasPrefix(unit, ",") {
		return 0, fmt.Errorf("%s has a comma: write the number with a point and without separators of thousands", quoted(answer))
	}
	if err := checkUnit(number, unit, a.Unit); err != nil {
		return 0, err
	}
	if a.Type == register.TypeInteger && number != math.Trunc(number) {
		return 0, fmt.Errorf("%s is not a whole number", quoted(answer))
	}
	return number, checkBounds(number, a)
}

// rangeForm matches the ends of a range. A hyphen before a digit at the start is a sign.
var rangeForm = regexp.MustCompile(`^(.*?\d[^-–—]*?)\s*(?:\.\.|-|–|—|\bto\b)\s*([+-]?\d.*)$`)

// parseRange parses the ends of a range in the attribute's unit: 200-1000 V.
func parseRange(answer string, a *register.Attribute) (low, high float64, err error) {
	parts := rangeForm.FindStringSubmatch(answer)
	if parts == nil {
		return 0, 0, fmt.Errorf("%s is no range: write its least and its greatest value, such as %s", quoted(answer), strings.TrimSpace("200-1000 "+a.Unit))
	}
	if low, err = parseNumber(parts[1], a); err != nil {
		return 0, 0, err
	}
	if high, err = parseNumber(parts[2], a); err != nil {
		return 0, 0, err
	}
	if low > high {
		return 0, 0, fmt.Errorf("the range begins at %s, above its end %s", register.FormatNumber(low), register.FormatNumber(high))
	}
	return low, high, nil
}

func checkBounds(number float64, a *register.Attribute) error {
	is := strings.TrimSpace(register.FormatNumber(number) + " " + a.Unit)
	if a.Minimum != nil && number < *a.Minimum {
		return fmt.Errorf("%s is less than the least that is possible, %s", is, strings.TrimSpace(register.FormatNumber(*a.Minimum)+" "+a.Unit))
	}
	if a.Maximum != nil && number > *a.Maximum {
		return fmt.Errorf("%s is more than the most that is possible, %s", is, strings.TrimSpace(register.FormatNumber(*a.Maximum)+" "+a.Unit))
	}
	return nil
}

// checkUnit refuses a unit that is not the attribute's, and says what would be right.
func checkUnit(number float64, given, want string) error {
	switch {
	case given == "" || given == want:
		return nil
	case want == "":
		return fmt.Errorf("%s has a unit, and the number has none: write %s", quoted(register.FormatNumber(number)+" "+given), register.FormatNumber(number))
	}
	is := quoted(register.FormatNumber(number) + " " + given)
	if value, ok := register.Converted(number, given, want); ok {
		return fmt.Errorf("%s is not in %s: write %s %s", is, want, register.FormatNumber(value), want)
	}
	if strings.EqualFold(given, want) {
		return fmt.Errorf("%s is not in %s: the unit is written %s", is, want, want)
	}
	return fmt.Errorf("%s is in another unit: the number is in %s", is, want)
}
