package legacy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/base/databaseurl"
	"opencec/tools/register"
)

// Limits on reading. Nothing is cut: a table beyond a limit is an error before any row is
// read.
const (
	// maxRowSize leaves room for a description of several pages.
	maxRowSize = 64 << 10
	// maxTableSize keeps the rows of all tables in the memory of a small machine.
	maxTableSize = 512 << 20
)

// Timeouts for Postgres. They are for a server that hangs: a table is read in seconds.
const (
	connectTimeout   = 15 * time.Second
	lockTimeout      = 30 * time.Second
	statementTimeout = 10 * time.Minute
)

// ReadOptions say where the tables are and how to read their times.
type ReadOptions struct {
	Schema string // "" for the first of the role's search path that has them
	Zone   string // the time zone of times that have none, as those of the original: an IANA name
}

// Read reads the tables of the original from the database at url, all at one moment. It
// writes nothing, and the role needs only permission to read the tables.
//
// Errors say what to fix and never contain the password.
func Read(ctx context.Context, url string, opts ReadOptions) (*Database, error) {
	pool, err := databaseurl.Parse(url)
	if err != nil {
		return nil, err
	}
	config := pool.ConnConfig
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	// Without named statements it works through a pooler that assigns each transaction to
	// another connection.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to the original's database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var db *Database
	err = pgx.BeginTxFunc(ctx, conn, snapshot, func(tx pgx.Tx) error {
		if err := prepare(ctx, tx, opts); err != nil {
			return err
		}
		db, err = read(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the original's database %s on %s: %w", config.Database, config.Host, err)
	}
	db.Zone = opts.Zone
	return db, nil
}

// snapshot is a read-only transaction that sees one moment.
var snapshot = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// prepare sets the transaction's settings, so that they do not depend on the server's.
func prepare(ctx context.Context, tx pgx.Tx, opts ReadOptions) error {
	settings := []struct{ name, value string }{
		{"TimeZone", opts.Zone},
		{"DateStyle", "ISO, YMD"},
		{"lock_timeout", milliseconds(lockTimeout)},
		{"statement_timeout", milliseconds(statementTimeout)},
	}
	if opts.Schema != "" {
		settings = append(settings, struct{ name, value string }{"search_path", pgx.Identifier{opts.Schema}.Sanitize()})
	}
	for _, setting := range settings {
		if _, err := tx.Exec(ctx, "select set_config($1, $2, true)", setting.name, setting.value); err != nil {
			return fmt.Errorf("set %s to %q: %w", setting.name, setting.value, err)
		}
	}
	return nil
}

func milliseconds(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }

func read(ctx context.Context, tx pgx.Tx) (*Database, error) {
	shape, err := readShape(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := shape.check(); err != nil {
		return nil, err
	}
	for _, t := range tables {
		if err := checkSize(ctx, tx, t); err != nil {
			return nil, err
		}
	}
	db := &Database{Unread: shape.unread()}
	r := reader{ctx: ctx, tx: tx}
	readRows(&r, entityTypes, &db.EntityTypes)
	readRows(&r, deviceClasses, &db.DeviceClasses)
	readRows(&r, attributes, &db.Attributes)
	readRows(&r, listings, &db.Listings)
	readRows(&r, listingClasses, &db.ListingClasses)
	readRows(&r, values, &db.Values)
	readRows(&r, certificates, &db.Certificates)
	return db, r.err
}

// shapeQuery lists the columns of the tables in the search path, and the names of the
// database's other tables.
const shapeQuery = `
	select n.nspname, c.relname, coalesce(a.attname, ''), case t.typtype when 'e' then 'enum' else coalesce(t.typname, '') end,
	       c.relname = any ($1) and pg_table_is_visible(c.oid)
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
	     and c.relname = any ($1) and pg_table_is_visible(c.oid)
	left join pg_type t on t.oid = a.atttypid
	where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_%'
	order by 1, 2, 3`

func readShape(ctx context.Context, tx pgx.Tx) (shape, error) {
	s := shape{types: map[string]map[string]string{}}
	rows, err := tx.Query(ctx, shapeQuery, tableNames())
	if err != nil {
		return s, fmt.Errorf("look for the tables: %w", err)
	}
	var schema, table, column, typ string
	var wanted bool
	_, err = pgx.ForEachRow(rows, []any{&schema, &table, &column, &typ, &wanted}, func() error {
		switch {
		case !wanted:
			s.others = append(s.others, schema+"."+table)
		case s.types[table] == nil:
			s.types[table] = map[string]string{column: typ}
		default:
			s.types[table][column] = typ
		}
		return nil
	})
	if err != nil {
		return s, fmt.Errorf("look for the tables: %w", err)
	}
	return s, nil
}

// checkSize refuses a table that is larger than that of any register.
func checkSize(ctx context.Context, tx pgx.Tx, t table) error {
	var rows, largest, all int
	if err := tx.QueryRow(ctx, t.sizeQuery()).Scan(&rows, &largest, &all); err != nil {
		return fmt.Errorf("measure the table %s: %w", t.name, err)
	}
	switch {
	case rows > t.maxRows:
		return fmt.Errorf("the table %s has %s, and the most is %s", t.name, register.CountOf(rows, "row"), register.FormatCount(t.maxRows))
	case largest > maxRowSize:
		return fmt.Errorf("the table %s has a row of %s, and the most is %s: look for it with select %s, octet_length(x::text) from %s x order by 2 desc",
			t.name, register.CountOf(largest, "byte"), register.FormatCount(maxRowSize), t.columns[0].name, t.name)
	case all > maxTableSize:
		return fmt.Errorf("the table %s has %s in all, and the most is %s", t.name, register.CountOf(all, "byte"), register.FormatCount(maxTableSize))
	}
	return nil
}

// A reader reads one table after the other and stops at the first error.
type reader struct {
	ctx context.Context
	tx  pgx.Tx
	err error
}

// readRows reads a table into the fields of T, in their order.
func readRows[T any](r *reader, name string, into *[]T) {
	if r.err != nil {
		return
	}
	rows, err := r.tx.Query(r.ctx, tableOf(name).query())
	if err == nil {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	}
	if err != nil {
		r.err = fmt.Errorf("read the table %s: %w", name, err)
	}
}

func tableOf(name string) table {
	for _, t := range tables {
		if t.name == name {
			return t
		}
	}
	panic("legacy: no table " + name)
}
