package postgres

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// List implements query.Engine, in one round trip.
func (e *Engine) List(ctx context.Context, q *query.Query) (query.Page, error) {
	page, err := e.list(ctx, q)
	if err != nil {
		return query.Page{}, fmt.Errorf("listing %s: %w", q.Collection.Kind.Folder(), err)
	}
	return page, nil
}

func (e *Engine) list(ctx context.Context, q *query.Query) (query.Page, error) {
	if !storable(q.After) {
		return query.Page{}, noSuchCursor(q.After)
	}
	var a answered
	if err := e.askChecked(ctx, func() []question { return e.listQuestions(q, &a) }); err != nil {
		return query.Page{}, err
	}
	if q.After != "" && !a.there {
		return query.Page{}, noSuchCursor(q.After)
	}
	page := query.Page{Total: a.total, Facets: a.facets}
	if n := e.pageSize(q); len(a.documents) > n { // one more shows whether there is a next page
		a.documents = a.documents[:n]
		page.Next = q.CursorAfter(a.documents[n-1].id, e.reg.Version.ID)
	}
	if err := e.readIncluded(ctx, q, a.documents); err != nil {
		return query.Page{}, err
	}
	page.Rows = &shownRows{q, a.documents}
	return page, nil
}

// pageSize returns the number of records of a page: all, if the query has no limit.
func (e *Engine) pageSize(q *query.Query) int {
	return cmp.Or(q.Limit, e.counts.Of(q.Collection.Kind))
}

// An answered is the database's answer to a query.
type answered struct {
	there     bool // whether the record before the page exists
	documents []document
	counted
}

// A counted is the total of a query and its facets.
type counted struct {
	total  int
	facets []query.Facet
}

// listQuestions returns the questions for List: one for the page and the total, which checks
// the version, and one for facets that have not been counted yet.
func (e *Engine) listQuestions(q *query.Query, a *answered) []question {
	known, counts := e.knownCounts(q)
	page, r := e.pageStatement(q, !known && len(q.Facets) == 0)
	questions := []question{{page, func(answer pgx.Rows) error {
		if err := r.read(answer, q); err != nil {
			return err
		}
		a.there, a.documents = r.there, r.documents
		switch {
		case known:
			a.counted = counts
		case r.total != nil:
			a.counted = counted{total: *r.total}
			e.totals.Add(totalsKey(q), a.counted)
		}
		return nil
	}}}
	if known || len(q.Facets) == 0 {
		return questions
	}
	return append(questions, question{e.compiler(q.On).counts(q), func(answer pgx.Rows) (err error) {
		if a.total, a.facets, err = readCounts(answer, q); err == nil {
			e.facetCounts.Add(totalsKey(q), a.counted)
		}
		return err
	}})
}

// A version never changes, so its totals and facets are kept.
const (
	// maxTotals is the number of totals that are kept.
	maxTotals = 1024
	// maxFacetCounts is the number of queries whose facets are kept. Those of one query can
	// take a megabyte.
	maxFacetCounts = 32
)

// knownCounts returns the total and the facets of a query if they need not be counted: they
// are kept, or the total is the number of all records.
func (e *Engine) knownCounts(q *query.Query) (known bool, counts counted) {
	switch {
	case len(q.Facets) > 0:
		counts, known = e.facetCounts.Get(totalsKey(q))
	case len(q.Filters) == 0 && len(q.Words) == 0:
		return true, counted{total: e.counts.Of(q.Collection.Kind)}
	default:
		counts, known = e.totals.Get(totalsKey(q))
	}
	return known, counts
}

func totalsKey(q *query.Query) string { return q.Collection.Kind.Folder() + "?" + q.String() }

// pageStatement selects a page of a query's answer, plus one record, and the total if it is to
// be counted. It returns the reader of the answer too.
func (e *Engine) pageStatement(q *query.Query, count bool) (statement, *pageReader) {
	c := e.compiler(q.On)
	a := c.answer(q, q.After, e.pageSize(q)+1, count)
	p := pageSource{with: with(a.with), total: cmp.Or(a.total, noTotal), there: isThere}
	// place is the position in the subquery: a window without an order numbers rows as
	// they come.
	p.from = "(select id, row_number() over () as place from (" + a.ids + ") a) p"
	if q.After != "" {
		p.there = c.has(q.Collection.Kind, q.After)
	}
	return c.page(q, p), &pageReader{check: e.versionCheck(c)}
}

