package mirror

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"

	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/postgres"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// An Engine answers queries about one version of the register in a database: from memory
// once a Filler has filled it, and by SQL until then and about the past.
type Engine struct {
	*postgres.Engine
	filled atomic.Pointer[memory.Engine] // nil while SQL answers

	tried  chan struct{} // closed after the first attempt to fill it
	finish sync.Once     // closes tried
}

// New returns an engine that answers everything by SQL until it is filled.
func New(e *postgres.Engine) *Engine {
	return &Engine{Engine: e, tried: make(chan struct{})}
}

// InMemory reports whether the engine answers from memory.
func (e *Engine) InMemory() bool { return e.filled.Load() != nil }

// Tried returns a channel that is closed when the engine is filled, or could not be filled
// at the first attempt.
func (e *Engine) Tried() <-chan struct{} { return e.tried }

// Release frees the memory of an engine that has been replaced. SQL answers from then on,
// for those in the middle of a list.
func (e *Engine) Release() { e.filled.Store(nil) }

// fill makes the engine answer from memory.
func (e *Engine) fill(with *memory.Engine) {
	e.filled.Store(with)
	e.Forget()
}

// endTry closes the channel of Tried.
func (e *Engine) endTry() { e.finish.Do(func() { close(e.tried) }) }

// current returns the engine for what concerns the version itself.
func (e *Engine) current() query.Engine {
	if filled := e.filled.Load(); filled != nil {
		return filled
	}
	return e.Engine
}

// of returns the engine for a query. A query belongs to the model that it was parsed with.
// That of the engine in memory, in which the fields know all records, serves SQL as well, but not
// the other way round.
func (e *Engine) of(q *query.Query) query.Engine {
	filled := e.filled.Load()
	if filled == nil || q.IncludesHistory() || filled.Model().Collection(q.Collection.Kind) != q.Collection {
		return e.Engine
	}
	return filled
}

// Register implements query.Engine.
func (e *Engine) Register() *register.Register { return e.current().Register() }

// Model implements query.Engine.
func (e *Engine) Model() *query.Model { return e.current().Model() }

// List implements query.Engine.
func (e *Engine) List(ctx context.Context, q *query.Query) (query.Page, error) {
	return e.of(q).List(ctx, q)
}

// AllRows implements query.Engine.
func (e *Engine) AllRows(ctx context.Context, q *query.Query) iter.Seq2[query.Rows, error] {
	return e.of(q).AllRows(ctx, q)
}

// AllRecords implements query.Engine.
func (e *Engine) AllRecords(ctx context.Context, q *query.Query) iter.Seq2[query.Part, error] {
	return e.of(q).AllRecords(ctx, q)
}

// AppendRecord implements query.Engine.
func (e *Engine) AppendRecord(ctx context.Context, dst []byte, id string, q *query.Query) ([]byte, bool, error) {
	return e.of(q).AppendRecord(ctx, dst, id, q)
}

// Outlines implements query.Engine.
func (e *Engine) Outlines(ctx context.Context) ([]*register.Listing, error) {
	return e.current().Outlines(ctx)
}

// CurrentID implements query.Engine.
func (e *Engine) CurrentID(ctx context.Context, k register.Kind, id string) (string, bool, error) {
	return e.current().CurrentID(ctx, k, id)
}

// IDs implements query.Engine.
func (e *Engine) IDs(ctx context.Context, k register.Kind, group string) ([]string, error) {
	return e.current().IDs(ctx, k, group)
}

// Find implements query.Engine.
func (e *Engine) Find(ctx context.Context, items []match.Item) ([]match.Result, error) {
	return e.current().Find(ctx, items)
}

// Related implements query.Engine.
func (e *Engine) Related(ctx context.Context, listings []string) (*register.Register, error) {
	return e.current().Related(ctx, listings)
}

// Samples implements query.Engine.
func (e *Engine) Samples(ctx context.Context, n int) (*register.Register, error) {
	return e.current().Samples(ctx, n)
}

// At implements query.Engine. SQL answers about the past.
func (e *Engine) At(ctx context.Context, seq int) (query.Engine, error) {
	at, err := e.Engine.At(ctx, seq)
	if err != nil {
		return nil, err
	}
	if at == query.Engine(e.Engine) {
		return e, nil
	}
	return at, nil
}
