package api

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"opencec/tools/query"
	"opencec/tools/register"
)

// originalRows are all listings on a day, as GET /listings needs them. An engine knows
// neither their numbers nor the order by these, so that they are read once for each version
// and day: some 200 bytes for each listing.
type originalRows struct {
	engine   query.Engine
	on       register.Date
	byNumber []originalRow
	others   map[int64]int64 // numbers of those rows that are found by another one too
}

// An originalRow is what of a listing is shown or asked for.
type originalRow struct {
	id, entityType       string // the register's
	number, typeNumber   int64
	manufacturer, model  string
	status               string
	createdAt, updatedAt time.Time
}

func (r *originalRow) listing() originalListing {
	return originalListing{r.typeNumber, originalText(r.manufacturer), originalText(r.model), originalText(r.status), r.number,
		originalTime(r.createdAt), originalTime(r.updatedAt)}
}

// numbered returns the row with that number; nil where there is none.
func (o *originalRows) numbered(n int64) *originalRow {
	find := func(n int64) (int, bool) {
		return slices.BinarySearchFunc(o.byNumber, n, func(r originalRow, n int64) int { return cmp.Compare(r.number, n) })
	}
	at, ok := find(n)
	if !ok {
		at, ok = find(o.others[n])
	}
	if !ok {
		return nil
	}
	return &o.byNumber[at]
}

// of returns the row of the listing with that id; nil where there is none.
func (o *originalRows) of(id string) *originalRow {
	at := slices.IndexFunc(o.byNumber, func(r originalRow) bool { return r.id == id })
	if at < 0 {
		return nil
	}
	return &o.byNumber[at]
}

// originals keeps the rows of the current version, once they were asked for.
type originals struct {
	last    atomic.Pointer[originalRows]
	reading singleflight.Group
}

// forget drops the rows, and with them the version that they are of.
func (o *originals) forget() { o.last.Store(nil) }

// originalRows returns the rows of a version on a day. Those who ask while they are read
// wait for the same ones.
func (s *Server) originalRows(ctx context.Context, engine query.Engine, on register.Date) (*originalRows, error) {
	if last := s.originals.last.Load(); last != nil && last.engine == engine && last.on == on {
		return last, nil
	}
	read := s.originals.reading.DoChan(fmt.Sprintf("%p %s", engine, on), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.streams.timeout)
		defer cancel()
		rows, err := readOriginalRows(ctx, engine, on)
		if err == nil && s.versions.current() == engine {
			s.originals.last.Store(rows)
		}
		return rows, err
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-read:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*originalRows), nil
	}
}

func readOriginalRows(ctx context.Context, engine query.Engine, on register.Date) (*originalRows, error) {
	q, problems := engine.Model().Collection(register.Listings).Parse(url.Values{}, query.Scope{Today: on, Version: engine.Register().Version.ID})
	if len(problems) > 0 {
		return nil, fmt.Errorf("ask for all listings: %v", problems)
	}
	q.Limit = 0
	rows := &originalRows{engine: engine, on: on, byNumber: make([]originalRow, 0, engine.Counts().Listings), others: map[int64]int64{}}
	for part, err := range engine.WholeRecords(ctx, q) {
		if err != nil {
			return nil, err
		}
		for _, rec := range part.Records {
			rows.add(part.Register, rec.(*register.Listing))
		}
	}
	slices.SortFunc(rows.byNumber, func(a, b originalRow) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.id, b.id)) })
	return rows, nil
}

func (o *originalRows) add(reg *register.Register, l *register.Listing) {
	numbers := l.OriginalNumbers()
	for _, other := range numbers[1:] {
		o.others[other] = numbers[0]
	}
	o.byNumber = append(o.byNumber, originalRow{
		id: l.ID, entityType: l.EntityType, number: numbers[0], typeNumber: reg.EntityType(l.EntityType).OriginalNumber(),
		manufacturer: reg.Manufacturer(l.Manufacturer).Name, model: l.Model, status: originalStatus(l.StatusOn(o.on)),
		createdAt: l.CreatedAt, updatedAt: l.UpdatedAt,
	})
}
