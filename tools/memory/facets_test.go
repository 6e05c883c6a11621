package memory_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"opencec/tools/memory"
	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// spell writes a facet as the examples do.
func spell(f query.Facet) string {
	var counts []string
	for _, c := range f.Counts {
		if c.Value == nil {
			counts = append(counts, fmt.Sprintf("null:%d", c.Count))
			continue
		}
		counts = append(counts, fmt.Sprintf("%s=%s:%d", *c.Value, strings.ReplaceAll(*c.Name, " ", "_"), c.Count))
	}
	return strings.Join(counts, " ")
}

func TestFacets(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	for _, example := range querytest.FacetExamples() {
		page := list(t, e, parse(t, e, register.Listings, values(t, example.Query)))
		found := false
		for _, f := range page.Facets {
			if f.Field.Name != example.Field {
				continue
			}
			found = true
			if got := spell(f); got != example.Counts {
				t.Errorf("%s:\n got %s\nwant %s", example.Query, got, example.Counts)
			}
		}
		if !found {
			t.Errorf("%s: no facet by %s", example.Query, example.Field)
		}
	}
}

// Whichever way is the cheapest at the size, the counts are the same.
func TestFacetsAtSize(t *testing.T) {
	t.Parallel()
	reg := querytest.Random(5, 1200)
	e, oracle := memory.New(reg), querytest.NewOracle(reg)
	for _, raw := range []string{
		"facets=manufacturer,status,brand", "facets=manufacturer,status&entity_type=client", "facets=manufacturer,brand&status=delisted",
		"facets=device_class,test_profile&model=power%201.1", "facets=manufacturer,status&status=active&manufacturer=maker-1", "facets=test_profile&entity_type__not=device",
	} {
		v := values(t, raw)
		got := querytest.Buckets(list(t, e, parse(t, e, register.Listings, v)).Facets)
		want := oracle.Answer(v).Facets
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n got %v\nwant %v", raw, got, want)
		}
	}
}

// A client that goes away stops the counting.
func TestFacetsCancelled(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	ctx := &endingContext{Context: context.Background(), checks: 2} // when it begins, and before the first facet
	_, err := e.List(ctx, parse(t, e, register.Listings, values(t, "facets=status,brand")))
	if !errors.Is(err, context.Canceled) || ctx.checks != -1 {
		t.Errorf("error %v after %d checks too many", err, -ctx.checks)
	}
}

// An endingContext ends after it has been asked so many times.
type endingContext struct {
	context.Context
	checks int
}

func (c *endingContext) Err() error {
	if c.checks--; c.checks < 0 {
		return context.Canceled
	}
	return nil
}
