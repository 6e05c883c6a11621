package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A subscription says that a database gets tables from another one, by logical
// replication.
type subscription struct {
	name   string
	copied bool // whether the copies of all tables are complete
}

// readSubscription returns the subscription by which the database gets the register's
// tables; nil if there is none, or if the server knows of no such thing.
func readSubscription(ctx context.Context, db schemaReader) (*subscription, error) {
	var s subscription
	err := db.QueryRow(ctx, `
		select subname, not exists (select from pg_subscription_rel where srsubid = s.oid and srsubstate <> 'r')
		from pg_subscription s join pg_subscription_rel on srsubid = s.oid
		where srrelid = to_regclass('register_versions') limit 1`).Scan(&s.name, &s.copied)
	var refused *pgconn.PgError
	switch {
	case errors.Is(err, pgx.ErrNoRows), errors.As(err, &refused):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for a subscription: %w", err)
	}
	return &s, nil
}

// refuseSubscriber returns an error if the database follows another one: what was written
// to it would be in the way of what comes from there, and end the replication.
func refuseSubscriber(ctx context.Context, db schemaReader) error {
	s, err := readSubscription(ctx, db)
	if err != nil || s == nil {
		return err
	}
	return fmt.Errorf("this database follows another one by the subscription %s: name that one, or drop the subscription if this database takes its place", pgx.Identifier{s.name}.Sanitize())
}

// ErrCopying means that a database follows another one, and that not all tables have been
// copied yet. They are copied one by one, so a version may be there in part.
var ErrCopying = errors.New("the database is still being copied from another one, table by table")

func checkCopied(ctx context.Context, db schemaReader) error {
	s, err := readSubscription(ctx, db)
	if err == nil && s != nil && !s.copied {
		return ErrCopying
	}
	return err
}
