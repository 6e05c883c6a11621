// Package registertest helps the tests of other packages to write records.
package registertest

import "opencec/tools/register"

// Day returns the date of a text such as 2026-11-23, and panics when it is none.
func Day(text string) register.Date {
	d, err := register.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}
