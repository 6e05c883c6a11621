package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
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
	migrations := os.DirFS("../../tools/query/postgres/migrations")
	files, err := fs.Glob(migrations, "*.sql")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	newest := len(files)
	check(1, fmt.Sprintf(": older: it has no tables of a register\n   opencec load makes them, up to migration %d\n", newest))
	postgrestest.MigrateTo(t, url, migrations, int64(newest-1))
	check(1, fmt.Sprintf(": older: its tables are those of migration %d, and this version needs %d: %s\n   opencec load brings it up to date",
		newest-1, newest, strings.TrimSuffix(files[newest-1], ".sql")))
	load()
	check(0, fmt.Sprintf(": up to date: its tables are those of migration %d\n", newest))
	if _, err := conn.Exec(t.Context(), `insert into goose_db_version (version_id, is_applied) values ($1, true)`, newest+1); err != nil {
		t.Fatal(err)
	}
	check(1, fmt.Sprintf(": newer than this tool: its tables are those of migration %d, and this version knows up to %d\n   use the version that loaded it last, or a later one\n", newest+1, newest))
}
