package legacy

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// A unit is a way to write the unit of an attribute, and by which power of ten a
// number in it becomes one in the attribute's.
type unit struct {
	symbol string
	power  int
}

// unitsOf are the ways to write each unit that attributes have. The rest have only
// their own. Kilovolt-amperes are missing: they are no kilowatts.
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

// findUnit finds the unit that is written as symbol. Case does not count, except
// for M: it may be a milli or a mega.
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

// squeeze drops white space: "V DC" and "VDC" are the same.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
