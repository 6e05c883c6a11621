package change_test

import (
	"fmt"
	"slices"

	"opencec/tools/history/change"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Every change from one state of the register to another, in words.
func Example() {
	extended := querytest.Sample()
	shorter := *extended.Listing("solaredge/se7600h-us")
	shorter.Periods = []register.Period{{From: day("2023-03-20"), To: day("2025-12-31")}}
	listings := slices.Clone(extended.Listings)
	listings[slices.Index(listings, extended.Listing(shorter.ID))] = &shorter
	before, after := extended.With(listings, extended.Certificates), extended

	words := change.Describer{Before: before, After: after}
	for _, c := range change.BetweenRegisters(before, after, querytest.Today) {
		for _, s := range words.Describe(c) {
			fmt.Printf("%v: %v\n", c.Subject(), s)
		}
	}
	// Output:
	// listing solaredge/se7600h-us: expiry moved from 31 December 2025 to 31 December 2026, now active again (was expired)
	// listing solaredge/se7600h-us: changes the past: active instead of expired from 1 January 2026 to 22 November 2026
}

func ExampleBetween() {
	before := &register.Listing{
		Meta: register.Meta{ID: "acme/box"}, Manufacturer: "acme", Model: "Box", EntityType: "client",
		Periods: []register.Period{{From: day("2023-01-15"), To: day("2025-12-31")}},
	}
	after := *before
	after.Periods = []register.Period{{From: day("2023-01-15"), To: day("2027-12-31")}}

	c, _ := change.Between(before, &after)
	c = c.On(day("2026-11-23"))
	fmt.Println(c.Events)
	for _, f := range c.Fields {
		fmt.Println(f.Path, f.Before, "→", f.After)
	}
	for _, s := range (change.Describer{}).Describe(c) {
		fmt.Printf("%v: %v\n", c.Subject(), s)
	}
	// Output:
	// [changed expiry-moved]
	// periods[0].to 2025-12-31 → 2027-12-31
	// listing acme/box: expiry moved from 31 December 2025 to 31 December 2027, now active again (was expired)
	// listing acme/box: changes the past: active instead of expired from 1 January 2026 to 22 November 2026
}
