// Package registertest helps the tests of other packages to create records.
package registertest

import "opencec/tools/register"

// Day parses a date such as 2026-11-23, and panics if it is invalid.
func Day(text string) register.Date {
	d, err := register.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}
