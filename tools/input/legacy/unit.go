package legacy

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// A unit is a spelling of a unit, and the power of ten by which a number in it is multiplied
// to be in the attribute's unit.
type unit struct {
	symbol string
	power  int
}

// unitsOf are the spellings of each unit that attributes have. Other units have only their
// own. Kilovolt-amperes are missing: they are not kilowatts.
var unitsOf = map[string][]unit{
	"W":      {{"W", 0}, {"Watt", 0}, {"Watts", 0}, {"kW", 3}, {"MW", 6}},
	"kW":     {{"kW", 0}, {"W", -3}, {"Watt", -3}, {"Watts", -3}, {"MW", 3}},
	"kWh":    {{"kWh", 0}, {"Wh", -3}, {"MWh", 3}},
	"V":      {{"V", 0}, {"Volt", 0}, {"Volts", 0}, {"VDC", 0}, {"VAC", 0}, {"kV", 3}},
	"%":      {{"%", 0}, {"percent", 0}, {"per cent", 0}, {"pct", 0}},
	"cycles": {{"cycles", 0}, {"cycle", 0}},
}

func unitsFor(a register.Attribute) []unit {
	if units, ok := unitsOf[a.Unit]; ok {
		return units
	}
	if a.Unit == "" {
		return nil
	}
	return []unit{{a.Unit, 0}}
}

// findUnit finds the unit that is written as symbol. Case does not matter, except for M,
// which may mean milli or mega.
func findUnit(units []unit, symbol string) (unit, bool) {
	symbol = squeeze(symbol)
	i := slices.IndexFunc(units, func(u unit) bool {
		want := squeeze(u.symbol)
		if strings.HasPrefix(want, "M") {
			return symbol == want
		}
		return strings.EqualFold(symbol, want)
	})
	if i < 0 {
		return unit{}, false
	}
	return units[i], true
}

// squeeze drops white space, so that "V DC" equals "VDC".
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
