package postgres

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
)

func TestCheckSchema(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	conn := connected(t, url)
	if err := CheckSchema(t.Context(), conn); !errors.Is(err, ErrNoSchema) {
		t.Errorf("an empty database: %v", err)
	}
	loaded(t, url, querytest.Sample(), LoadOptions{})
	if err := CheckSchema(t.Context(), conn); err != nil {
		t.Errorf("a database that was just loaded: %v", err)
	}
	before := rowsAsTheyLie(t, conn)
	run(t, conn, `insert into goose_db_version (version_id, is_applied) values (99, true)`)
	newer := fmt.Sprintf("the database's schema is version 99, and this program knows versions up to %d: a newer release has been at work here", newestSchema())
	if err := CheckSchema(t.Context(), conn); err == nil || !strings.Contains(err.Error(), newer) {
		t.Errorf("a newer schema: %v", err)
	}
	for _, dry := range []bool{true, false} {
		if _, err := Load(t.Context(), url, querytest.Random(1, 9), LoadOptions{DryRun: dry, AllowMassChange: true}); err == nil || !strings.Contains(err.Error(), newer) {
			t.Errorf("loading into a newer schema, dry run %v: %v", dry, err)
		}
	}
	if diff := cmp.Diff(before, rowsAsTheyLie(t, conn)); diff != "" {
		t.Errorf("a newer schema is written to:\n%s", diff)
	}
	run(t, conn, `delete from goose_db_version where version_id > 0`)
	run(t, conn, `insert into goose_db_version (version_id, is_applied) values (-1, true)`)
	if err := CheckSchema(t.Context(), conn); !errors.Is(err, ErrNoSchema) {
		t.Errorf("a database whose tables were never made: %v", err)
	}
}

// What ReadSchema reports is what a load then does.
func TestReadSchema(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	conn := connected(t, url)
	check := func(has int64, missing int) {
		t.Helper()
		s, err := ReadSchema(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if s.Has != has || s.Newest != newestSchema() || len(s.Missing) != missing {
			t.Errorf("got %+v, want migration %d and %d missing", s, has, missing)
		}
	}
	all := len(migrations())
	check(0, all)
	if there := value[bool](t, conn, `select to_regclass('goose_db_version') is not null`); there {
		t.Error("looking has made tables")
	}
	postgrestest.MigrateTo(t, url, os.DirFS("migrations"), newestSchema()-1)
	check(newestSchema()-1, 1)
	loaded(t, url, querytest.Sample(), LoadOptions{})
	check(newestSchema(), 0)
	run(t, conn, `insert into goose_db_version (version_id, is_applied) values (99, true)`)
	check(99, 0)
	if _, err := ReadSchema(t.Context(), "postgres://me:hunter2@127.0.0.1:1/none"); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("nobody there: %v", err)
	}
}

// A migration that somebody's own view stops changes nothing, and names the view.
func TestMigrateUnderView(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	postgrestest.MigrateTo(t, url, os.DirFS("migrations"), columnsSchema-1)
	conn := connected(t, url)
	run(t, conn, `create view mine as select id, versions from listings`)
	_, err := Load(t.Context(), url, querytest.Sample(), LoadOptions{})
	if want := "view mine depends on column versions of table listings; drop that, load"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the error does not say %q: %v", want, err)
	}
	run(t, conn, `drop view mine`)
	loaded(t, url, querytest.Sample(), LoadOptions{})
}

// A role that may not create extensions makes all tables once somebody has created pg_trgm.
func TestMigrateWithOneExtension(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, postgrestest.Options{})
	conn := connected(t, server.URL("postgres"))
	run(t, conn, `create extension pg_trgm`)
	run(t, conn, `create role loader login password 'loader'`)
	run(t, conn, `grant create on schema public to loader`)
	loaded(t, "postgres://loader:loader@"+server.Address()+"/postgres?sslmode=disable", querytest.Sample(), LoadOptions{})
	if names := column[string](t, conn, `select extname::text from pg_extension order by 1`); !slices.Equal(names, []string{"pg_trgm", "plpgsql"}) {
		t.Errorf("the extensions are %q", names)
	}
}

// A database that cannot hold all names is refused before anything is made in it.
func TestCheckServer(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	conn := connected(t, url)
	name := value[string](t, conn, `select current_database()`)
	run(t, conn, `create database `+name+`_ascii encoding 'SQL_ASCII' locale_provider 'libc' locale 'C' template template0`)
	t.Cleanup(func() { run(t, conn, `drop database `+name+`_ascii with (force)`) })
	_, err := Load(t.Context(), strings.Replace(url, name, name+"_ascii", 1), querytest.Sample(), LoadOptions{})
	if err == nil || !strings.Contains(err.Error(), "the database's encoding is SQL_ASCII") {
		t.Errorf("the error is %v", err)
	}
	if err := checkServer(t.Context(), conn); err != nil {
		t.Error(err)
	}
}
