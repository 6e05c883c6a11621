package postgres

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// lostRows are those of a connection that was lost before the first one.
type lostRows struct{ pgx.Rows }

var errLost = errors.New("the connection was lost")

func (lostRows) Next() bool { return false }
func (lostRows) Close()     {}
func (lostRows) Err() error { return errLost }

// A number of records that could not be read is not taken for that of the pages that
// follow.
func TestLostTotal(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	load(t, url, querytest.Random(1, 30))
	e := current(t, database(t, url))
	first := querytest.Parse(t, e, register.Listings, "sort=model&entity_type__isnull=false&limit=3")
	page, err := e.List(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	questions := e.listQuestions(first, new(answered))
	if err := questions[len(questions)-1].read(lostRows{}); !errors.Is(err, errLost) {
		t.Errorf("error %v", err)
	}
	next := querytest.Parse(t, e, register.Listings, "sort=model&entity_type__isnull=false&limit=3&cursor="+page.Next)
	if got, err := e.List(t.Context(), next); err != nil || got.Total != page.Total {
		t.Errorf("%d records on the next page and %d on the first, %v", got.Total, page.Total, err)
	}
}
