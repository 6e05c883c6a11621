package postgres

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"opencec/tools/query/postgres/postgrestest"
)

// An attempt whose time is over when it has just got a connection, as in a pool that was
// busy until then, is one to be made again: the request has time left, and has not failed.
func TestTimeIsOverWithAConnection(t *testing.T) {
	t.Parallel()
	config, err := pgxpool.ParseConfig(postgrestest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	config.PrepareConn = func(context.Context, *pgx.Conn) (bool, error) {
		cancel()
		return true, nil
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	err = put(ctx, pool, []question{{statement: statement{text: "select 1"}, read: func(pgx.Rows) error { return nil }}})
	if lost := (*retryableError)(nil); !errors.As(err, &lost) {
		t.Errorf("the error is %v, which would be an answer with 500", err)
	}
}
