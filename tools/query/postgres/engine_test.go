package postgres_test

import (
	"context"
	"testing"
	"time"

	"opencec/tools/api/legacytest"
	"opencec/tools/query"
	"opencec/tools/query/postgres"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// patience is for a machine that is busy with other tests.
const patience = 2 * time.Minute

// open loads a register into a database of the test's own.
func open(t testing.TB, reg *register.Register) *postgres.Engine {
	t.Helper()
	url := postgres.TablesURL(t)
	if _, err := postgres.Load(t.Context(), url, reg, postgres.LoadOptions{}); err != nil {
		t.Fatal(err)
	}
	return connect(t, url)
}

func connect(t testing.TB, url string) *postgres.Engine {
	t.Helper()
	db, err := postgres.Connect(context.WithoutCancel(t.Context()), url, postgres.Options{Timeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	e, err := db.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDatabaseEngine(t *testing.T) {
	querytest.TestEngine(t, func(t testing.TB, reg *register.Register) querytest.Engine { return open(t, reg) })
}

func TestLegacyContract(t *testing.T) {
	legacytest.Test(t, func(t testing.TB, reg *register.Register) query.Engine { return open(t, reg) })
}
