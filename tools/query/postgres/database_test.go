package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/register"
)

// tablesURL returns the URL of a database with the tables and nothing in them, for the
// tests of what comes after they are made: making them takes longer than a copy.
func tablesURL(t testing.TB) string {
	t.Helper()
	return postgrestest.Clone(t, "tables", migrateAt)
}

func migrateAt(url string) error {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	return migrate(context.Background(), config)
}

// connected returns a connection to a database, as the server's own makes them.
func connected(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := connectToLoad(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	run(t, conn, "set time zone 'UTC'")
	return conn
}

// run runs a statement.
func run(t testing.TB, conn *pgx.Conn, sql string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(context.Background(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// value returns the one value that a query gives.
func value[T any](t testing.TB, conn *pgx.Conn, sql string, args ...any) T {
	t.Helper()
	var v T
	if err := conn.QueryRow(context.Background(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// column returns the values of the one column that a query gives.
func column[T any](t testing.TB, conn *pgx.Conn, sql string, args ...any) []T {
	t.Helper()
	rows, err := conn.Query(context.Background(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return values
}

// loaded loads a register, which must work.
func loaded(t testing.TB, url string, reg *register.Register, options LoadOptions) *Difference {
	t.Helper()
	d, err := Load(context.Background(), url, reg, options)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// contentAt returns all rows of records that stand at a version, in text.
func contentAt(t testing.TB, conn *pgx.Conn, seq int64) string {
	t.Helper()
	var b strings.Builder
	for _, table := range tables {
		fmt.Fprintf(&b, "-- %s --\n", table.name)
		for _, line := range column[string](t, conn, contentSQL(table, standsAt), seq) {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// standsAt is the condition of the rows that stand at a version.
const standsAt = "from_seq <= $1::bigint and (to_seq is null or to_seq > $1::bigint)"

// contentSQL gives the rows of a table, without their versions, as JSON.
func contentSQL(t *table, where string) string {
	var names []string
	for _, c := range t.storedColumns() {
		names = append(names, pgx.Identifier{c}.Sanitize())
	}
	return `select json_strip_nulls(row_to_json(r))::text from (select ` + strings.Join(names, ", ") + ` from ` + t.name + ` where ` + where + `) r order by 1`
}

// rowsAsTheyLie returns for every row of every table, closed ones too, where it lies
// and which transaction wrote it.
func rowsAsTheyLie(t testing.TB, conn *pgx.Conn) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	names := []string{"register_versions"}
	for _, table := range slices.Concat(tables, historyTables) {
		names = append(names, table.name)
	}
	for _, name := range names {
		for _, row := range column[string](t, conn, `select xmin::text || ' ' || ctid::text || ' ' || row_to_json(r)::text from `+name+` r`) {
			all[name+" "+row] = true
		}
	}
	return all
}
