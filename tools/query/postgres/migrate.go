package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// A schemaReader is a connection, a pool or a transaction.
type schemaReader interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// ErrNoSchema means that a database has no tables of the register: nothing was ever
// loaded.
var ErrNoSchema = errors.New("there is no register in this database: load one with opencec load")

// CheckSchema reports why this program cannot use the schema of a database: there is none
// (ErrNoSchema), or it belongs to another version of the program.
func CheckSchema(ctx context.Context, db schemaReader) error {
	has, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	known := newestSchema()
	switch {
	case has == 0:
		return ErrNoSchema
	case has > known:
		return newerSchema(has)
	case has < known:
		return fmt.Errorf("the database's schema is version %d, and this program needs version %d: opencec load of the same release brings it up to date", has, known)
	}
	return nil
}

// A Schema says which migrations a database has had.
type Schema struct {
	Database string   // name and host, without a password
	Has      int64    // the newest migration; 0 if nothing was ever loaded
	Newest   int64    // the newest migration of this program
	Missing  []string // names of the migrations that a load will apply
}

// ReadSchema reads the schema of the database at a URL. It writes nothing, so a standby
// works too.
func ReadSchema(ctx context.Context, url string) (Schema, error) {
	config, err := parseURL(url)
	if err != nil {
		return Schema{}, err
	}
	c := config.ConnConfig
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = loadConnectTimeout
	}
	s := Schema{Database: c.Database + " at " + c.Host, Newest: newestSchema()}
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return s, fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) // only read from
	if s.Has, err = schemaVersion(ctx, conn); err != nil {
		return s, err
	}
	for _, name := range migrations() {
		if number, _ := goose.NumericComponent(name); number > s.Has {
			s.Missing = append(s.Missing, strings.TrimSuffix(path.Base(name), ".sql"))
		}
	}
	return s, nil
}

func newerSchema(has int64) error {
	return fmt.Errorf("the database's schema is version %d, and this program knows versions up to %d: a newer release has been at work here; use that one or a later one", has, newestSchema())
}

// historySchema is the number of the migration that creates the tables of the history.
const historySchema = 2

// columnsSchema is the number of the migration that replaces ranges by columns.
const columnsSchema = 7

// standing is the condition of the rows that stand, in a schema that may be older.
func standing(schema int64) string {
	if schema < columnsSchema {
		return "upper_inf(versions)"
	}
	return "to_seq is null"
}

// newestSchema returns the number of the newest migration.
func newestSchema() int64 {
	var newest int64
	for _, name := range migrations() {
		number, err := goose.NumericComponent(name)
		if err != nil {
			panic(fmt.Sprintf("postgres: the migration %s: %v", name, err))
		}
		newest = max(newest, number)
	}
	return newest
}

// migrations returns the paths of the migrations, in order.
func migrations() []string {
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return files
}

// schemaVersion returns the number of a database's newest migration; 0 for none.
func schemaVersion(ctx context.Context, db schemaReader) (int64, error) {
	var there bool
	if err := db.QueryRow(ctx, `select to_regclass($1) is not null`, goose.DefaultTablename).Scan(&there); err != nil {
		return 0, fmt.Errorf("look for the schema: %w", explain(err))
	}
	if !there {
		return 0, nil
	}
	var version int64
	if err := db.QueryRow(ctx, `select coalesce(max(version_id), 0) from `+goose.DefaultTablename+` where is_applied`).Scan(&version); err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", explain(err))
	}
	return version, nil
}

// migrate brings the schema up to date. The caller holds the lock of loads, so that only
// one does it at a time. Each migration is a transaction, on a separate connection.
func migrate(ctx context.Context, config *pgx.ConnConfig) (err error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("make the tables: %w", explain(err))
	}
	return nil
}
