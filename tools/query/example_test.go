package query_test

import (
	"fmt"
	"log"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// The query part of a URL becomes a Query, or every problem with it.
func Example() {
	reg := querytest.Sample()
	scope := query.Scope{Today: querytest.Today, Version: reg.Version.ID}
	listings := query.NewModel(reg).Collection(register.Listings)

	for _, address := range []string{
		"sort=model&bess.capacity__gte=10&manufacturer=Tesla Energy",
		"bess.capacity__gte=ten&manufacturer=tesler",
	} {
		values, problems := query.Values(address)
		if len(problems) > 0 {
			log.Fatal(problems)
		}
		q, problems := listings.Parse(values, scope)
		if len(problems) == 0 {
			fmt.Println(q)
		}
		for _, p := range problems {
			fmt.Printf("%s: %s, did you mean %q?\n", p.Parameter, p.Code, p.Suggestion)
		}
	}
	// Output:
	// bess.capacity__gte=10&manufacturer=tesla&on=2026-11-23&sort=model
	// bess.capacity__gte: invalid-value, did you mean ""?
	// manufacturer: unknown-value, did you mean "tesla"?
}
