package postgres

import (
	"context"
	"fmt"
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
)

// readVerdicts computes the verdicts on listings, if a query includes them.
func (e *Engine) readVerdicts(ctx context.Context, q *query.Query, documents []document) error {
	if !slices.Contains(q.Include, query.IncludeVerdict) || len(documents) == 0 {
		return nil
	}
	ids := make([]string, len(documents))
	for i, d := range documents {
		ids[i] = d.id
	}
	reg, err := e.withClients(ctx, ids)
	if err != nil {
		return fmt.Errorf("reading what verdicts depend on: %w", err)
	}
	for i, id := range ids {
		l := reg.Listing(id)
		if l == nil {
			return fmt.Errorf("there is no listing %s, though it was found", id)
		}
		if documents[i].verdict, err = register.EncodeJSON(reg.Verdict(l, q.On)); err != nil {
			return fmt.Errorf("the verdict on %s: %w", id, err)
		}
	}
	return nil
}

// withClients returns a register with everything that the verdicts on listings depend on:
// the listings, their certificates and their clients, in full.
func (e *Engine) withClients(ctx context.Context, ids []string) (*register.Register, error) {
	var listings, certificates register.Records
	err := e.ask(ctx, func() []question {
		return []question{
			e.reading(register.Listings, &listings, func(c *compiler) string {
				given := c.array(ids, "text")
				return "in (select unnest(" + given + ") union select n.listing_id from listing_devices n where n.device_id = any (" + given + ") and " + c.of("n") + ")"
			}),
			e.reading(register.Certificates, &certificates, coveringAny(ids)),
		}
	})
	if err != nil {
		return nil, err
	}
	return e.reg.With(listings.Listings, certificates.Certificates), nil
}
