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

// A pageSource says where the records of a page come from.
type pageSource struct {
	with  string // a WITH clause
	from  string // the ids and positions of the records, as p
	total string // an expression with the number of records on all pages
	there string // an expression: whether the record before the page exists
}

// noTotal and isThere are the expressions of a pageSource for what is not asked.
const (
	noTotal = "null::bigint"
	isThere = "true"
)

// page selects what a query shows of records. The answer has at least one row, so that it
// always has the total and the columns that check the version.
func (c *compiler) page(q *query.Query, p pageSource) statement {
	s := scope{source: c.sources[q.Collection.Kind], id: "p.id", status: "s"}
	columns := []string{c.versionColumns(), "t.total", "t.there", "p.id", "d.document_head", "d.document_tail"}
	joins := []string{p.from, fmt.Sprintf("join records d on d.kind = %s and d.id = p.id and %s", c.arg(s.kind.Folder(), "text"), c.of("d"))}
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
	return c.statement(p.with+"select "+strings.Join(columns, ", "),
		"from (select "+p.total+" as total, "+p.there+" as there) t left join ("+strings.Join(joins, "\n"), ") on true", "order by p.place")
}

// includedCertificates joins the certificates that cover a listing, by id, as i.
func (c *compiler) includedCertificates() string {
	s := scope{source: c.sources[register.Certificates], id: "d.id", status: "s"}
	return fmt.Sprintf(`left join lateral (
select array_agg(d.id order by d.id) as ids, array_agg(d.document_head order by d.id) as heads,
array_agg(d.document_tail order by d.id) as tails, array_agg(s.status::text order by d.id) as statuses
from certificate_listings n
join records d on d.kind = %s and d.id = n.certificate_id and %s
%s
where n.listing_id = p.id and %s) i on true`, c.arg(s.kind.Folder(), "text"), c.of("d"), c.statusOf(s), c.of("n"))
}

// A pageReader reads the answer to the statement of page.
type pageReader struct {
	check     versionCheck
	total     *int // nil if it is not asked
	there     bool
	documents []document
}

func (r *pageReader) read(answer pgx.Rows, q *query.Query) error {
	var id, head, tail, status, listedUntil, deviceClasses *string
	var certified *bool
	var heads, tails, statuses, ids []string
	into := append(r.check.columns(), &r.total, &r.there, &id, &head, &tail)
	kind := q.Collection.Kind
	if kind == register.Listings || kind == register.Certificates {
		into = append(into, &status)
	}
	if kind == register.Listings {
		into = append(into, &certified, &listedUntil, &deviceClasses)
	}
	if slices.Contains(q.Include, query.IncludeCertificates) {
		into = append(into, &ids, &heads, &tails, &statuses)
	}
	r.documents = nil
	_, err := pgx.ForEachRow(answer, into, func() error {
		if id == nil {
			return nil // there are no records
		}
		d := document{id: *id, head: *head, tail: *tail, status: register.DayStatus{On: q.On}}
		if status != nil {
			d.status.Status = *status
		}
		if certified != nil {
			d.status.Certified = *certified
		}
		if deviceClasses != nil {
			d.status.DeviceClasses = *deviceClasses
		}
		for i := range ids {
			d.included = append(d.included, document{id: ids[i], head: heads[i], tail: tails[i], status: register.DayStatus{On: q.On, Status: statuses[i]}})
		}
		var err error
		if listedUntil != nil {
			d.status.ListedUntil, err = register.ParseDate(*listedUntil)
		}
		r.documents = append(r.documents, d)
		return err
	})
	if err != nil {
		return err
	}
	return r.check.err()
}
