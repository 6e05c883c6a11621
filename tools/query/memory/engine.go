package memory

import (
	"context"
	"fmt"
	"sync"

	"opencec/tools/base/parallel"
	"opencec/tools/history/journal"
	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// An Engine answers queries about one version of the register.
type Engine struct {
	reg     *register.Register
	model   *query.Model
	tables  map[register.Kind]*table
	links   func() *links // between listings and certificates
	names   func() *match.Index
	history *historyView // nil if the engine has no history
}

// An Option is an optional feature of an engine.
type Option func(*Engine)

// WithJournal gives the engine its history; its register must be the newest revision of
// the journal. open is called on first use, and again after a failure.
func WithJournal(open func(context.Context) (*journal.Journal, error)) Option {
	return func(e *Engine) { e.history = newHistoryView(e, open) }
}

// New returns the engine of a register.
func New(reg *register.Register, options ...Option) *Engine {
	e := &Engine{reg: reg, model: query.NewModel(reg)}
	e.tables = map[register.Kind]*table{}
	for _, k := range register.Kinds() {
		e.tables[k] = newTable(reg, e.model.Collection(k), reg.OfKind(k))
	}
	e.links = sync.OnceValue(func() *links { return newLinks(e) })
	e.names = sync.OnceValue(func() *match.Index { return match.New(reg) })
	for _, option := range options {
		option(e)
	}
	return e
}

// Register returns the register that the engine answers from.
func (e *Engine) Register() *register.Register { return e.reg }

// CacheKey returns the version's id and, for an engine of the past, its revision:
// everything else that answers depend on is the program.
func (e *Engine) CacheKey() string {
	if e.history == nil || e.history.upTo == 0 {
		return e.reg.Version.ID
	}
	return fmt.Sprintf("%s %d", e.reg.Version.ID, e.history.upTo)
}

// Model implements query.Engine.
func (e *Engine) Model() *query.Model { return e.model }

// Counts implements query.Engine.
func (e *Engine) Counts() register.Counts { return e.reg.Counts() }

// List implements query.Engine.
func (e *Engine) List(ctx context.Context, q *query.Query) (query.Page, error) {
	page, err := e.list(ctx, q)
	if err != nil {
		return query.Page{}, err
	}
	if err := page.Rows.(*rows).readHistories(ctx); err != nil {
		return query.Page{}, fmt.Errorf("listing %s: %w", q.Collection.Kind.Folder(), err)
	}
	return page, nil
}

// list is List without histories.
func (e *Engine) list(ctx context.Context, q *query.Query) (query.Page, error) {
	if err := ctx.Err(); err != nil {
		return query.Page{}, fmt.Errorf("listing %s: %w", q.Collection.Kind.Folder(), err)
	}
	t := e.tables[q.Collection.Kind]
	start, ok := t.start(q.After)
	if !ok {
		return query.Page{}, fmt.Errorf("listing %s after %q: the cursor %w", q.Collection.Kind.Folder(), q.After, query.ErrCursor)
	}
	found := t.borrow()
	defer t.put(found)
	e.match(t, *found, q, func(query.Filter) bool { return true })
	page := e.page(t, *found, q, start)
	var err error
	if page.Facets, err = e.facets(ctx, t, *found, page.Total, q); err != nil {
		return query.Page{}, fmt.Errorf("counting in %s: %w", q.Collection.Kind.Folder(), err)
	}
	return page, nil
}

// match sets found to the ordinals of the records that match the query's words and those of
// its filters for which counts returns true.
func (e *Engine) match(t *table, found set, q *query.Query, counts func(query.Filter) bool) {
	found.fill(len(t.records))
	var own, linked []condition
	for _, f := range q.Filters {
		switch {
		case !counts(f):
		case f.Field.Via != nil:
			linked = append(linked, e.tables[register.Certificates].index(f.Field.Via).condition(f.Op, f.Values))
		default:
			own = append(own, t.index(f.Field).condition(f.Op, f.Values))
		}
	}
	for _, word := range q.Words {
		own = append(own, t.index(t.collection.Search).condition(query.StartsWith, []query.Value{{Text: word}}))
	}
	t.restrict(found, own, q.On)
	if len(linked) > 0 {
		e.restrictLinked(t, found, linked, q.On)
	}
}

// Warm builds every index and document, so that no request waits for one, and then opens the
// journal. It stops early when ctx ends. Requests may be answered meanwhile.
func (e *Engine) Warm(ctx context.Context) {
	var jobs []func()
	for _, t := range e.tables {
		for _, ix := range t.indexes {
			jobs = append(jobs, func() { ix() })
		}
		for number := range t.documents.made {
			jobs = append(jobs, func() { t.documents.block(uint32(number)) })
		}
	}
	jobs = append(jobs, func() { e.links() }, func() { e.names() })
	_ = parallel.Do(ctx, len(jobs), func(i int) error { // no job fails; ctx may end
		jobs[i]()
		return nil
	})
	if ctx.Err() == nil {
		for _, t := range e.tables {
			t.documents.shared.complete()
		}
	}
	if e.history != nil && ctx.Err() == nil {
		_, _ = e.history.journal(ctx) // a failure is reported when the journal is needed
	}
}
