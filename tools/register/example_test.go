package register_test

import (
	"fmt"
	"log"
	"time"

	"opencec/tools/register"
)

// Records become a Register, which gives the state on a day.
func Example() {
	records := register.Records{
		Settings:      register.Settings{Title: "Example", TimeZone: "Australia/Sydney"},
		EntityTypes:   []*register.EntityType{{Meta: register.Meta{ID: "client"}, Name: "Client"}},
		Manufacturers: []*register.Manufacturer{{Meta: register.Meta{ID: "acme"}, Name: "Acme"}},
		Listings: []*register.Listing{{
			Meta: register.Meta{ID: "acme/box"}, Manufacturer: "acme", Model: "Box", EntityType: "client",
			Periods: []register.Period{{From: register.NewDate(2023, time.January, 15), To: register.NewDate(2026, time.December, 31)}},
		}},
	}
	on := register.NewDate(2026, time.November, 23)
	for _, problem := range records.Check(on, nil) {
		fmt.Printf("%s: %s\n", problem.Severity, problem.Message)
	}
	reg, err := register.New(records, register.Version{ID: "example"})
	if err != nil {
		log.Fatal(err)
	}
	listing := reg.Listing("acme/box")
	fmt.Println(listing.StatusOn(on), "until", listing.ListedUntil(on))
	fmt.Println(listing.StatusOn(register.NewDate(2027, time.January, 1)))
	fmt.Println(reg.Verdict(listing, on).Headline)
	// Output:
	// warning: has no source: say where the facts can be looked up, with sources: [{url: https://…}]
	// warning: is listed on 2026-11-23, but no certificate that covers it is current
	// warning: is listed for 38 days more, until 2026-12-31
	// active until 2026-12-31
	// expired
	// Listed as a CSIP-AUS client until 31 December 2026. No certificate is recorded for it.
}
