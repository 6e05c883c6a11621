package match_test

import (
	"context"
	"fmt"
	"log"

	"opencec/tools/query/querytest"
	"opencec/tools/register/match"
)

// Products are found as people write them, and what is not found has near misses.
func Example() {
	index := match.New(querytest.Sample())
	results, err := index.Find(context.Background(), []match.Item{
		{Manufacturer: "goodwe", Model: "gw5000 eh"},
		{Manufacturer: "Tesla", Model: "Powerwal 2"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		fmt.Printf("match: %s, by %q\n", r.Outcome, r.By)
		for _, l := range r.Listings {
			fmt.Println("  listing", l.ID)
		}
		for _, n := range r.NearMisses {
			fmt.Printf("  near %s, %s\n", n.Listing.ID, n.Why)
		}
	}
	// Output:
	// match: exact, by "standard"
	//   listing goodwe/gw5000-eh
	// match: none, by ""
	//   near tesla/powerwall-2, the model differs in 1 character
}
