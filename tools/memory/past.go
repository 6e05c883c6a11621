package memory

import (
	"context"
	"fmt"
	"iter"

	"opencec/tools/query"
	"opencec/tools/register"
)

// Revision returns the revision that a point stands for.
func (e *Engine) Revision(ctx context.Context, p register.Point) (register.Revision, error) {
	return register.Revision{}, fmt.Errorf("%w: there is no history here", register.ErrNoRevision)
}

// At returns the engine of what the register said at a revision.
func (e *Engine) At(ctx context.Context, seq int) (query.Engine, error) { return e, nil }

// Changes answers a query for changes with a page of them.
func (e *Engine) Changes(ctx context.Context, q *query.Changes) (query.ChangePage, error) {
	return query.ChangePage{}, nil
}

// WholeChanges yields all that a query for changes asks for.
func (e *Engine) WholeChanges(ctx context.Context, q *query.Changes) iter.Seq2[[]byte, error] {
	return func(func([]byte, error) bool) {}
}
