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
	if err := e.db.ask(ctx, e.listQuestions(q, &a)...); err != nil {
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
	total     int
	facets    []query.Facet
}

// listQuestions returns the questions for List.
func (e *Engine) listQuestions(q *query.Query, a *answered) []question {
	questions := []question{e.check()}
	if q.After != "" {
		questions = append(questions, e.has(q.Collection.Kind, q.After, &a.there))
	}
	questions = append(questions, question{e.pageStatement(q), func(answer pgx.Rows) (err error) {
		a.documents, err = readDocuments(answer, q)
		return err
	}})
	if total, known := e.knownTotal(q); known {
		a.total = total
		return questions
	}
	return append(questions, question{e.compiler(q.On).counts(q), func(answer pgx.Rows) (err error) {
		if a.total, a.facets, err = readCounts(answer, q); err != nil {
			return err
		}
		e.totals.Add(totalsKey(q), a.total)
		return nil
	}})
}

// maxTotals is the number of cached totals, which later pages reuse.
const maxTotals = 1024

// knownTotal returns the total of a query if it need not be counted: the number of all
// records, or a cached total.
func (e *Engine) knownTotal(q *query.Query) (int, bool) {
	switch {
	case len(q.Facets) > 0:
		return 0, false
	case len(q.Filters) == 0 && len(q.Words) == 0:
		return e.counts.Of(q.Collection.Kind), true
	case q.After == "":
		return 0, false
	}
	return e.totals.Get(totalsKey(q))
}

func totalsKey(q *query.Query) string { return q.Collection.Kind.Folder() + "?" + q.String() }

// pageStatement selects a page of a query's answer, plus one record.
func (e *Engine) pageStatement(q *query.Query) statement {
	c := e.compiler(q.On)
	a := c.answer(q, q.After, e.pageSize(q)+1)
	// place is the position in the subquery: a window without an order numbers rows as
	// they come.
	placed := "(select id, row_number() over () as place from (" + a.ids + ") a) p"
	return c.statement(a.with + c.documents(q, placed))
}

func noSuchCursor(id string) error {
	return fmt.Errorf("after %q: the cursor %w", id, query.ErrCursor)
}

// has returns a question whether a record with that id exists.
func (e *Engine) has(k register.Kind, id string, there *bool) question {
	c := e.compiler(register.Date{})
	s := c.statement("select exists (select from records d where d.kind = "+c.arg(k.Folder(), "text"), "and d.id = "+c.arg(id, "text"), "and", c.of("d")+")")
	return question{s, func(answer pgx.Rows) (err error) {
		*there, err = pgx.CollectExactlyOneRow(answer, pgx.RowTo[bool])
		return err
	}}
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
	c := e.compiler(q.On)
	a := c.answer(q, after, maxRun)
	err = e.ask(ctx, question{c.statement(a.with + a.ids), func(answer pgx.Rows) (err error) {
		ids, err = pgx.CollectRows(answer, pgx.RowTo[string])
		return err
	}})
	return ids, err
}

// documentsOf returns what a query shows of the records with those ids, in their order.
func (e *Engine) documentsOf(ctx context.Context, q *query.Query, ids []string) (documents []document, err error) {
	c := e.compiler(q.On)
	s := c.statement(c.documents(q, "unnest("+c.array(ids, "text")+") with ordinality p (id, place)"))
	err = e.ask(ctx, question{s, func(answer pgx.Rows) (err error) {
		documents, err = readDocuments(answer, q)
		return err
	}})
	if err != nil {
		return nil, err
	}
	return documents, e.readIncluded(ctx, q, documents)
}

// readIncluded reads included data that is not read together with the records.
func (e *Engine) readIncluded(ctx context.Context, q *query.Query, documents []document) error {
	if err := e.readVerdicts(ctx, q, documents); err != nil {
		return err
	}
	return e.readHistories(ctx, q, documents)
}
