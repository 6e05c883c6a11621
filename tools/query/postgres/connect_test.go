package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// No error of a URL shows a password, wherever it stands and however it is written.
func TestURLWithoutPassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://opencec:s3cr3t@localhost:54x2/register",
		"postgres://opencec:s3cr3t@localhost/register?sslmode=sometimes",
		"postgres://opencec:s3cr3t@localhost/register?pool_max_conns=0",
		"postgres://opencec:s3cr3t@localhost/register?target_session_attrs=fastest",
		"postgres://opencec:s3cr3t@s3cr3t@localhost/register",
		"postgres://opencec:s3cr3t/s3cr3t@localhost/register",
		"postgres://opencec:s3cr3t?s3cr3t@localhost/register",
		"postgres://opencec:%s3cr3t@localhost/register",
		"postgres://opencec:s3cr3t",
		"postgres://opencec@localhost/register?password=s3cr3t&sslmode=sometimes",
		"host=localhost password=s3cr3t sslmode=sometimes",
		"host=localhost password='s3cr3t s3cr3t port=1",
		"s3cr3t",
	} {
		db, err := Connect(t.Context(), url, Options{})
		if err == nil {
			db.Close()
			t.Errorf("%s is taken for a URL", url)
			continue
		}
		if strings.Contains(err.Error(), "s3cr3t") || strings.Contains(fmt.Sprintf("%+v", err), "s3cr3t") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// The error for an unreachable server does not contain the password.
func TestUnreachableWithoutPassword(t *testing.T) {
	t.Parallel()
	db, err := Connect(t.Context(), "postgres://opencec:s3cr3t@127.0.0.1:1/register?sslmode=disable", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Current(t.Context())
	if !errors.Is(err, query.ErrUnavailable) || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("error %v", err)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	const several = "postgres://a@one:1,two:2/register?sslmode=disable"
	for _, test := range []struct {
		url               string
		standby, fallback bool // whether a standby is preferred, and the primary is asked for what it lacks
	}{
		{"postgres://a@one/register", false, false},
		{"postgres://a@one/register?sslmode=prefer", false, false}, // has a fallback without TLS
		{several, true, true},
		{"host=one,two user=a", true, true},
		{several + "&target_session_attrs=any", false, true},
		{several + "&target_session_attrs=prefer-standby", true, true},
		{several + "&target_session_attrs=standby", true, false},
		{"host=one,two user=a target_session_attrs='primary'", true, false},
	} {
		db, err := Connect(t.Context(), test.url, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := db.reads.Config().ConnConfig.ValidateConnect != nil; got != test.standby {
			t.Errorf("%s: hosts are chosen: %v", test.url, got)
		}
		if got := db.primary != nil; got != test.fallback {
			t.Errorf("%s: there is another host to ask: %v", test.url, got)
		}
		db.Close()
	}
	config, err := parseURL(several + "&pool_max_conns=3&application_name=mine&connect_timeout=9")
	if err != nil {
		t.Fatal(err)
	}
	c := config.ConnConfig
	if config.MaxConns != 3 || c.RuntimeParams["application_name"] != "mine" || c.ConnectTimeout != 9*time.Second {
		t.Errorf("what the URL says is not what holds: %d connections, %s, %v", config.MaxConns, c.RuntimeParams["application_name"], c.ConnectTimeout)
	}
}

// database connects to a database until the test ends.
func database(t *testing.T, url string) *Database {
	t.Helper()
	db, err := Connect(context.WithoutCancel(t.Context()), url, Options{Timeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func current(t *testing.T, db *Database) *Engine {
	t.Helper()
	e, err := db.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func load(t *testing.T, url string, reg *register.Register) {
	t.Helper()
	if _, err := Load(t.Context(), url, reg, LoadOptions{AllowMassChange: true}); err != nil {
		t.Fatal(err)
	}
}

// total asks an engine for a page.
func total(t *testing.T, e *Engine) (int, error) {
	t.Helper()
	page, err := e.List(t.Context(), querytest.Parse(t, e, register.Listings, "sort=model&entity_type__isnull=false&limit=3"))
	return page.Total, err
}

func TestNothingLoaded(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	db := database(t, url)
	for range 2 { // without the tables, and with them
		if _, err := db.Current(t.Context()); !errors.Is(err, query.ErrUnavailable) || !errors.Is(err, ErrNoSchema) {
			t.Errorf("error %v", err)
		}
		conn, err := connectToLoad(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if err := migrate(t.Context(), conn.Config()); err != nil {
			t.Fatal(err)
		}
		_ = conn.Close(t.Context())
	}
	reg := querytest.Sample()
	load(t, url, reg)
	if n, err := total(t, current(t, db)); n != len(reg.Listings) || err != nil {
		t.Errorf("%d listings, %v", n, err)
	}
}

// An engine answers from its version while others are loaded, and Current gives the
// same engine until there is another version.
func TestVersions(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	db := database(t, url)
	one, two := querytest.Random(1, 30), querytest.Random(2, 50)
	load(t, url, one)
	first := current(t, db)
	if current(t, db) != first {
		t.Error("another engine of the same version")
	}
	load(t, url, two)
	second := current(t, db)
	if second == first || second.Register().Version.ID != two.Version.ID {
		t.Errorf("the current version is %+v", second.Register().Version)
	}
	for range 2 {
		for e, reg := range map[*Engine]*register.Register{first: one, second: two} {
			if n, err := total(t, e); n != len(reg.Listings) || err != nil {
				t.Errorf("%s has %d listings, %v", reg.Version.ID, n, err)
			}
		}
	}
}

// A version that is loaded again with other rows has another cache key; the engines of
// one load share it.
func TestCacheKey(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	db := database(t, url)
	reg := querytest.Random(1, 30)
	load(t, url, reg)
	first := current(t, db)
	load(t, url, changed(t, reg, reg.Version.ID, func(all []*register.Listing) []*register.Listing { return all[1:] }))
	second := current(t, db)
	if first.CacheKey() == second.CacheKey() {
		t.Errorf("both are %s", first.CacheKey())
	}
	if got := current(t, database(t, url)).CacheKey(); got != second.CacheKey() {
		t.Errorf("the cache key is %s and %s", got, second.CacheKey())
	}
}

// A database that was set back to an earlier version is answered from as it is.
func TestVersionSetBack(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	db := database(t, url)
	load(t, url, querytest.Random(1, 30))
	load(t, url, querytest.Random(2, 50))
	later := current(t, db)
	if err := (retried{db}).QueryRow(t.Context(), "delete from register_versions where seq = 2 returning seq").Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	if got := current(t, db).Register().Version.ID; got != "random-1-30" {
		t.Errorf("the current version is %s", got)
	}
	if _, err := total(t, later); !errors.Is(err, query.ErrUnavailable) {
		t.Errorf("the version that is gone: error %v", err)
	}
}

// A different database, which never had a version, does not have it, whatever its
// sequence number.
func TestVersionGone(t *testing.T) {
	t.Parallel()
	one, other := tablesURL(t), tablesURL(t)
	load(t, one, querytest.Random(1, 30))
	load(t, other, querytest.Random(2, 30))
	e := *current(t, database(t, one))
	e.db = database(t, other)
	if _, err := total(t, &e); !errors.Is(err, query.ErrUnavailable) || !errors.Is(err, errBehind) {
		t.Errorf("error %v", err)
	}
}

// A role that can only read is enough.
func TestReadingRole(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, postgrestest.Options{})
	url := server.URL("postgres")
	reg := querytest.Sample()
	load(t, url, reg)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `create role reader login password 'reader'; grant select on all tables in schema public to reader`); err != nil {
		t.Fatal(err)
	}
	_ = conn.Close(t.Context())
	e := current(t, database(t, "postgres://reader:reader@"+server.Address()+"/postgres?sslmode=disable"))
	if n, err := total(t, e); n != len(reg.Listings) || err != nil {
		t.Errorf("%d listings, %v", n, err)
	}
}

// Connections that are lost cost nobody an answer.
func TestLostConnections(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := querytest.Random(1, 50)
	load(t, url, reg)
	e := current(t, database(t, url))
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	asking := ask(t, e, reg)
	for range 10 {
		asking.more(5)
		if _, err := conn.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()`, applicationName); err != nil {
			t.Fatal(err)
		}
	}
	asking.end()
}

// An asking is some clients that ask an engine all the time, and take no failure.
type asking struct {
	t       *testing.T
	stop    context.CancelFunc
	clients sync.WaitGroup
	answers [4]atomic.Int64 // of each client
}

func ask(t *testing.T, e *Engine, reg *register.Register) *asking {
	ctx, stop := context.WithCancel(t.Context())
	a := &asking{t: t, stop: stop}
	for client := range a.answers {
		a.clients.Go(func() {
			for ctx.Err() == nil {
				if n, err := total(t, e); err != nil || n != len(reg.Listings) {
					t.Errorf("%d listings, %v", n, err)
					return
				}
				a.answers[client].Add(1)
			}
		})
	}
	return a
}

// more waits until every client has so many more answers, so that what each was asking
// when it began has come to its end.
func (a *asking) more(n int64) {
	var until [len(a.answers)]int64
	for client := range a.answers {
		until[client] = a.answers[client].Load() + n
	}
	for client := range a.answers {
		for a.answers[client].Load() < until[client] && !a.t.Failed() {
			time.Sleep(time.Millisecond)
		}
	}
}

func (a *asking) end() {
	a.more(5)
	a.stop()
	a.clients.Wait()
}

// A server that is away is an error at once, and when it is back there are answers
// again.
func TestServerAway(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, postgrestest.Options{})
	reg := querytest.Sample()
	load(t, server.URL("postgres"), reg)
	db := database(t, server.URL("postgres"))
	e := current(t, db)
	for range 2 {
		server.Kill()
		if _, err := total(t, e); !errors.Is(err, query.ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		if _, err := db.Current(t.Context()); !errors.Is(err, query.ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		server.Start()
		if n, err := total(t, e); n != len(reg.Listings) || err != nil {
			t.Errorf("%d listings, %v", n, err)
		}
	}
}

// A server that does not answer is one that is away, within the time that a question
// has.
func TestServerSilent(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := querytest.Sample()
	load(t, url, reg)
	db, err := Connect(t.Context(), url, Options{Timeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.ask(t.Context(), question{statement{text: "select pg_sleep(60)"}, func(answer pgx.Rows) error {
		answer.Next()
		return answer.Err()
	}})
	if !errors.Is(err, query.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	for running := 1; running > 0; {
		if err := conn.QueryRow(t.Context(), `select count(*) from pg_stat_activity where query like 'select pg_sleep%' and state = 'active' and datname = current_database()`).Scan(&running); err != nil {
			t.Fatal(err)
		}
	}
}

// The only host that there is, and busy, is not asked the same again.
func TestServerSlow(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	run(t, connected(t, url), "create sequence asked")
	const sql = "with asking as materialized (select nextval('asked') as times) select times from asking, pg_sleep($1::float8)"
	long := fmt.Sprint((firstAttempt + 300*time.Millisecond).Seconds())
	var times int
	if err := (retried{database(t, url)}).QueryRow(t.Context(), sql, long).Scan(&times); err != nil || times != 1 {
		t.Errorf("it was asked %d times, %v", times, err)
	}
}

// A failing question does not mean that the database is unavailable.
func TestWrongQuestion(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	load(t, url, querytest.Sample())
	err := (retried{database(t, url)}).QueryRow(t.Context(), "select 1 / (n - 1) from generate_series(1, 2) n").Scan(new(int))
	if err == nil || errors.Is(err, query.ErrUnavailable) || !strings.Contains(err.Error(), "division by zero") {
		t.Errorf("error %v", err)
	}
}

// Reads go to the standby; when it dies they go to the primary, and nobody notices; and
// what the standby does not have yet is asked of the primary.
func TestStandby(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	one, two := querytest.Random(1, 50), querytest.Random(2, 60)
	load(t, primary.URL("postgres"), one)
	standby := primary.Standby(t)
	standby.CatchUp(primary)
	both := strings.Replace(primary.URL("postgres"), primary.Address(), primary.Address()+","+standby.Address(), 1) + "&connect_timeout=60"
	db := database(t, both)
	e := current(t, db)
	if !asksStandby(t, db) {
		t.Error("reads do not go to the standby")
	}

	pause(t, standby, "pg_wal_replay_pause")
	load(t, primary.URL("postgres"), two)
	if current(t, db) != e {
		t.Error("the standby has a version that it has not got yet")
	}
	ahead := *current(t, database(t, primary.URL("postgres")))
	ahead.db = db
	for range 3 {
		if n, err := total(t, &ahead); n != len(two.Listings) || err != nil {
			t.Errorf("while the standby is behind: %d listings, %v", n, err)
		}
	}
	pause(t, standby, "pg_wal_replay_resume")

	for range 2 {
		asking := ask(t, e, one)
		asking.more(12)
		standby.Kill()
		asking.end()
		if asksStandby(t, db) {
			t.Error("reads go to a standby that is dead")
		}
		standby.Start()
		db.reads.Reset() // as the connections' age does in time
		if !asksStandby(t, db) {
			t.Error("reads do not go to the standby that is back")
		}
	}
}

func asksStandby(t *testing.T, db *Database) bool {
	t.Helper()
	var standby bool
	if err := (retried{db}).QueryRow(t.Context(), "select pg_is_in_recovery()").Scan(&standby); err != nil {
		t.Fatal(err)
	}
	return standby
}

func pause(t *testing.T, standby *postgrestest.Server, function string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), standby.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), "select "+function+"()"); err != nil {
		t.Fatal(err)
	}
}

// Dates are read whatever the database's date style is.
func TestDateStyle(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := whole(t)
	load(t, url, reg)
	conn := connected(t, url)
	run(t, conn, "do $$ begin execute format('alter database %I set datestyle = German', current_database()); end $$")
	e := current(t, database(t, url))
	page, err := e.List(t.Context(), querytest.Parse(t, e, register.Listings, "listed_until__isnull=false"))
	if err != nil || page.Total == 0 {
		t.Errorf("%d listings, %v", page.Total, err)
	}
	if d := loaded(t, url, reg, LoadOptions{}); d.Changed {
		t.Error("the same register differs")
	}
}
