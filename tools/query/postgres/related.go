package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// Related implements query.Engine.
func (e *Engine) Related(ctx context.Context, listings []string) (*register.Register, error) {
	var found, covering register.Records
	err := e.ask(ctx, func() []question {
		return []question{
			e.reading(register.Listings, &found, func(c *compiler) string { return "in (" + c.related(listings) + ")" }),
			e.reading(register.Certificates, &covering, func(c *compiler) string {
				return "in (select n.certificate_id from certificate_listings n where n.listing_id in (" + c.related(listings) + ") and " + c.of("n") + ")"
			}),
		}
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is around %d listings: %w", len(listings), err)
	}
	return e.reg.With(found.Listings, covering.Certificates), nil
}

// related selects the ids of listings, and of their devices and clients.
func (c *compiler) related(listings []string) string {
	given := c.array(slices.DeleteFunc(slices.Clone(listings), func(id string) bool { return !storable(id) }), "text")
	return strings.Join([]string{
		"select unnest(" + given + ")",
		"select n.device_id from listing_devices n where n.listing_id = any (" + given + ") and " + c.of("n"),
		"select n.listing_id from listing_devices n where n.device_id = any (" + given + ") and " + c.of("n"),
	}, " union ")
}

// Samples implements query.Engine.
func (e *Engine) Samples(ctx context.Context, n int) (*register.Register, error) {
	var listings, certificates register.Records
	first := func(*compiler) string { return fmt.Sprintf("is not null order by d.id limit %d", n) }
	err := e.ask(ctx, func() []question {
		return []question{e.reading(register.Listings, &listings, first), e.reading(register.Certificates, &certificates, first)}
	})
	if err != nil {
		return nil, fmt.Errorf("reading %d samples: %w", n, err)
	}
	return e.reg.With(listings.Listings, certificates.Certificates), nil
}
