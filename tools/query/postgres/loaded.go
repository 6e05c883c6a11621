package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"opencec/tools/register"
)

// recordDay records the day of a successful load, and reports whether it did: it does not
// if a load of the same or a later day is already recorded.
func (l *loader) recordDay(ctx context.Context) (bool, error) {
	if l.options.On.IsZero() {
		return false, nil
	}
	last, err := readLoadedOn(ctx, l.tx)
	if err != nil || !last.Before(l.options.On) {
		return false, err
	}
	for _, sql := range []string{`delete from register_loads`, `insert into register_loads values ('` + l.options.On.String() + `')`} {
		if _, err := l.tx.Exec(ctx, sql); err != nil {
			return false, fmt.Errorf("record the day of the load: %w", explain(err))
		}
	}
	return true, nil
}

// LoadedOn returns the last day on which the register was loaded into the database, even
// if nothing had changed; the zero Date if that is unknown.
func (db *Database) LoadedOn(ctx context.Context) (register.Date, error) {
	return readLoadedOn(ctx, retried{db})
}

func readLoadedOn(ctx context.Context, db schemaReader) (register.Date, error) {
	var day string // a format that no database setting changes
	err := db.QueryRow(ctx, `select to_char(loaded_on, 'YYYY-MM-DD') from register_loads order by loaded_on desc limit 1`).Scan(&day)
	if errors.Is(err, pgx.ErrNoRows) {
		return register.Date{}, nil
	}
	if err != nil {
		return register.Date{}, fmt.Errorf("read the day of the last load: %w", explain(err))
	}
	return register.ParseDate(day)
}
