package change

import (
	"cmp"
	"strings"
)

// CompareIDs orders ids with numbers by value: box-5 before box-12. It compares the
// spelling only if numbers differ in nothing but leading zeros.
func CompareIDs(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		i, j := digitsAt(x), digitsAt(y)
		if i == 0 || j == 0 {
			if x[0] != y[0] {
				return cmp.Compare(x[0], y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		m, n := strings.TrimLeft(x[:i], "0"), strings.TrimLeft(y[:j], "0")
		if order := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); order != 0 {
			return order
		}
		x, y = x[i:], y[j:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digitsAt returns the number of digits at the beginning of s.
func digitsAt(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}
