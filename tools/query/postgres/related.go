package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"opencec/tools/register"
)

// Related implements query.Engine.
func (e *Engine) Related(ctx context.Context, listings []string) (*register.Register, error) {
	var found register.Records
	err := e.askChecked(ctx, func() []question {
		c := e.compiler(register.Date{})
		check := e.versionCheck(c)
		return []question{{c.related(listings), func(answer pgx.Rows) error {
			found = register.Records{}
			if err := readRelated(answer, &check, &found); err != nil {
				return err
			}
			return check.err()
		}}}
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is around %d listings: %w", len(listings), err)
	}
	return e.reg.With(found.Listings, found.Certificates), nil
}

// related selects listings, their devices and clients, and the certificates of all these. The
// answer has at least one row, so that it always has the columns that check the version.
func (c *compiler) related(listings []string) statement {
	given, are := c.given(storables(listings))
	read := func(k register.Kind, ids string) string {
		return "select d.kind, d.record::text from (" + ids + ") i join records d on d.kind = " + c.arg(k.Folder(), "text") + " and d.id = i.id and " + c.of("d")
	}
	return c.statement("with related (id) as materialized (",
		given,
		"union select n.device_id from listing_devices n where n.listing_id "+are+" and "+c.of("n"),
		"union select n.listing_id from listing_devices n where n.device_id "+are+" and "+c.of("n")+")",
		"select "+c.versionColumns()+", a.kind, a.record from (select) one left join (",
		read(register.Listings, "select id from related"),
		"union all",
		read(register.Certificates, "select distinct n.certificate_id as id from related r join certificate_listings n on n.listing_id = r.id and "+c.of("n")),
		") a on true")
}

// given returns a query for ids, and the condition that an id is one of them. The server can keep
// a plan for a single id, whichever it is.
func (c *compiler) given(ids []string) (query, are string) {
	if len(ids) == 1 {
		id := c.arg(ids[0], "text")
		return "select " + id, "= " + id
	}
	all := c.array(ids, "text")
	return "select unnest(" + all + ")", "= any (" + all + ")"
}

// readRelated reads the answer to the statement of related.
func readRelated(answer pgx.Rows, check *versionCheck, into *register.Records) error {
	var kind, text *string
	_, err := pgx.ForEachRow(answer, append(check.columns(), &kind, &text), func() error {
		if kind == nil {
			return nil // there is none
		}
		rec, err := readRecord(register.Kind(*kind), *text)
		if err == nil {
			into.Add(rec)
		}
		return err
	})
	return err
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
