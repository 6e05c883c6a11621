package change_test

import (
	"fmt"

	"opencec/tools/change"
	"opencec/tools/register"
)

func ExampleBetween() {
	before := &register.Listing{
		Meta: register.Meta{ID: "acme/box"}, Manufacturer: "acme", Model: "Box", EntityType: "client",
		Periods: []register.Period{{From: day("2023-01-15"), To: day("2025-12-31")}},
	}
	after := *before
	after.Periods = []register.Period{{From: day("2023-01-15"), To: day("2027-12-31")}}

	c, _ := change.Between(before, &after)
	c = c.On(day("2026-11-23"))
	fmt.Println(c.What)
	for _, f := range c.Fields {
		fmt.Println(f.Path, f.Before, "→", f.After)
	}
	for _, s := range (change.Words{}).Tell(c) {
		fmt.Printf("%v: %v\n", c.Subject(), s)
	}
	// Output:
	// [changed expiry-moved]
	// periods[0].to 2025-12-31 → 2027-12-31
	// listing acme/box: expiry moved from 31 December 2025 to 31 December 2027, now active again (was expired)
	// listing acme/box: changes the past: active instead of expired from 1 January 2026 to 22 November 2026
}
