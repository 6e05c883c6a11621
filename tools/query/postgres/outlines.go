package postgres

import (
	"context"
	"fmt"

	"opencec/tools/register"
)

// maxOutlines is the number of listings whose outlines are read at once.
const maxOutlines = 5_000

// Outlines implements query.Engine. The listings have only the fields that the legacy API
// shows, and what their statuses depend on.
//
// They are read on first use and kept as long as the engine: at 100,000 listings they
// take about 100 MB.
func (e *Engine) Outlines(ctx context.Context) ([]*register.Listing, error) {
	if held := e.outlines.Load(); held != nil {
		return *held, nil
	}
	if err := e.outlining.lock(ctx); err != nil {
		return nil, fmt.Errorf("waiting for all listings: %w", err)
	}
	defer e.outlining.unlock()
	if held := e.outlines.Load(); held != nil {
		return *held, nil
	}
	outlines, err := e.readOutlines(ctx, maxOutlines)
	if err != nil {
		return nil, fmt.Errorf("reading all listings: %w", err)
	}
	e.outlines.Store(&outlines)
	return outlines, nil
}

func (e *Engine) readOutlines(ctx context.Context, atOnce int) ([]*register.Listing, error) {
	outlines := make([]*register.Listing, 0, e.counts.Listings)
	for after := ""; ; after = outlines[len(outlines)-1].ID {
		var some register.Records
		if err := e.ask(ctx, func() []question { return []question{e.reading(register.Listings, &some, nextByID(after, atOnce))} }); err != nil {
			return nil, err
		}
		for _, l := range some.Listings {
			outlines = append(outlines, outlineOf(l))
		}
		if len(some.Listings) < atOnce {
			return outlines, nil
		}
	}
}

// nextByID is the condition of the records that follow by id.
func nextByID(after string, limit int) func(*compiler) string {
	return func(c *compiler) string {
		return "> " + c.arg(after, "text") + fmt.Sprintf(" order by d.id limit %d", limit)
	}
}

// outlineOf returns the listing without other fields, so that these can be freed.
func outlineOf(l *register.Listing) *register.Listing {
	return &register.Listing{
		Meta: register.Meta{ID: l.ID, CreatedAt: l.CreatedAt, UpdatedAt: l.UpdatedAt}, FormerIDs: l.FormerIDs,
		Manufacturer: l.Manufacturer, Model: l.Model, EntityType: l.EntityType,
		Periods: l.Periods, Suspensions: l.Suspensions, Delisted: l.Delisted, Withdrawn: l.Withdrawn,
	}
}
