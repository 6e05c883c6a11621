package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
)

// A database whose tables are still being copied from another one is not answered from,
// though it has a version, and nothing is written to it while it follows the other one.
func TestSubscriber(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, postgrestest.Options{})
	url := server.URL("postgres")
	reg := querytest.Sample()
	if _, err := postgres.Load(t.Context(), url, reg, postgres.LoadOptions{}); err != nil {
		t.Fatal(err)
	}
	execute(t, url, `
		create role reader login password 'reader';
		grant select on all tables in schema public to reader;
		create subscription "from elsewhere" connection 'host=127.0.0.1' publication register with (connect = false);
		set allow_system_table_mods = on;
		insert into pg_subscription_rel (srsubid, srrelid, srsubstate)
		select s.oid, c.oid, case relname when 'listings' then 'd' else 'r' end from pg_subscription s, pg_class c where relname in ('register_versions', 'listings')`)
	asReader := strings.Replace(url, url[len("postgres://"):strings.Index(url, "@")], "reader:reader", 1)
	db, err := postgres.Connect(t.Context(), asReader, postgres.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	if _, err := db.Current(t.Context()); !errors.Is(err, postgres.ErrCopying) || !errors.Is(err, query.ErrUnavailable) {
		t.Errorf("while a table is copied, the error is %v", err)
	}
	execute(t, url, `set allow_system_table_mods = on; update pg_subscription_rel set srsubstate = 'r'`)
	if _, err := db.Current(t.Context()); err != nil {
		t.Error(err)
	}
	const want = `this database follows another one by the subscription "from elsewhere": name that one`
	if _, err := postgres.Load(t.Context(), url, reg, postgres.LoadOptions{}); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a load ends with %v", err)
	}
	if _, err := postgres.ConnectKeys(t.Context(), url); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a change of keys ends with %v", err)
	}
	execute(t, url, `alter subscription "from elsewhere" set (slot_name = none); drop subscription "from elsewhere"`)
	if _, err := postgres.Load(t.Context(), url, reg, postgres.LoadOptions{}); err != nil {
		t.Error(err)
	}
}

func execute(t *testing.T, url, statements string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), statements); err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
}
