package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/testenv/golden"
)

// The script is opencec import original as its users meet it, with the original's
// database, and in it its sample, at DATABASE_URL, and one without tables at
// EMPTY_URL. The command sql runs a file in the first.
func TestImportOriginal(t *testing.T) {
	t.Parallel()
	data, err := filepath.Abs("../../data")
	if err != nil {
		t.Fatal(err)
	}
	full, empty := originalDatabase(t), postgrestest.URL(t)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/original",
		UpdateScripts: golden.Updating(),
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", data)
			env.Setenv("DATABASE_URL", full)
			env.Setenv("EMPTY_URL", empty)
			env.Setenv("XDG_CACHE_HOME", os.Getenv("XDG_CACHE_HOME"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sql": func(ts *testscript.TestScript, neg bool, args []string) {
				ts.Check(runSQL(full, ts.ReadFile(args[0])))
			},
		},
	})
}

// originalDatabase returns the URL of a database as the original has it, with its
// sample.
func originalDatabase(t *testing.T) string {
	t.Helper()
	address := postgrestest.URL(t)
	for _, name := range []string{"schema.sql", "sample.sql"} {
		sql, err := os.ReadFile(filepath.Join("../../tools/input/legacy/testdata", name))
		if err == nil {
			err = runSQL(address, string(sql))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return address
}

func runSQL(url, sql string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}
