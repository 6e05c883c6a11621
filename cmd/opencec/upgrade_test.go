package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"golang.org/x/tools/txtar"

	"opencec/tools/history/historytest"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/testenv"
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

// Databases of earlier releases are migrated in place: roles keep their rights, versions keep
// both of their times, and the SQL functions and both engines answer as before. A load writes
// nothing unless this release stores more of a record than the earlier one.
func TestMigrateEarlierDatabase(t *testing.T) {
	testenv.SkipIfShort(t, "it builds a site")
	postgrestest.Need(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	data := earlierRegister(t)
	public := filepath.Join(t.TempDir(), "public")
	succeed(t, "build", "--data", data, "--on", "2026-03-20", "--output", public)
	inMemory := asker(t, inMemory(t, public))
	for _, tt := range []struct {
		dump       string
		storesMore bool // whether this release stores more of a record
	}{
		{"schema-2.sql", true}, // official lists, needs of device classes
		{"schema-6.sql", false},
	} {
		t.Run(tt.dump, func(t *testing.T) {
			url := postgrestest.URL(t)
			restore(t, url, tt.dump)
			conn, err := pgx.Connect(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close(context.Background()) })
			reader := "reader_" + strings.ToLower(rand.Text())
			do(t, conn, "create role "+reader)
			t.Cleanup(func() {
				do(t, conn, "drop owned by "+reader)
				do(t, conn, "drop role "+reader)
			})
			do(t, conn, "grant select on records, listings, listing_standing, current_listings, current_changes to "+reader)
			do(t, conn, "revoke execute on function listings_on, seq_as_of from public")
			do(t, conn, "grant execute on function listings_on to "+reader)
			// Rows of a table without a key cannot be updated while it is published.
			do(t, conn, "create publication everything for all tables")
			const past = 5 // the versions of the dump
			before, rights := facts(t, conn, past), lines(t, conn, rightsSQL)
			stdout := succeed(t, "load", "--data", data, "--on", "2026-03-20", "--database-url", url)
			if unchanged := strings.Contains(stdout, "nothing differs"); unchanged == tt.storesMore {
				t.Errorf("the load says: %s", stdout)
			}
			if diff := cmp.Diff(before, facts(t, conn, past)); diff != "" {
				t.Errorf("the versions of the earlier release (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(rights, lines(t, conn, rightsSQL)); diff != "" {
				t.Errorf("rights (-before +after):\n%s", diff)
			}
			if !tt.storesMore {
				if n := lines(t, conn, "select count(*)::text from register_versions"); n[0] != fmt.Sprint(past) {
					t.Errorf("there are %s versions", n[0])
				}
			}
			database, err := postgres.Connect(t.Context(), url, postgres.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(database.Close)
			engine, err := database.Current(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			inPostgres := asker(t, engine)
			for _, day := range []string{"2023-05-01", "2026-02-10", "2026-03-04", "2027-01-01"} {
				for _, asOf := range []string{"2026-03-01", "2026-03-02", "2026-03-03", "2026-03-05", "2026-03-20"} {
					for _, path := range []string{"/v1/listings?include=certificates&facets=status&", "/v1/listings/acme/one?", "/v1/certificates?", "/v1/check?model=one-5&"} {
						target := path + "on=" + day + "&as_of=" + asOf
						if diff := cmp.Diff(inMemory(target), inPostgres(target)); diff != "" {
							t.Errorf("%s (-memory +postgres):\n%s", target, diff)
						}
					}
				}
			}
		})
	}
}

// earlierRegister returns the data folder of the register that the dumps hold, in git.
func earlierRegister(t *testing.T) string {
	t.Helper()
	commits, err := txtar.ParseFile(earlierFolder + "earlier.txtar")
	if err != nil {
		t.Fatal(err)
	}
	r := historytest.New(t)
	for n := 1; n <= 5; n++ {
		for _, f := range commits.Files {
			if name, ok := strings.CutPrefix(f.Name, fmt.Sprintf("%d/", n)); ok {
				r.Write("data/"+name, string(f.Data))
			}
		}
		r.Commit(fmt.Sprintf("2026-03-%02dT01:00:00Z", n), fmt.Sprintf("Commit %d", n))
	}
	return r.Path("data")
}

const earlierFolder = "../../tools/query/postgres/testdata/"

// restore runs a dump in an empty database.
func restore(t *testing.T, url, dump string) {
	t.Helper()
	sql, err := os.ReadFile(earlierFolder + dump)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, text := range []string{"set check_function_bodies = false; set timezone = 'UTC'", string(sql)} {
		if _, err := conn.PgConn().Exec(t.Context(), text).ReadAll(); err != nil {
			t.Fatalf("%s: %v", dump, err)
		}
	}
}

// facts returns what a database says of its first versions: when they were committed and
// loaded, and the listings on some days.
func facts(t *testing.T, conn *pgx.Conn, versions int) []string {
	t.Helper()
	all := lines(t, conn, `select concat_ws('|', seq, version, commit_id, extract(epoch from committed_at), extract(epoch from loaded_at), rows_written, revision) from register_versions where seq <= $1 order by seq`, versions)
	return append(all, lines(t, conn, `
		select concat_ws('|', seq, day::date, o.id, o.manufacturer, o.status, o.certified, o.listed_until, listing_status_on(o.id, day::date, seq))
		from generate_series(1, $1::bigint) seq, unnest('{2022-01-01,2023-05-01,2026-02-10,2026-03-04,2027-06-01}'::date[]) day, listings_on(day, seq) o
		order by seq, day, o.id`, versions)...)
}

// rightsSQL selects who may do what with tables, views and functions.
const rightsSQL = `
	select oid::regclass || ' ' || relacl::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and relacl is not null
	union select oid::regprocedure || ' ' || proacl::text from pg_proc where pronamespace = 'public'::regnamespace and proacl is not null order by 1`

func do(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(context.Background(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func lines(t *testing.T, conn *pgx.Conn, sql string, args ...any) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return all
}
