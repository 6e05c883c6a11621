package memory

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/singleflight"

	"opencec/tools/history/journal"
	"opencec/tools/query"
	"opencec/tools/register"
)

// A historyView is the register's history as one engine knows it: up to a revision.
type historyView struct {
	*sharedHistory
	upTo int // 0 for the newest revision of the journal

	cut     sync.Once
	history *register.History // up to that revision; nil until it is needed
}

// A sharedHistory is shared by the engines of one journal.
type sharedHistory struct {
	newest   *Engine // the engine of the newest revision
	open     func(context.Context) (*journal.Journal, error)
	opening  singleflight.Group
	opened   atomic.Pointer[journal.Journal]
	building chan struct{} // lets one engine be built at a time, so that other requests still get processors
	cached   *lru.Cache[int, *Engine]
}

// keptEngines is the number of cached engines of the past. Each may need as much memory
// as the newest, except for the records that they share.
const keptEngines = 4

func newHistoryView(newest *Engine, open func(context.Context) (*journal.Journal, error)) *historyView {
	cached, err := lru.New[int, *Engine](keptEngines)
	if err != nil {
		panic(fmt.Sprintf("memory: %v", err)) // the size is below 1
	}
	return &historyView{sharedHistory: &sharedHistory{newest: newest, open: open, building: make(chan struct{}, 1), cached: cached}}
}

// journal returns the journal, opening it on first use. If ctx ends, opening continues
// for other callers.
func (c *sharedHistory) journal(ctx context.Context) (*journal.Journal, error) {
	if j := c.opened.Load(); j != nil {
		return j, nil
	}
	return await[*journal.Journal](ctx, c.opening.DoChan("", func() (any, error) {
		if j := c.opened.Load(); j != nil {
			return j, nil
		}
		j, err := c.open(context.WithoutCancel(ctx))
		if err == nil {
			c.opened.Store(j)
		}
		return j, err
	}))
}

// await waits for a result or until ctx ends.
func await[T any](ctx context.Context, result <-chan singleflight.Result) (T, error) {
	var none T
	select {
	case r := <-result:
		if r.Err != nil {
			return none, r.Err
		}
		return r.Val.(T), nil
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
}

// known returns the journal, and the revision up to which the engine knows it.
func (e *Engine) known(ctx context.Context) (*journal.Journal, int, error) {
	if e.history == nil {
		return nil, 0, fmt.Errorf("%w: the register that is served has no history", register.ErrNoRevision)
	}
	j, err := e.history.journal(ctx)
	if err != nil {
		return nil, 0, err
	}
	if e.history.upTo == 0 {
		return j, j.Newest(), nil
	}
	return j, e.history.upTo, nil
}

// revisions returns the history up to the view's revision.
func (p *historyView) revisions(j *journal.Journal) *register.History {
	if p.upTo == 0 {
		return j.History
	}
	p.cut.Do(func() { p.history = j.UpTo(p.upTo) })
	return p.history
}

// Revision implements query.Engine.
func (e *Engine) Revision(ctx context.Context, p register.RevisionSpec) (register.Revision, error) {
	j, _, err := e.known(ctx)
	if err != nil {
		return register.Revision{}, fmt.Errorf("finding the revision at %s: %w", p, err)
	}
	history := e.history.revisions(j)
	seq, err := history.Resolve(p)
	if err != nil || seq == 0 {
		return register.Revision{}, err
	}
	return history.Revisions[seq-1], nil
}

// At implements query.Engine. It caches the most recently used engines, which share all
// unchanged records with the newest one.
func (e *Engine) At(ctx context.Context, seq int) (query.Engine, error) {
	j, upTo, err := e.known(ctx)
	switch {
	case err != nil:
		return nil, fmt.Errorf("going back to revision %d: %w", seq, err)
	case seq == upTo:
		return e, nil
	case seq < 1 || seq > upTo:
		return nil, fmt.Errorf("%w: the register has revisions from 1 to %d, and %d is none of them", register.ErrNoRevision, upTo, seq)
	}
	at, err := e.history.engine(ctx, j, seq)
	if err != nil {
		return nil, fmt.Errorf("going back to revision %d: %w", seq, err)
	}
	return at, nil
}

// engine returns the engine of an older revision. Waiting for a turn ends with ctx. A
// build that has started is completed, since the engine will be requested again.
func (c *sharedHistory) engine(ctx context.Context, j *journal.Journal, seq int) (*Engine, error) {
	if cached, ok := c.cached.Get(seq); ok {
		return cached, nil
	}
	select {
	case c.building <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	result := make(chan singleflight.Result, 1)
	go func() {
		defer func() { <-c.building }()
		built, err := c.build(context.WithoutCancel(ctx), j, seq)
		result <- singleflight.Result{Val: built, Err: err}
	}()
	return await[*Engine](ctx, result)
}

// build builds the engine of a revision, unless it is cached by now.
func (c *sharedHistory) build(ctx context.Context, j *journal.Journal, seq int) (*Engine, error) {
	if cached, ok := c.cached.Get(seq); ok {
		return cached, nil
	}
	reg, _, err := j.Publishable(ctx, &c.newest.reg.Records, seq)
	if err != nil {
		return nil, err
	}
	built := New(reg)
	built.history = &historyView{sharedHistory: c, upTo: seq}
	c.cached.Add(seq, built)
	return built, nil
}

// Changes implements query.Engine.
func (e *Engine) Changes(ctx context.Context, q *query.Changes) (query.ChangePage, error) {
	page, err := e.changes(ctx, q)
	if err != nil {
		return query.ChangePage{}, fmt.Errorf("listing changes: %w", err)
	}
	return page, nil
}

func (e *Engine) changes(ctx context.Context, q *query.Changes) (query.ChangePage, error) {
	j, upTo, err := e.known(ctx)
	if err != nil {
		return query.ChangePage{}, err
	}
	found := j.Find(filterOf(q, upTo))
	places, more := j.Page(found, q.After.Seq, q.After.Number, q.Limit)
	page := query.ChangePage{Total: len(found), Lines: make([][]byte, len(places))}
	for i, place := range places {
		if page.Lines[i], err = text(ctx, j, nil, place); err != nil {
			return query.ChangePage{}, err
		}
	}
	if more {
		last := j.Entry(places[len(places)-1])
		page.Next = query.ChangeCursor{Seq: last.Seq, Number: last.Number}
	}
	return page, nil
}

// AllChanges implements query.Engine.
func (e *Engine) AllChanges(ctx context.Context, q *query.Changes) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		j, upTo, err := e.known(ctx)
		if err != nil {
			yield(nil, fmt.Errorf("listing changes: %w", err))
			return
		}
		places, _ := j.Page(j.Find(filterOf(q, upTo)), q.After.Seq, q.After.Number, 0)
		for _, place := range places {
			line, err := text(ctx, j, nil, place)
			if err != nil {
				yield(nil, fmt.Errorf("listing changes: %w", err))
				return
			}
			if !yield(line, nil) {
				return
			}
		}
	}
}

// filterOf returns the journal's filter for a query.
func filterOf(q *query.Changes, upTo int) journal.Filter {
	return journal.Filter{Since: q.Since, UpTo: upTo, Record: q.Record, Kinds: q.Kinds, Events: q.Events, Listings: q.Listings, Manufacturers: q.Manufacturers}
}

// text appends the text of a line, unless ctx has ended.
func text(ctx context.Context, j *journal.Journal, dst []byte, place int) ([]byte, error) {
	if ctx.Err() != nil {
		return dst, context.Cause(ctx)
	}
	return j.AppendText(dst, place)
}
