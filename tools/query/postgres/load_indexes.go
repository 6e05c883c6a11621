package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// indexMemory is the memory for building indexes in the first load, which builds them at
// once; the server's default is meant for many users.
const indexMemory = "256MB"

// An index is an index with the statements that drop and create it.
type index struct{ name, drop, create string }

// withoutIndexes writes while the tables of records have no indexes. In the first load,
// when nobody reads the tables yet, building the indexes at the end takes two thirds of
// the time and leaves them smaller.
func (l *loader) withoutIndexes(ctx context.Context, write func() error) error {
	indexes, err := l.dropIndexes(ctx)
	if err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	return l.makeIndexes(ctx, indexes)
}

// dropIndexes drops and returns the indexes of all tables of records and of the history, and
// their primary keys. These stay if the database publishes tables, because rows of a published
// table without a key cannot be updated, which writing several versions does.
func (l *loader) dropIndexes(ctx context.Context) ([]index, error) {
	var names []string
	for _, t := range slices.Concat(tables, historyTables) {
		names = append(names, t.name)
	}
	rows, err := l.tx.Query(ctx, `
		select indexrelid::regclass::text,
			case when k.oid is null then format('drop index %s', indexrelid::regclass)
				else format('alter table %s drop constraint %I', indrelid::regclass, k.conname) end,
			case when k.oid is null then pg_get_indexdef(indexrelid)
				else format('alter table %s add constraint %I %s', indrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) end
		from pg_index left join pg_constraint k on k.conindid = indexrelid
		where indrelid = any ($1::regclass[]) and (k.oid is null or k.contype = 'p' and not exists (select from pg_publication))
		order by indrelid, indexrelid`, names)
	if err != nil {
		return nil, fmt.Errorf("look for the indexes: %w", explain(err))
	}
	indexes, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x index, err error) {
		err = row.Scan(&x.name, &x.drop, &x.create)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("look for the indexes: %w", explain(err))
	}
	drops := make([]string, len(indexes))
	for i, x := range indexes {
		drops[i] = x.drop
	}
	if _, err := l.tx.Conn().PgConn().Exec(ctx, strings.Join(drops, ";")).ReadAll(); err != nil {
		return nil, fmt.Errorf("put the indexes aside: %w", explain(err))
	}
	return indexes, nil
}

// makeIndexes creates them again.
func (l *loader) makeIndexes(ctx context.Context, indexes []index) error {
	if _, err := l.tx.Exec(ctx, "set local maintenance_work_mem = '"+indexMemory+"'"); err != nil {
		return fmt.Errorf("give the indexes memory: %w", explain(err))
	}
	for i, x := range indexes {
		if _, err := l.tx.Exec(ctx, x.create); err != nil {
			return fmt.Errorf("build the index %s: %w", x.name, explain(err))
		}
		l.progress("building indexes", i+1, len(indexes))
	}
	return nil
}
