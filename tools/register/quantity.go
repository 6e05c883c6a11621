package register

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// quantity matches a number with or without a unit.
var quantity = regexp.MustCompile(`^([+-]?[0-9]+(?:\.[0-9]+)?)\s*(\D.*)?$`)

// SplitQuantity splits a text such as "5 kW" into its number and its unit, if it has one.
func SplitQuantity(text string) (number, unit string, ok bool) {
	parts := quantity.FindStringSubmatch(text)
	if parts == nil {
		return "", "", false
	}
	return parts[1], strings.TrimSpace(parts[2]), true
}

// prefixes are the decimal powers of units that people mix up.
var prefixes = map[string]int{"m": -3, "": 0, "k": 3, "M": 6, "G": 9}

// measured are the units that take such prefixes.
var measured = []string{"W", "Wh", "V", "VA", "A", "Ah", "var"}

// Converted converts a number to another prefix of its unit: 3000 W in kW is 3.
func Converted(number float64, given, want string) (float64, bool) {
	from, fromUnit, ok1 := splitUnit(given)
	to, toUnit, ok2 := splitUnit(want)
	if !ok1 || !ok2 || fromUnit != toUnit || from == to {
		return 0, false
	}
	// Dividing by a whole power of ten turns 13500 Wh into exactly 13.5 kWh.
	if from < to {
		return number / math.Pow10(to-from), true
	}
	return number * math.Pow10(from-to), true
}

func splitUnit(unit string) (power int, base string, ok bool) {
	for prefix, power := range prefixes {
		if base, found := strings.CutPrefix(unit, prefix); found && slices.Contains(measured, base) {
			return power, base, true
		}
	}
	return 0, "", false
}

// ParseBoolWord returns the truth value that a word stands for.
func ParseBoolWord(word string) (value, ok bool) {
	switch strings.ToLower(word) {
	case "yes", "y", "true":
		return true, true
	case "no", "n", "false":
		return false, true
	}
	return false, false
}
