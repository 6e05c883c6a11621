package memory_test

import (
	"context"
	"errors"
	"testing"

	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A client that goes away stops the counting.
func TestFacetsCancelled(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	ctx := &endingContext{Context: context.Background(), checks: 2} // when it begins, and before the first facet
	_, err := e.List(ctx, querytest.Parse(t, e, register.Listings, "facets=status,brand"))
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
