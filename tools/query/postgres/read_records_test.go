package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"opencec/tools/query"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

var enough = ReadOptions{MaxRecords: 100_000}

// What a standby does not have yet is read from the primary.
func TestReadAllBehind(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	one, two := querytest.Random(1, 50), querytest.Random(2, 60)
	load(t, primary.URL("postgres"), one)
	standby := primary.Standby(t)
	standby.CatchUp(primary)
	both := strings.Replace(primary.URL("postgres"), primary.Address(), primary.Address()+","+standby.Address(), 1) + "&connect_timeout=60"
	db := database(t, both)
	first, err := current(t, db).ReadAll(t.Context(), nil, enough)
	if err != nil || !asksStandby(t, db) {
		t.Fatalf("from the standby: error %v", err)
	}
	pause(t, standby, "pg_wal_replay_pause")
	load(t, primary.URL("postgres"), two)
	ahead := *current(t, database(t, primary.URL("postgres")))
	ahead.db = db
	for _, earlier := range []*Contents{nil, first} {
		next, err := ahead.ReadAll(t.Context(), earlier, enough)
		if err != nil || len(next.Register.Listings) != len(two.Listings) {
			t.Errorf("while the standby is behind: error %v", err)
		}
	}
	ahead.db = database(t, standby.URL("postgres"))
	if _, err := ahead.ReadAll(t.Context(), first, enough); !errors.Is(err, query.ErrUnavailable) {
		t.Errorf("without the primary: error %v", err)
	}
	pause(t, standby, "pg_wal_replay_resume")
	standby.CatchUp(primary)
	if _, err := ahead.ReadAll(t.Context(), first, enough); err != nil {
		t.Errorf("when the standby has caught up: error %v", err)
	}
}

// A server from which nothing comes is away, and is left at once when nobody waits any more.
func TestReadAllSilent(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	load(t, url, querytest.Sample())
	db, err := Connect(t.Context(), url, Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	e := current(t, db)
	other := connected(t, url)
	run(t, other, "begin")
	run(t, other, "lock table records in access exclusive mode")
	if _, err := e.ReadAll(t.Context(), nil, enough); !errors.Is(err, query.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	db.timeout = patience
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := e.ReadAll(ctx, nil, enough); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, query.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	run(t, other, "rollback")
	if _, err := e.ReadAll(t.Context(), nil, enough); err != nil {
		t.Error(err)
	}
}

// A server that dies meanwhile is away.
func TestReadAllAway(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, postgrestest.Options{})
	load(t, server.URL("postgres"), querytest.Random(1, 2000))
	e := current(t, database(t, server.URL("postgres")))
	killed := false
	_, err := e.ReadAll(t.Context(), nil, ReadOptions{MaxRecords: 100_000, Progress: func(int) {
		if !killed {
			killed = true
			server.Kill()
		}
	}})
	if err != nil && !errors.Is(err, query.ErrUnavailable) { // all may have come before it died
		t.Errorf("error %v", err)
	}
	if _, err := e.ReadAll(t.Context(), nil, enough); !errors.Is(err, query.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	server.Start()
	if _, err := e.ReadAll(t.Context(), nil, enough); err != nil {
		t.Error(err)
	}
}

// What exceeds the limit is refused, by the number of records or by their size.
func TestReadAllTooLarge(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := changed(t, querytest.Sample(), "long", func(all []*register.Listing) []*register.Listing {
		for _, l := range all {
			l.Notes = strings.Repeat("n", 50_000)
		}
		return all
	})
	load(t, url, reg)
	e := current(t, database(t, url))
	records := len(slices.Collect(reg.All()))
	for _, limit := range []int{0, records - 1, records} {
		if _, err := e.ReadAll(t.Context(), nil, ReadOptions{MaxRecords: limit}); !errors.Is(err, ErrTooLarge) {
			t.Errorf("at most %d records: error %v", limit, err)
		}
	}
	if _, err := e.ReadAll(t.Context(), nil, ReadOptions{MaxRecords: 1000}); err != nil {
		t.Error(err)
	}
}

// A row that another release would have written is found, whichever kind of record it belongs
// to, also if the version before was good.
func TestReadAllOtherRelease(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	one := whole(t)
	load(t, url, one)
	conn := connected(t, url)
	db := database(t, url)
	first, err := current(t, db).ReadAll(t.Context(), nil, enough)
	if err != nil {
		t.Fatal(err)
	}
	for rec := range one.All() {
		kind, id := string(rec.RecordKind()), rec.RecordMeta().ID
		run(t, conn, "update records set digest = sha256(digest) where kind = $1 and id = $2", kind, id)
		_, err := current(t, db).ReadAll(t.Context(), nil, enough)
		if want := fmt.Sprintf("1 records in another way, such as the %s %s;", rec.RecordKind().Name(), id); !errors.Is(err, ErrOtherRelease) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s %s: error %v", kind, id, err)
		}
		stored := first.digests[slices.IndexFunc(slices.Collect(first.Register.All()), func(has register.Record) bool {
			return register.RefOf(has) == register.RefOf(rec)
		})]
		run(t, conn, "update records set digest = $3 where kind = $1 and id = $2", kind, id, stored[:])
	}
	two := changed(t, one, "two", func(all []*register.Listing) []*register.Listing {
		all[0].Notes = "Another."
		return all
	})
	load(t, url, two)
	second := current(t, db)
	if _, err := second.ReadAll(t.Context(), first, enough); err != nil {
		t.Fatal(err)
	}
	run(t, conn, "update records set digest = sha256(digest) where kind = 'listings' and id = $1 and to_seq is null", two.Listings[0].ID)
	if _, err := second.ReadAll(t.Context(), first, enough); !errors.Is(err, ErrOtherRelease) {
		t.Errorf("a changed record: error %v", err)
	}
}
