package generator

import (
	"math"
	"slices"
	"strconv"

	"opencec/tools/register"
)

// A usualQuantity describes typical quantities of a unit. It makes values plausible; other
// units are generated too.
type usualQuantity struct {
	size   bool      // models of a series differ in it
	values []float64 // ascending
}

var usualQuantities = map[string]usualQuantity{
	"kW":     {true, []float64{0.3, 0.6, 1, 1.5, 2, 2.5, 3, 3.6, 4, 4.2, 5, 6, 7, 7.6, 8, 8.2, 9.9, 10, 12, 15, 20, 25, 29.9, 30, 36, 50, 60, 75, 100, 110, 125}},
	"kVA":    {true, []float64{1.5, 3, 5, 6, 8, 10, 12, 15, 20, 25, 30, 50, 60, 100}},
	"kWh":    {true, []float64{2.4, 3.3, 4.8, 5.1, 6.6, 7.7, 9.6, 10.2, 11.5, 13.5, 15.4, 16.6, 19.2, 20.5, 23, 25.6, 28.8, 32, 38.4, 40.9, 51.2, 66}},
	"W":      {true, []float64{370, 380, 390, 395, 400, 405, 410, 415, 420, 430, 440, 450, 460, 475, 500, 520, 540, 550, 570, 585, 600, 620, 650, 700}},
	"V":      {false, []float64{24, 48, 51.2, 150, 200, 230, 240, 350, 400, 415, 480, 600, 800, 1000, 1100, 1500}},
	"A":      {false, []float64{10, 16, 20, 25, 32, 40, 50, 63, 80, 100}},
	"Hz":     {false, []float64{50, 60}},
	"%":      {false, []float64{85, 87, 88.5, 90, 91, 92, 93.5, 95, 96, 96.5, 97, 97.6, 98, 98.4}},
	"cycles": {false, []float64{3000, 4000, 5000, 6000, 8000, 10000}},
	"kg":     {false, []float64{12, 18.5, 22, 27, 34, 55, 68, 98, 114, 125}},
}

// reach is the distance of a missing bound from the other bound.
const reach = 100

// bounds returns the bounds of an attribute's numbers.
func bounds(a register.Attribute) (low, high float64) {
	switch {
	case a.Minimum == nil && a.Maximum == nil:
		return 1, reach
	case a.Maximum == nil:
		return *a.Minimum, *a.Minimum + reach
	case a.Minimum == nil:
		return *a.Maximum - reach, *a.Maximum
	}
	return *a.Minimum, *a.Maximum
}

// measuresSize reports whether models of a series differ in the attribute.
func measuresSize(a register.Attribute) bool {
	return a.Type == register.TypeNumber && a.AtMost == "" && usualQuantities[a.Unit].size && (a.Maximum == nil || *a.Maximum > 0)
}

// steps returns the possible sizes of models, ascending, at least one.
func steps(a register.Attribute) []float64 {
	if values := usualValues(a); len(values) > 1 {
		return values
	}
	const count = 12
	low, high := bounds(a)
	if low < 0 { // nothing is of a negative size
		low = 0
		if a.Maximum == nil {
			high = reach
		}
	}
	var values []float64
	for i := 1; i <= count; i++ {
		values = append(values, share(low, high, i, count))
	}
	return slices.Compact(values)
}

// usualValues returns the typical values of the attribute's unit that it allows.
func usualValues(a register.Attribute) []float64 {
	low, high := bounds(a)
	var values []float64
	for _, v := range usualQuantities[a.Unit].values {
		if a.Minimum != nil && v < low || a.Maximum != nil && v > high {
			continue
		}
		values = append(values, v)
	}
	return values
}

// share returns the number that is part/whole of the way from low to high, with as few digits
// as distinguish it from its neighbours.
func share(low, high float64, part, whole int) float64 {
	// The conversions keep processors from multiplying and adding in one step,
	// which would round differently.
	exact := low + float64(float64((high-low)*float64(part))/float64(whole))
	near := math.Abs(high-low) / float64(4*whole)
	for digits := 3; digits < 17; digits++ {
		short, err := strconv.ParseFloat(strconv.FormatFloat(exact, 'g', digits, 64), 64)
		if err == nil && short >= low && short <= high && math.Abs(short-exact) <= near {
			return short
		}
	}
	return exact
}

// numberValue draws a number for all models of a series.
func numberValue(r random, a register.Attribute) register.Value {
	if values := usualValues(a); len(values) > 0 {
		return register.Number(pick(r, values))
	}
	low, high := bounds(a)
	return register.Number(share(low, high, r.between(40, 60), 100))
}

// integerValue draws a whole number, or no value if the attribute allows none.
func integerValue(r random, a register.Attribute) register.Value {
	whole := slices.DeleteFunc(usualValues(a), func(v float64) bool { return v != math.Trunc(v) })
	if len(whole) > 0 {
		return register.Number(pick(r, whole))
	}
	const few = 10
	low, high := bounds(a)
	low, high = math.Ceil(low), math.Floor(high)
	switch {
	case low > high:
		return register.Value{}
	case high-low <= few:
		return register.Number(low + float64(r.between(0, int(high-low))))
	}
	return register.Number(math.Floor(share(low, high, r.between(40, 60), 100)))
}

// rangeValue draws a range.
func rangeValue(r random, a register.Attribute) register.Value {
	if values := usualValues(a); len(values) > 1 {
		ends := some(r, 2, values)
		return register.Range(ends[0], ends[1])
	}
	low, high := bounds(a)
	return register.Range(share(low, high, r.between(5, 40), 100), share(low, high, r.between(60, 95), 100))
}

// enumValue draws a value of an enum, or no value if all are retired.
func enumValue(r random, a register.Attribute) register.Value {
	used := slices.DeleteFunc(slices.Clone(a.Values), func(v register.EnumValue) bool { return !v.Retired.IsZero() })
	if len(used) == 0 {
		return register.Value{}
	}
	return register.Text(pick(r, used).ID)
}

// attributeValue draws the value of an attribute without a limit for all models of a series, or
// no value if none is possible.
func attributeValue(r random, a register.Attribute) register.Value {
	switch a.Type {
	case register.TypeNumber:
		return numberValue(r, a)
	case register.TypeInteger:
		return integerValue(r, a)
	case register.TypeRange:
		return rangeValue(r, a)
	case register.TypeBoolean:
		return register.Bool(r.chance(50))
	case register.TypeEnum:
		return enumValue(r, a)
	case register.TypeText:
		return register.Text("Made up " + strconv.Itoa(r.between(1, 20)))
	}
	return register.Value{}
}
