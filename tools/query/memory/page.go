package memory

import (
	"opencec/tools/query"
	"opencec/tools/register"
)

// rows are records of a table as a query shows them.
type rows struct {
	engine    *Engine
	query     *query.Query
	table     *table
	ordinals  []uint32
	histories []historyJSON // of each record; nil if the query does not include it
}

func (r *rows) Len() int        { return len(r.ordinals) }
func (r *rows) ID(i int) string { return r.table.records[r.ordinals[i]].RecordMeta().ID }

func (r *rows) AppendJSON(dst []byte, i int) []byte {
	var past historyJSON
	if r.histories != nil {
		past = r.histories[i]
	}
	return r.engine.appendRecord(dst, r.table, r.ordinals[i], r.query, past)
}

// records returns the records themselves.
func (r *rows) records() []register.Record {
	records := make([]register.Record, len(r.ordinals))
	for i, o := range r.ordinals {
		records[i] = r.table.records[o]
	}
	return records
}

// page returns the page that begins at start.
func (e *Engine) page(t *table, found set, q *query.Query, from start) query.Page {
	total := found.count()
	limit := q.Limit
	if limit == 0 {
		limit = total
	}
	// One more than the limit shows whether there is a next page.
	ordinals := t.order(q).take(make([]uint32, 0, min(limit+1, total)), found, total, from, limit+1)
	r := &rows{engine: e, query: q, table: t, ordinals: ordinals}
	p := query.Page{Total: total, Rows: r}
	if len(ordinals) > limit {
		r.ordinals = ordinals[:limit]
		p.Next = q.CursorAfter(r.ID(limit-1), e.reg.Version.ID)
	}
	return p
}
