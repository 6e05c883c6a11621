package legacy

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// maxNumber is above any measurement of a device, in any unit. Numbers up to it keep three
// decimals.
const maxNumber = 1e12

// Parts of the forms of values. A number has a decimal point and may have commas between
// thousands; "97,6" is ambiguous and not read.
const (
	numberPart = `(\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\.\d+)`
	unitPart   = `\s*([\p{L}%‰°/].*)?`
	dashPart   = `\s*(?:-|–|—|\.\.\.?|…|\bto\b)\s*`
)

var (
	numberForm = regexp.MustCompile(`^([+-]?)` + numberPart + unitPart + `$`)
	rangeForm  = regexp.MustCompile(`^` + numberPart + `\s*(\D*?)` + dashPart + numberPart + unitPart + `$`)
)

// unknown are the words for an unknown value. They count only where they cannot be a value:
// not for texts, and not for an enum that has them.
var unknown = []string{"-", "n/a", "na", "null", "tba", "tbc", "tbd", "unknown"}

// errUnknown reports a value that says nothing.
var errUnknown = errors.New("is not known")

// parseValue parses a line as a value of an attribute. A number is in the attribute's unit;
// one with a unit, as in 240V, is converted to it. The error says what is wrong with the value
// and what would be right, without the value.
func parseValue(line string, a register.Attribute) (register.Value, error) {
	if a.Type == register.TypeText {
		return register.Text(line), nil
	}
	value, err := parseTyped(line, a)
	if err != nil && slices.Contains(unknown, strings.ToLower(line)) {
		return register.Value{}, errUnknown
	}
	return value, err
}

func parseTyped(line string, a register.Attribute) (register.Value, error) {
	line = strings.ReplaceAll(line, "−", "-") // the sign of typesetters
	switch a.Type {
	case register.TypeNumber, register.TypeInteger:
		return parseNumber(line, a)
	case register.TypeRange:
		return parseRange(line, a)
	case register.TypeBoolean:
		return parseYesNo(line)
	case register.TypeEnum:
		return parseWord(line, a)
	}
	return register.Value{}, fmt.Errorf("cannot be read: the attribute has the type %q", a.Type)
}

func parseNumber(line string, a register.Attribute) (register.Value, error) {
	if rangeForm.MatchString(line) {
		return register.Value{}, fmt.Errorf("is a range, and the attribute is one number%s: write one of its ends", in(a))
	}
	parts := numberForm.FindStringSubmatch(line)
	if parts == nil {
		return register.Value{}, fmt.Errorf("is not a number%s: write one such as 1,234.5%s", in(a), spaced(a.Unit))
	}
	number, err := convert(parts[1]+parts[2], parts[3], a)
	if err != nil {
		return register.Value{}, err
	}
	if a.Type == register.TypeInteger && number != math.Trunc(number) {
		return register.Value{}, errors.New("is not a whole number: write one such as 3")
	}
	return register.Number(number), nil
}

func parseRange(line string, a register.Attribute) (register.Value, error) {
	parts := rangeForm.FindStringSubmatch(line)
	if parts == nil {
		return register.Value{}, fmt.Errorf("is not a range%s: write both ends, such as 200-1000%s", in(a), spaced(a.Unit))
	}
	lowUnit, highUnit := parts[2], parts[4]
	if lowUnit == "" { // 200-1000V
		lowUnit = highUnit
	}
	low, lowErr := convert(parts[1], lowUnit, a)
	high, highErr := convert(parts[3], highUnit, a)
	switch {
	case highErr != nil:
		return register.Value{}, highErr
	case lowErr != nil:
		return register.Value{}, lowErr
	case low > high:
		return register.Value{}, fmt.Errorf("begins above its end: write the lower end first")
	}
	return register.Range(low, high), nil
}

// convert converts a number from a unit to the attribute's. It moves the decimal point rather
// than multiplying, so that 7600 W is exactly 7.6 kW.
func convert(number, symbol string, a register.Attribute) (float64, error) {
	power := 0
	if symbol != "" {
		u, ok := findUnit(unitsFor(a), symbol)
		if !ok {
			return 0, unitError(symbol, a)
		}
		power = u.power
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", "")+"e"+strconv.Itoa(power), 64)
	switch {
	case err != nil:
		return 0, fmt.Errorf("is not a number: %w", err)
	case math.Abs(f) > maxNumber:
		return 0, fmt.Errorf("is more than any device has")
	}
	return f + 0, nil // never -0
}

func unitError(symbol string, a register.Attribute) error {
	if a.Unit == "" {
		return fmt.Errorf("has %q behind the number, and the attribute has no unit", symbol)
	}
	var symbols []string
	for _, u := range unitsFor(a) {
		symbols = append(symbols, u.symbol)
	}
	return fmt.Errorf("is in %q, and the attribute is in %s: the units that are known for it are %s", symbol, a.Unit, strings.Join(symbols, ", "))
}

// in names the unit of an attribute in a sentence.
func in(a register.Attribute) string {
	if a.Unit == "" {
		return ""
	}
	return " in " + a.Unit
}

func spaced(unit string) string {
	if unit == "" {
		return ""
	}
	return " " + unit
}

func parseYesNo(line string) (register.Value, error) {
	switch strings.ToLower(line) {
	case "yes", "y", "true", "t", "1", "on":
		return register.Bool(true), nil
	case "no", "n", "false", "f", "0", "off":
		return register.Bool(false), nil
	}
	return register.Value{}, errors.New("is neither true nor false: write one of the two")
}

// parseWord finds the value of an enum by its id, its name or an alias, regardless of case,
// spacing and punctuation.
func parseWord(line string, a register.Attribute) (register.Value, error) {
	folded := spelling.Fold(line)
	var all []string
	for _, v := range a.Values {
		all = append(all, v.ID)
		for _, word := range append([]string{v.ID, v.Name}, v.Aliases...) {
			if folded != "" && spelling.Fold(word) == folded {
				return register.Text(v.ID), nil
			}
		}
	}
	err := fmt.Errorf("is none of the values %s: fix it, or add it in the file of the device class, as a value or as an alias of one", strings.Join(all, ", "))
	if nearest := spelling.Nearest(line, all); nearest != "" {
		err = fmt.Errorf("%w (did you mean %s?)", err, nearest)
	}
	return register.Value{}, err
}
