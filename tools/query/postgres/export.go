package postgres

import (
	"context"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// AllRecords implements query.Engine. The register of each part may contain further
// records of which only the links are known.
func (e *Engine) AllRecords(ctx context.Context, q *query.Query) iter.Seq2[query.Part, error] {
	return func(yield func(query.Part, error) bool) {
		for ids, err := range e.parts(ctx, q) {
			var part query.Part
			if err == nil {
				part, err = e.part(ctx, q.Collection.Kind, ids)
			}
			if err != nil {
				yield(query.Part{}, fmt.Errorf("reading all %s: %w", q.Collection.Kind.Folder(), err))
				return
			}
			if !yield(part, nil) {
				return
			}
		}
	}
}

// part returns the records with those ids, in their order.
func (e *Engine) part(ctx context.Context, k register.Kind, ids []string) (query.Part, error) {
	var reg *register.Register
	var err error
	switch k {
	case register.Listings:
		reg, err = e.withListings(ctx, ids)
	case register.Certificates:
		reg, err = e.withCertificates(ctx, ids)
	case register.Manufacturers:
		reg, err = e.withListingsOf(ctx, ids)
	case register.CertifyingBodies:
		reg, err = e.withIssuedBy(ctx, ids)
	default:
		reg = e.reg
	}
	if err != nil {
		return query.Part{}, err
	}
	part := query.Part{Register: reg}
	for _, id := range ids {
		rec, ok := reg.Record(k, id)
		if !ok {
			return query.Part{}, fmt.Errorf("there is no %s %s, though it was found", k.Name(), id)
		}
		part.Records = append(part.Records, rec)
	}
	return part, nil
}

// reading returns a question for the records of a kind that satisfy a condition on their
// id.
func (e *Engine) reading(k register.Kind, into *register.Records, condition func(*compiler) string) question {
	c := e.compiler(register.Date{})
	s := c.statement("select d.kind, d.record::text from records d where d.kind = "+c.arg(k.Folder(), "text"), "and", c.of("d"), "and d.id", condition(c))
	return question{s, func(answer pgx.Rows) error {
		*into = register.Records{}
		return readRecords(answer, func(rec register.Record) { into.Add(rec) })
	}}
}

func among(ids []string) func(*compiler) string {
	return func(c *compiler) string { return "= any (" + c.array(ids, "text") + ")" }
}

// coveringAny is the condition of the certificates that cover some of the listings.
func coveringAny(listings []string) func(*compiler) string {
	return func(c *compiler) string {
		return "in (select n.certificate_id from certificate_listings n where n.listing_id = any (" + c.array(listings, "text") + ") and " + c.of("n") + ")"
	}
}

// withListings returns a register with listings, the certificates that cover them, and
// their clients; of a client it has only the links to these listings.
func (e *Engine) withListings(ctx context.Context, ids []string) (*register.Register, error) {
	var listings, certificates register.Records
	var clients []*register.Listing
	err := e.ask(ctx, func() []question {
		own := e.reading(register.Listings, &listings, among(ids))
		covering := e.reading(register.Certificates, &certificates, coveringAny(ids))
		c := e.compiler(register.Date{})
		pairs := c.statement("select n.listing_id, n.device_id from listing_devices n",
			"where n.device_id = any ("+c.array(ids, "text")+")", "and", c.of("n"), "order by n.listing_id, n.position")
		return []question{own, covering, {pairs, func(answer pgx.Rows) (err error) {
			clients, err = readLinked(answer, func(id string) *register.Listing { return &register.Listing{Meta: register.Meta{ID: id}} },
				func(l *register.Listing) *[]string { return &l.Devices })
			return err
		}}}
	})
	if err != nil {
		return nil, err
	}
	there := make(map[string]bool, len(ids))
	for _, id := range ids {
		there[id] = true
	}
	for _, client := range clients {
		if !there[client.ID] {
			listings.Listings = append(listings.Listings, client)
		}
	}
	return e.reg.With(listings.Listings, certificates.Certificates), nil
}

// withCertificates returns a register with certificates.
func (e *Engine) withCertificates(ctx context.Context, ids []string) (*register.Register, error) {
	var found register.Records
	err := e.ask(ctx, func() []question { return []question{e.reading(register.Certificates, &found, among(ids))} })
	if err != nil {
		return nil, err
	}
	return e.reg.With(nil, found.Certificates), nil
}

// withListingsOf returns a register with the ids of the listings of manufacturers, and
// with the links of the certificates that cover them.
func (e *Engine) withListingsOf(ctx context.Context, manufacturers []string) (*register.Register, error) {
	var listings []*register.Listing
	var certificates []*register.Certificate
	err := e.ask(ctx, func() []question {
		c := e.compiler(register.Date{})
		own := c.statement("select r.id, r.manufacturer_id from listings r where r.manufacturer_id", among(manufacturers)(c), "and", c.of("r"))
		c = e.compiler(register.Date{})
		covering := c.statement("select n.certificate_id, n.listing_id from certificate_listings n join listings r on r.id = n.listing_id",
			"where r.manufacturer_id", among(manufacturers)(c), "and", c.of("r"), "and", c.of("n"), "order by n.certificate_id, n.position")
		return []question{{own, func(answer pgx.Rows) (err error) {
			listings, err = pgx.CollectRows(answer, func(row pgx.CollectableRow) (*register.Listing, error) {
				var l register.Listing
				return &l, row.Scan(&l.ID, &l.Manufacturer)
			})
			return err
		}}, {covering, func(answer pgx.Rows) (err error) {
			certificates, err = readLinked(answer, func(id string) *register.Certificate { return &register.Certificate{Meta: register.Meta{ID: id}} },
				func(c *register.Certificate) *[]string { return &c.Listings })
			return err
		}}}
	})
	if err != nil {
		return nil, err
	}
	return e.reg.With(listings, certificates), nil
}

// withIssuedBy returns a register with the ids and links of the certificates of
// certifying bodies.
func (e *Engine) withIssuedBy(ctx context.Context, bodies []string) (*register.Register, error) {
	var certificates []*register.Certificate
	err := e.ask(ctx, func() []question {
		c := e.compiler(register.Date{})
		issued := c.statement("select c.id, c.certifying_body_id, array(select n.listing_id from certificate_listings n where n.certificate_id = c.id and "+c.of("n")+")",
			"from certificates c where c.certifying_body_id", among(bodies)(c), "and", c.of("c"))
		return []question{{issued, func(answer pgx.Rows) (err error) {
			certificates, err = pgx.CollectRows(answer, func(row pgx.CollectableRow) (*register.Certificate, error) {
				var c register.Certificate
				return &c, row.Scan(&c.ID, &c.CertifyingBody, &c.Listings)
			})
			return err
		}}}
	})
	if err != nil {
		return nil, err
	}
	return e.reg.With(nil, certificates), nil
}

// readLinked reads pairs of ids, sorted by the first id: one record for each first id,
// with the second ids in one of its lists.
func readLinked[R any](answer pgx.Rows, record func(id string) *R, links func(*R) *[]string) ([]*R, error) {
	var records []*R
	var id, last, to string
	_, err := pgx.ForEachRow(answer, []any{&id, &to}, func() error {
		if len(records) == 0 || id != last {
			records, last = append(records, record(id)), id
		}
		list := links(records[len(records)-1])
		*list = append(*list, to)
		return nil
	})
	return records, err
}
