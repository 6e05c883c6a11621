package importing

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"opencec/tools/register"
)

// OutOfRange returns the first attribute whose value the device class does not allow, and
// why. It returns "" if all are allowed.
func OutOfRange(given register.Attributes, class *register.DeviceClass) (attribute, reason string) {
	defined := map[string]bool{}
	for _, a := range class.Attributes {
		defined[a.ID] = true
		for _, number := range numbersOf(given[a.ID]) {
			is := strings.TrimSpace(a.ID + " " + register.FormatNumber(number) + " " + a.Unit)
			if a.Minimum != nil && number < *a.Minimum {
				return a.ID, fmt.Sprintf("%s is below %s, the least that device class %s allows", is, register.FormatNumber(*a.Minimum), class.ID)
			}
			if a.Maximum != nil && number > *a.Maximum {
				return a.ID, fmt.Sprintf("%s is above %s, the most that device class %s allows", is, register.FormatNumber(*a.Maximum), class.ID)
			}
			if most, both := given[a.AtMost].Number(); both && number > most {
				return a.ID, fmt.Sprintf("%s is above %s, which is %s", is, a.AtMost, strings.TrimSpace(register.FormatNumber(most)+" "+a.Unit))
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		if !defined[id] {
			return id, fmt.Sprintf("device class %s has no attribute %s", class.ID, id)
		}
	}
	return "", ""
}

// numbersOf returns the number of a value, both ends of a range, or nothing.
func numbersOf(v register.Value) []float64 {
	if number, ok := v.Number(); ok {
		return []float64{number}
	}
	if low, high, ok := v.Range(); ok {
		return []float64{low, high}
	}
	return nil
}
