package main

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query/postgres/postgrestest"
)

// What upgrade says about a database is what load then does.
func TestUpgradeDatabase(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	check := func(wantCode int, want string) {
		t.Helper()
		var stdout, stderr strings.Builder
		code := run(t.Context(), []string{"opencec", "upgrade", "--check", "--database-url", url}, &stdout, &stderr, time.Now)
		if code != wantCode || !strings.Contains(stdout.String(), want) {
			t.Errorf("exit code %d, want %d, with %q:\n%s%s", code, wantCode, want, stdout.String(), stderr.String())
		}
	}
	load := func() {
		t.Helper()
		var stderr strings.Builder
		if code := run(t.Context(), []string{"opencec", "load", "--data", "../../data", "--database-url", url}, io.Discard, &stderr, time.Now); code != 0 {
			t.Fatalf("load: exit code %d\n%s", code, stderr.String())
		}
	}
	do := func(sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	check(1, ": older: it has no tables of a register\n   opencec load makes them, up to migration 6\n")
	load()
	check(0, ": up to date: its tables are those of migration 6\n")
	do(`alter table device_classes drop column requires_inverter`)
	do(`delete from goose_db_version where version_id = 6`)
	check(1, ": older: its tables are those of migration 5, and this version needs 6: 00006_requires_inverter\n   opencec load brings it up to date")
	load()
	check(0, ": up to date: its tables are those of migration 6\n")
	do(`insert into goose_db_version (version_id, is_applied) values (7, true)`)
	check(1, ": newer than this tool: its tables are those of migration 7, and this version knows up to 6\n   use the version that loaded it last, or a later one\n")
}
