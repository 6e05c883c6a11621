package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"opencec/tools/query/keys"
	"opencec/tools/register"
)

// codeNoTable is the error code of a missing table.
const codeNoTable = "42P01"

// keysTimeout limits reads and changes of a KeyTable, which take milliseconds, in case
// another change or a person with psql locks the table.
const keysTimeout = 30 * time.Second

// Keys returns the table keys as a source for a server's key ring. It only needs SELECT
// on the table. A standby works too, with a moment's delay.
func (db *Database) Keys() keys.Source { return keySource{db} }

type keySource struct{ db *Database }

func (s keySource) Keys(ctx context.Context) ([]keys.Key, error) {
	var held []keys.Key
	err := s.db.ask(ctx, question{selectKeys, func(answer pgx.Rows) (err error) {
		held, err = collectKeys(answer)
		return err
	}})
	if err != nil {
		return nil, fmt.Errorf("keys: read them from the database: %w", explainKeys(err))
	}
	return held, nil
}

// A KeyTable is the table keys of a database, which stores API keys instead of a file. It
// connects to the primary, and needs SELECT, INSERT and UPDATE on the table.
type KeyTable struct{ conn *pgx.Conn }

// ConnectKeys connects to the table of keys in the database at a URL.
func ConnectKeys(ctx context.Context, url string) (*KeyTable, error) {
	conn, err := connectToLoad(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("keys: connect to the database: %w", explain(err))
	}
	return &KeyTable{conn}, nil
}

// Close closes the connection.
func (t *KeyTable) Close(ctx context.Context) error { return t.conn.Close(ctx) }

// Keys reads the table.
func (t *KeyTable) Keys(ctx context.Context) ([]keys.Key, error) {
	ctx, cancel := context.WithTimeout(ctx, keysTimeout)
	defer cancel()
	held, err := readKeys(ctx, t.conn)
	if err != nil {
		return nil, fmt.Errorf("keys: read them from the database: %w", explainKeys(err))
	}
	return held, nil
}

// Change changes the table in one transaction. Readers are not blocked; other changes
// wait.
func (t *KeyTable) Change(ctx context.Context, change func([]keys.Key) ([]keys.Key, error)) error {
	ctx, cancel := context.WithTimeout(ctx, keysTimeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, t.conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "lock table keys in share row exclusive mode"); err != nil {
			return err
		}
		before, err := readKeys(ctx, tx)
		if err != nil {
			return err
		}
		after, err := change(slices.Clone(before))
		if err != nil {
			return err
		}
		for _, k := range after {
			if slices.ContainsFunc(before, k.Equal) {
				continue
			}
			if err := writeKey(ctx, tx, k); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keys: change them in the database: %w", explainKeys(err))
	}
	return nil
}

// selectKeys reads one key more than allowed, to detect too many.
var selectKeys = statement{`
	select name, value, created_at, expires_on, coalesce(rate, 0), revoked_at
	from keys order by id limit $1`, []any{keys.MaxKeys + 1}}

// A querier is a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func readKeys(ctx context.Context, db querier) ([]keys.Key, error) {
	rows, err := db.Query(ctx, selectKeys.text, selectKeys.args...)
	if err != nil {
		return nil, err
	}
	return collectKeys(rows)
}

func collectKeys(rows pgx.Rows) ([]keys.Key, error) {
	held, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (keys.Key, error) {
		var k keys.Key
		var created, expires, revoked *time.Time
		err := row.Scan(&k.Name, &k.Hash, &created, &expires, &k.Rate, &revoked)
		if created != nil {
			k.Created = created.UTC()
		}
		if expires != nil {
			k.Expires = register.DateIn(*expires, time.UTC)
		}
		if revoked != nil {
			k.Revoked = revoked.UTC()
		}
		return k, err
	})
	if err != nil {
		return nil, err
	}
	return held, keys.Check(held)
}

// writeKey writes a key, replacing one with the same name. It writes dates as texts,
// because an instant would become another day in another time zone.
func writeKey(ctx context.Context, tx pgx.Tx, k keys.Key) error {
	_, err := tx.Exec(ctx, `
		insert into keys (name, value, created_at, expires_on, rate, revoked_at)
		values ($1, $2, $3, nullif($4, '')::date, nullif($5, 0), $6)
		on conflict (name) do update set (value, created_at, expires_on, rate, revoked_at) =
			(excluded.value, excluded.created_at, excluded.expires_on, excluded.rate, excluded.revoked_at)`,
		k.Name, k.Hash, orNull(k.Created), k.Expires.String(), k.Rate, orNull(k.Revoked))
	return err
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// explainKeys adds advice to a database error, if the cause is known.
func explainKeys(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == codeNoTable {
		return ErrNoSchema
	}
	return explain(err)
}
