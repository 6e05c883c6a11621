package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// maxNames is the number of listings whose names are read at once.
const maxNames = 5_000

// Find implements query.Engine. The listings that it returns have only names and device
// classes.
//
// The names of all listings are read on first use and kept as long as the engine: at
// 100,000 listings they take about 100 MB.
func (e *Engine) Find(ctx context.Context, items []match.Item) ([]match.Result, error) {
	if err := e.ReadNames(ctx); err != nil {
		return nil, err
	}
	return e.names.Load().Find(ctx, items)
}

// ReadNames reads what Find needs, unless it is read already, so that no request waits
// for it.
func (e *Engine) ReadNames(ctx context.Context) error {
	if e.names.Load() != nil {
		return nil
	}
	if err := e.lockNames(ctx); err != nil {
		return fmt.Errorf("waiting for the names of all listings: %w", err)
	}
	defer e.naming.unlock()
	if e.names.Load() != nil {
		return nil
	}
	listings := make([]*register.Listing, 0, e.counts.Listings)
	classes := classSets{}
	for after := ""; ; after = listings[len(listings)-1].ID {
		some, err := e.namesAfter(ctx, after, classes)
		if err != nil {
			return fmt.Errorf("reading the names of all listings: %w", err)
		}
		listings = append(listings, some...)
		if len(some) < maxNames {
			break
		}
	}
	e.names.Store(match.New(e.reg.With(listings, nil)))
	return nil
}

// lockNames waits for a concurrent read of the names, no longer than for an answer.
func (e *Engine) lockNames(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, e.db.timeout)
	defer cancel()
	err := e.naming.lock(bounded)
	if err != nil && ctx.Err() == nil {
		err = fmt.Errorf("%w: they were not there within %v", query.ErrUnavailable, e.db.timeout)
	}
	return err
}

// namesAfter returns the next listings by id, with only their names and device classes.
func (e *Engine) namesAfter(ctx context.Context, after string, classes classSets) (listings []*register.Listing, err error) {
	err = e.ask(ctx, func() []question {
		return []question{{e.namesStatement(after), func(answer pgx.Rows) (err error) {
			listings, err = pgx.CollectRows(answer, classes.readNames)
			return err
		}}}
	})
	return listings, err
}

func (e *Engine) namesStatement(after string) statement {
	c := e.compiler(register.Date{})
	texts := func(column, from, record string) string {
		return "array(select " + column + " from " + from + " t where " + record + " = r.id and " + c.of("t")
	}
	return c.statement("select r.id, r.manufacturer_id, coalesce(r.brand, ''), r.model,",
		texts("t.alias", "listing_aliases", "t.listing_id")+" order by t.position),",
		texts("t.brand", "listing_white_labels", "t.listing_id")+" order by t.position),",
		texts("coalesce(t.model, '')", "listing_white_labels", "t.listing_id")+" order by t.position),",
		texts("t.former_id", "former_ids", "t.kind = "+c.arg(register.Listings.Folder(), "text")+" and t.id")+" order by t.former_id),",
		texts("t.device_class_id", "listing_device_classes", "t.listing_id")+" order by t.device_class_id)",
		"from listings r where", c.of("r"), "and r.id > "+c.arg(after, "text"), fmt.Sprintf("order by r.id limit %d", maxNames))
}

// classSets shares the sets of device classes between listings, because there are few
// different ones. The classes have no attributes.
type classSets map[string]map[string]register.Attributes

func (c classSets) of(ids []string) map[string]register.Attributes {
	key := strings.Join(ids, " ")
	if c[key] == nil {
		set := make(map[string]register.Attributes, len(ids))
		for _, id := range ids {
			set[id] = nil
		}
		c[key] = set
	}
	return c[key]
}

func (c classSets) readNames(row pgx.CollectableRow) (*register.Listing, error) {
	var l register.Listing
	var brands, models, classes []string
	if err := row.Scan(&l.ID, &l.Manufacturer, &l.Brand, &l.Model, &l.Aliases, &brands, &models, &l.FormerIDs, &classes); err != nil {
		return nil, err
	}
	l.DeviceClasses = c.of(classes)
	for i, brand := range brands {
		l.WhiteLabels = append(l.WhiteLabels, register.WhiteLabel{Brand: brand, Model: models[i]})
	}
	return &l, nil
}
