package memory

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// Lookups besides lists. Except for histories, an engine in memory has all data at hand:
// it neither waits nor fails, and yields whole answers as a single part.

// AppendRecord implements query.Engine.
func (e *Engine) AppendRecord(ctx context.Context, dst []byte, id string, q *query.Query) ([]byte, bool, error) {
	t := e.tables[q.Collection.Kind]
	ordinal, ok := t.ordinal(id)
	if !ok {
		return dst, false, nil
	}
	one := &rows{engine: e, query: q, table: t, ordinals: []uint32{ordinal}}
	if err := one.readHistories(ctx); err != nil {
		return dst, false, fmt.Errorf("giving %s %s: %w", q.Collection.Kind.Name(), id, err)
	}
	return one.AppendJSON(dst, 0), true, nil
}

// AllRows implements query.Engine. It yields parts if the query includes histories, which
// must be read.
func (e *Engine) AllRows(ctx context.Context, q *query.Query) iter.Seq2[query.Rows, error] {
	return func(yield func(query.Rows, error) bool) {
		page, err := e.list(ctx, q)
		if err != nil || !q.IncludesHistory() {
			yield(page.Rows, err)
			return
		}
		if _, _, err := e.known(ctx); err != nil { // even if there is no record
			yield(nil, fmt.Errorf("listing %s: %w", q.Collection.Kind.Folder(), err))
			return
		}
		all := page.Rows.(*rows)
		for ordinals := range slices.Chunk(all.ordinals, query.MaxWithHistory) {
			part := &rows{engine: e, query: q, table: all.table, ordinals: ordinals}
			if err := part.readHistories(ctx); err != nil {
				yield(nil, fmt.Errorf("listing %s: %w", q.Collection.Kind.Folder(), err))
				return
			}
			if !yield(part, nil) {
				return
			}
		}
	}
}

// AllRecords implements query.Engine.
func (e *Engine) AllRecords(ctx context.Context, q *query.Query) iter.Seq2[query.Part, error] {
	return func(yield func(query.Part, error) bool) {
		page, err := e.list(ctx, q)
		if err != nil {
			yield(query.Part{}, err)
			return
		}
		yield(query.Part{Register: e.reg, Records: page.Rows.(*rows).records()}, nil)
	}
}

// Outlines implements query.Engine.
func (e *Engine) Outlines(context.Context) ([]*register.Listing, error) { return e.reg.Listings, nil }

// CurrentID implements query.Engine.
func (e *Engine) CurrentID(_ context.Context, k register.Kind, id string) (string, bool, error) {
	if e.reg.Has(k, id) {
		return id, true, nil
	}
	current, ok := e.reg.CurrentID(k, id)
	return current, ok, nil
}

// IDs implements query.Engine.
func (e *Engine) IDs(_ context.Context, k register.Kind, group string) ([]string, error) {
	switch k {
	case register.Listings:
		return idsOf(e.reg.ListingsOf(group)), nil
	case register.Certificates:
		return idsOf(e.reg.IssuedBy(group)), nil
	}
	return idsOf(e.tables[k].records), nil
}

func idsOf[R register.Record](records []R) []string {
	ids := make([]string, len(records))
	for i, rec := range records {
		ids[i] = rec.RecordMeta().ID
	}
	return ids
}

// Related implements query.Engine.
func (e *Engine) Related(context.Context, []string) (*register.Register, error) { return e.reg, nil }

// Samples implements query.Engine.
func (e *Engine) Samples(_ context.Context, n int) (*register.Register, error) {
	return e.reg.With(first(e.reg.Listings, n), first(e.reg.Certificates, n)), nil
}

func first[R any](records []R, n int) []R { return slices.Clone(records[:min(n, len(records))]) }

// Find implements query.Engine.
func (e *Engine) Find(ctx context.Context, items []match.Item) ([]match.Result, error) {
	return e.names().Find(ctx, items)
}
