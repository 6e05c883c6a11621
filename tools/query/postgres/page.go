package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A document is a record's JSON, with the daily part still to be inserted.
type document struct {
	id         string
	head, tail string
	status     register.DayStatus
	// included are the certificates of a listing, verdict is the JSON of its verdict, and
	// history the lines of its history.
	included []document
	verdict  []byte
	history  []byte
}

func (d *document) append(dst []byte, k register.Kind) []byte {
	dst = append(dst, d.head...)
	dst = d.status.Append(dst, k)
	return append(dst, d.tail...)
}

// shownRows are records as a query shows them.
type shownRows struct {
	query     *query.Query
	documents []document
}

func (r *shownRows) Len() int        { return len(r.documents) }
func (r *shownRows) ID(i int) string { return r.documents[i].id }

func (r *shownRows) AppendJSON(dst []byte, i int) []byte {
	d, k := &r.documents[i], r.query.Collection.Kind
	if r.query.Fields == nil && len(r.query.Include) == 0 {
		return d.append(dst, k)
	}
	whole := func(dst []byte) []byte { return d.append(dst, k) }
	return r.query.AppendShown(dst, whole, func(dst []byte, what query.Include) []byte {
		switch what {
		case query.IncludeCertificates:
			return d.appendIncluded(dst)
		case query.IncludeVerdict:
			return append(dst, d.verdict...)
		case query.IncludeHistory:
			return append(dst, d.history...)
		}
		panic("postgres: unknown include " + string(what))
	})
}

func (d *document) appendIncluded(dst []byte) []byte {
	for i := range d.included {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = d.included[i].append(dst, register.Certificates)
	}
	return dst
}

// documents selects what a query shows of the records p in from, with their ids and
// positions.
func (c *compiler) documents(q *query.Query, from string) string {
	s := scope{c.sources[q.Collection.Kind], "p", "s"}
	columns := []string{"p.id", "d.document_head", "d.document_tail"}
	joins := []string{"from " + from, fmt.Sprintf("join records d on d.kind = %s and d.id = p.id and %s", c.arg(s.kind.Folder(), "text"), c.of("d"))}
	if s.statuses != "" {
		columns = append(columns, "s.status::text")
		joins = append(joins, c.statusOf(s))
	}
	if s.kind == register.Listings {
		columns = append(columns, "s.certified", "s.listed_until::text", "s.device_classes::text")
	}
	if slices.Contains(q.Include, query.IncludeCertificates) {
		columns = append(columns, "i.ids", "i.heads", "i.tails", "i.statuses")
		joins = append(joins, c.includedCertificates())
	}
	return "select " + strings.Join(columns, ", ") + "\n" + strings.Join(joins, "\n") + "\norder by p.place"
}

// includedCertificates joins the certificates that cover a listing, by id, as i.
func (c *compiler) includedCertificates() string {
	s := scope{c.sources[register.Certificates], "d", "s"}
	return fmt.Sprintf(`left join lateral (
select array_agg(d.id order by d.id) as ids, array_agg(d.document_head order by d.id) as heads,
array_agg(d.document_tail order by d.id) as tails, array_agg(s.status::text order by d.id) as statuses
from certificate_listings n
join records d on d.kind = %s and d.id = n.certificate_id and %s
%s
where n.listing_id = p.id and %s) i on true`, c.arg(s.kind.Folder(), "text"), c.of("d"), c.statusOf(s), c.of("n"))
}

// readDocuments reads the result of documents.
func readDocuments(answer pgx.Rows, q *query.Query) ([]document, error) {
	var d document
	var listedUntil, deviceClasses *string
	var heads, tails, statuses, ids []string
	into := []any{&d.id, &d.head, &d.tail}
	kind := q.Collection.Kind
	if kind == register.Listings || kind == register.Certificates {
		into = append(into, &d.status.Status)
	}
	if kind == register.Listings {
		into = append(into, &d.status.Certified, &listedUntil, &deviceClasses)
	}
	if slices.Contains(q.Include, query.IncludeCertificates) {
		into = append(into, &ids, &heads, &tails, &statuses)
	}
	var documents []document
	_, err := pgx.ForEachRow(answer, into, func() error {
		d.status.On, d.status.ListedUntil, d.status.DeviceClasses, d.included = q.On, register.Date{}, "", nil
		for i := range ids {
			d.included = append(d.included, document{id: ids[i], head: heads[i], tail: tails[i], status: register.DayStatus{On: q.On, Status: statuses[i]}})
		}
		var err error
		if listedUntil != nil {
			d.status.ListedUntil, err = register.ParseDate(*listedUntil)
		}
		if deviceClasses != nil {
			d.status.DeviceClasses = *deviceClasses
		}
		documents = append(documents, d)
		return err
	})
	return documents, err
}
