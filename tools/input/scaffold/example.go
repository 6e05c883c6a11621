package scaffold

import (
	"math"
	"strings"

	"opencec/tools/register"
)

// usualLow and usualHigh are the bounds of an example for an attribute without bounds.
const usualLow, usualHigh = 1, 100

// attributeExample returns an example of an answer to an attribute. It is well within the
// bounds, because the least possible value is hardly a product's.
func attributeExample(a *register.Attribute) string {
	switch a.Type {
	case register.TypeRange:
		return strings.TrimSpace(exampleNumber(a, 0.4) + "-" + exampleNumber(a, 0.6) + " " + a.Unit)
	case register.TypeNumber, register.TypeInteger:
		return strings.TrimSpace(exampleNumber(a, 0.5) + " " + a.Unit)
	}
	return ""
}

// exampleNumber returns a round number that is a part of the way from the least to the
// greatest value. If the bounds are powers of ten apart, it uses their orders of magnitude.
func exampleNumber(a *register.Attribute, part float64) string {
	low, high := float64(usualLow), float64(usualHigh)
	if a.Minimum != nil {
		low = *a.Minimum
		high = math.Max(high, 2*low)
	}
	if a.Maximum != nil {
		high = *a.Maximum
		low = math.Min(low, high)
	}
	number := low + part*(high-low)
	if low > 0 && high/low > 100 {
		number = low * math.Pow(high/low, part)
	}
	if a.Type == register.TypeInteger {
		number = math.Round(number)
	}
	return register.FormatNumber(math.Min(math.Max(round(number), low), high))
}

// round rounds a number to two digits.
func round(number float64) float64 {
	if number == 0 {
		return 0
	}
	digits := int(math.Floor(math.Log10(math.Abs(number)))) - 1
	if digits > 0 { // dividing by a whole power keeps the digits
		return math.Round(number/math.Pow10(digits)) * math.Pow10(digits)
	}
	return math.Round(number*math.Pow10(-digits)) / math.Pow10(-digits)
}
