package postgres_test

import (
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/postgres"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// openHistory loads the newest revision of a history with all that was before.
func openHistory(t testing.TB, h *register.History) query.Engine {
	t.Helper()
	url := postgres.TablesURL(t)
	if _, err := postgres.Load(t.Context(), url, querytest.Newest(t, h), postgres.LoadOptions{History: h}); err != nil {
		t.Fatal(err)
	}
	return connect(t, url)
}

func TestDatabaseHistory(t *testing.T) { querytest.TestHistory(t, openHistory) }
