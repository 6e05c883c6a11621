package api

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/singleflight"

	"opencec/tools/query"
	"opencec/tools/register"
)

// legacyRows are all listings on a day, encoded for GET /listings. An engine knows
// neither their numbers nor the order of these, so they are encoded once per version and
// day and sent from memory: some 400 bytes per listing.
type legacyRows struct {
	engine        query.Engine
	on            register.Date
	byNumber      []legacyRow
	manufacturers []string         // distinct names in lower case
	numbers       map[string]int64 // by the register's id
	others        map[int64]int64  // further numbers that find a row, with the number of the row
	text          []byte           // of all rows
}

// A legacyRow is the data by which a row is found, and where its JSON is.
type legacyRow struct {
	number             int64
	from, to           int    // the range of its JSON in the text of all rows
	manufacturer       int    // index in the list of all
	model              string // in lower case
	entityType, status string
}

// json returns the JSON of a row.
func (o *legacyRows) json(row *legacyRow) []byte { return o.text[row.from:row.to] }

// numbered returns the row with that number, or nil.
func (o *legacyRows) numbered(n int64) *legacyRow {
	find := func(n int64) (int, bool) {
		return slices.BinarySearchFunc(o.byNumber, n, func(r legacyRow, n int64) int { return cmp.Compare(r.number, n) })
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

// of returns the row of the listing with that id, or nil.
func (o *legacyRows) of(id string) *legacyRow { return o.numbered(o.numbers[id]) }

// A legacyCache caches the rows of the current version once they are needed.
type legacyCache struct {
	last    atomic.Pointer[legacyRows]
	reading singleflight.Group
}

// forget drops the rows, and with them their version.
func (o *legacyCache) forget() { o.last.Store(nil) }

// legacyRows returns the rows of a version on a day. Concurrent requests share one read.
func (s *Server) legacyRows(ctx context.Context, engine query.Engine, on register.Date) (*legacyRows, error) {
	if last := s.legacyCache.last.Load(); last != nil && last.engine == engine && last.on == on {
		return last, nil
	}
	read := s.legacyCache.reading.DoChan(fmt.Sprintf("%p %s", engine, on), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.streams.timeout)
		defer cancel()
		rows, err := readLegacyRows(ctx, engine, on)
		if err == nil && s.versions.current() == engine {
			s.legacyCache.last.Store(rows)
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
		return result.Val.(*legacyRows), nil
	}
}

func readLegacyRows(ctx context.Context, engine query.Engine, on register.Date) (*legacyRows, error) {
	listings, err := engine.Outlines(ctx)
	if err != nil {
		return nil, err
	}
	rows := &legacyRows{engine: engine, on: on, byNumber: make([]legacyRow, 0, len(listings)), numbers: make(map[string]int64, len(listings)), others: map[int64]int64{}}
	indexes := map[string]int{}
	for _, l := range listings {
		rows.add(engine.Register(), l, indexes)
	}
	slices.SortStableFunc(rows.byNumber, func(a, b legacyRow) int { return cmp.Compare(a.number, b.number) })
	return rows, nil
}

// add adds the row of a listing. indexes has the index of each manufacturer in the
// list.
func (o *legacyRows) add(reg *register.Register, l *register.Listing, indexes map[string]int) {
	numbers := l.LegacyNumbers()
	for _, other := range numbers[1:] {
		o.others[other] = numbers[0]
	}
	shown := legacyListing{
		EntityTypeID: reg.EntityType(l.EntityType).LegacyNumber(), Manufacturer: legacyText(reg.Manufacturer(l.Manufacturer).Name), Model: legacyText(l.Model),
		Status: legacyText(legacyStatus(l.StatusOn(o.on))), ID: numbers[0], CreatedAt: legacyTime(l.CreatedAt), UpdatedAt: legacyTime(l.UpdatedAt),
	}
	manufacturer, known := indexes[l.Manufacturer]
	if !known {
		manufacturer = len(o.manufacturers)
		indexes[l.Manufacturer] = manufacturer
		o.manufacturers = append(o.manufacturers, foldCase(string(shown.Manufacturer)))
	}
	from := len(o.text)
	o.text = shown.appendJSON(o.text)
	o.numbers[l.ID] = numbers[0]
	o.byNumber = append(o.byNumber, legacyRow{number: numbers[0], from: from, to: len(o.text), manufacturer: manufacturer, model: foldCase(l.Model), entityType: l.EntityType, status: string(shown.Status)})
}