func noSuchCursor(id string) error {
	return fmt.Errorf("after %q: the cursor %w", id, query.ErrCursor)
}

// has is the condition that a record with that id exists.
func (c *compiler) has(k register.Kind, id string) string {
	return exists("records h", []string{"h.kind = " + c.arg(k.Folder(), "text"), "h.id = " + c.arg(id, "text"), c.of("h")})
}

// Limits of the parts in which a whole answer is read, so that neither a transaction nor
// a part is large.
const (
	// maxRun is the number of ids that are read at once: each run finds and sorts the
	// answer again.
	maxRun = 10_000
	// maxPart is the number of records that are read at once.
	maxPart = 500
)

// AllRows implements query.Engine.
func (e *Engine) AllRows(ctx context.Context, q *query.Query) iter.Seq2[query.Rows, error] {
	return func(yield func(query.Rows, error) bool) {
		for ids, err := range e.parts(ctx, q) {
			shown := &shownRows{query: q}
			if err == nil {
				shown.documents, err = e.documentsOf(ctx, q, ids)
			}
			if err != nil {
				yield(shown, fmt.Errorf("listing all %s: %w", q.Collection.Kind.Folder(), err))
				return
			}
			if !yield(shown, nil) {
				return
			}
		}
	}
}

// parts yields the ids of the whole answer in parts: at least one, which may be empty.
func (e *Engine) parts(ctx context.Context, q *query.Query) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for after := ""; ; { // formats with the whole answer have no cursor
			run, err := e.run(ctx, q, after)
			if err != nil || len(run) == 0 && after == "" {
				yield(nil, err)
				return
			}
			for part := range slices.Chunk(run, partSize(q)) {
				if !yield(part, nil) {
					return
				}
			}
			if len(run) < maxRun {
				return
			}
			after = run[len(run)-1]
		}
	}
}

// partSize returns the number of records of a whole answer to read at once.
func partSize(q *query.Query) int {
	if q.IncludesHistory() {
		return query.MaxWithHistory
	}
	return maxPart
}

// run returns the ids of the records that follow one in a query's answer.
func (e *Engine) run(ctx context.Context, q *query.Query, after string) (ids []string, err error) {
	err = e.ask(ctx, func() []question {
		c := e.compiler(q.On)
		a := c.answer(q, after, maxRun, false)
		return []question{{c.statement(with(a.with) + a.ids), func(answer pgx.Rows) (err error) {
			ids, err = pgx.CollectRows(answer, pgx.RowTo[string])
			return err
		}}}
	})
	return ids, err
}

// documentsOf returns what a query shows of the records with those ids, in their order.
func (e *Engine) documentsOf(ctx context.Context, q *query.Query, ids []string) ([]document, error) {
	var r pageReader
	err := e.askChecked(ctx, func() []question {
		c := e.compiler(q.On)
		r.check = e.versionCheck(c)
		p := pageSource{total: noTotal, there: isThere}
		if len(ids) == 1 { // the server can keep a plan for one row, whichever it is
			p.from = "(select " + c.arg(ids[0], "text") + " as id, 1 as place) p"
		} else {
			p.from = "unnest(" + c.array(ids, "text") + ") with ordinality p (id, place)"
		}
		return []question{{c.page(q, p), func(answer pgx.Rows) error { return r.read(answer, q) }}}
	})
	if err != nil {
		return nil, err
	}
	return r.documents, e.readIncluded(ctx, q, r.documents)
}

// readIncluded reads included data that is not read together with the records.
func (e *Engine) readIncluded(ctx context.Context, q *query.Query, documents []document) error {
	if err := e.readVerdicts(ctx, q, documents); err != nil {
		return err
	}
	return e.readHistories(ctx, q, documents)
}
