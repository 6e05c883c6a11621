package postgres

import (
	"fmt"
	"sync"
	"testing"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// An engine whose version is no longer the newest one answers as before: no answer mixes
// versions, though a load may commit between any two statements.
func TestSuperseded(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	load := func(n int) {
		loaded(t, url, changed(t, querytest.Random(5, 60), fmt.Sprint("version ", n), func(all []*register.Listing) []*register.Listing {
			for i, l := range all {
				l.Model = fmt.Sprintf("Model %d.%d", n, i)
			}
			return all[:len(all)-n]
		}), LoadOptions{AllowMassChange: true})
	}
	load(1)
	e := current(t, database(t, url))
	answers := func() string {
		var text string
		for _, raw := range []string{"sort=model&limit=5", "q=model&limit=5&facets=manufacturer,status", "entity_type__isnull=false&status__not=active&limit=7", "certificate.status=current&include=certificates,verdict&limit=9"} {
			page, err := e.List(t.Context(), querytest.Parse(t, e, register.Listings, raw))
			if err != nil {
				t.Error(err)
				return ""
			}
			text += fmt.Sprintf("%s: %d %s\n%s\n", raw, page.Total, page.Next, page.AppendJSON(nil))
			for _, f := range page.Facets {
				counts, err := register.EncodeJSON(f.Counts)
				text += fmt.Sprintf("%s: %s %v\n", f.Field.Name, counts, err)
			}
			e.totals.Purge()
			e.facetCounts.Purge()
		}
		ids, err := e.IDs(t.Context(), register.Listings, "maker-1")
		return text + fmt.Sprint(ids, err)
	}
	want := answers()
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for range 15 {
				if got := answers(); got != want {
					t.Errorf("got %.2000s\nwant %.2000s", got, want)
				}
			}
		})
	}
	for n := 2; n <= 4; n++ {
		load(n)
	}
	wait.Wait()
	if got := answers(); got != want || !e.superseded.Load() {
		t.Errorf("superseded: %v; got %.2000s\nwant %.2000s", e.superseded.Load(), got, want)
	}
}

// Statements are prepared, and survive a change of the types of what they select.
func TestPreparedStatements(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	loaded(t, url, querytest.Sample(), LoadOptions{})
	e := current(t, database(t, url+"&pool_max_conns=1"))
	q := querytest.Parse(t, e, register.Listings, "status=active")
	ask := func() {
		t.Helper()
		if _, err := e.List(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		e.totals.Purge()
	}
	for range 3 {
		ask()
	}
	run(t, connected(t, url), "alter table records alter column document_head type varchar")
	for range 3 {
		ask()
	}
}
