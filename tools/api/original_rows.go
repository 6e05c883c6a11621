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

// originalRows are all listings on a day, as GET /listings writes them. An engine knows
// neither their numbers nor the order by these, so that they are written once for each
// version and day, and sent from here: some 400 bytes for each listing.
type originalRows struct {
	engine   query.Engine
	on       register.Date
	byNumber []originalRow
	makers   []string         // names of manufacturers in lower case, each once
	numbers  map[string]int64 // by the register's id
	others   map[int64]int64  // numbers of those rows that are found by another one too
	text     []byte           // of all rows
}

// An originalRow is what of a listing is shown or asked for.
type originalRow struct {
	number             int64
	from, to           int    // of its JSON in the text of all rows
	maker              int    // in the list of all
	model              string // in lower case
	entityType, status string
}

// json returns a row as the predecessor wrote it.
func (o *originalRows) json(row *originalRow) []byte { return o.text[row.from:row.to] }

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
func (o *originalRows) of(id string) *originalRow { return o.numbered(o.numbers[id]) }

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
	listings, err := engine.Outlines(ctx)
	if err != nil {
		return nil, err
	}
	rows := &originalRows{engine: engine, on: on, byNumber: make([]originalRow, 0, len(listings)), numbers: make(map[string]int64, len(listings)), others: map[int64]int64{}}
	makers := map[string]int{}
	for _, l := range listings {
		rows.add(engine.Register(), l, makers)
	}
	slices.SortStableFunc(rows.byNumber, func(a, b originalRow) int { return cmp.Compare(a.number, b.number) })
	return rows, nil
}

// add adds the row of a listing. makers has the place of each manufacturer in the list.
func (o *originalRows) add(reg *register.Register, l *register.Listing, makers map[string]int) {
	numbers := l.OriginalNumbers()
	for _, other := range numbers[1:] {
		o.others[other] = numbers[0]
	}
	shown := originalListing{
		EntityTypeID: reg.EntityType(l.EntityType).OriginalNumber(), Manufacturer: originalText(reg.Manufacturer(l.Manufacturer).Name), Model: originalText(l.Model),
		Status: originalText(originalStatus(l.StatusOn(o.on))), ID: numbers[0], CreatedAt: originalTime(l.CreatedAt), UpdatedAt: originalTime(l.UpdatedAt),
	}
	maker, known := makers[l.Manufacturer]
	if !known {
		maker = len(o.makers)
		makers[l.Manufacturer] = maker
		o.makers = append(o.makers, foldCase(string(shown.Manufacturer)))
	}
	from := len(o.text)
	o.text = shown.appendJSON(o.text)
	o.numbers[l.ID] = numbers[0]
	o.byNumber = append(o.byNumber, originalRow{number: numbers[0], from: from, to: len(o.text), maker: maker, model: foldCase(l.Model), entityType: l.EntityType, status: string(shown.Status)})
}
