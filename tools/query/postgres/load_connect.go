package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// loadConnectTimeout limits the wait for a host, so that one that drops packets is
// noticed while a person watches.
const loadConnectTimeout = 10 * time.Second

// connectToLoad connects to the writable host of a URL. It refuses a database that
// follows another one.
func connectToLoad(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	c := config.ConnConfig
	if c.RuntimeParams["application_name"] == applicationName {
		c.RuntimeParams["application_name"] = "opencec"
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = loadConnectTimeout
	}
	if sessionAttributes(url) == "" {
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPrimary
	}
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := refuseSubscriber(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close(ctx))
	}
	return conn, nil
}

// Error codes for problems that the person who loads can fix.
const (
	codeNoRight       = "42501"
	codeReadOnly      = "25006"
	codeNotAvailable  = "0A000" // among others, an extension that is not installed
	codeUndefinedFile = "58P01" // the same in some releases
	codeDependent     = "2BP01" // something that goes is needed by something else
)

// explain adds advice to a database error, if the cause is known.
func explain(err error) error {
	var refused *pgconn.PgError
	switch {
	case errors.Is(err, pgconn.ErrStandbyConnection):
		return fmt.Errorf("%w: name the primary, which can be written to", err)
	case !errors.As(err, &refused):
		return err
	}
	switch code := refused.Code; {
	case code == codeNoRight:
		return fmt.Errorf("%w: the role needs more rights; deploy/database.md has the GRANTs", err)
	case code == codeReadOnly:
		return fmt.Errorf("%w: name the primary, and a role that may write", err)
	case (code == codeNotAvailable || code == codeUndefinedFile) && strings.Contains(refused.Message, "extension"):
		return fmt.Errorf("%w: the schema needs the extension pg_trgm, which comes with Postgres, in some systems in a package postgresql-contrib", err)
	case code == codeDependent, code == codeNotAvailable && strings.Contains(refused.Detail, " depends on "):
		// A migration changes what a view of somebody's own reads.
		return fmt.Errorf("%w: %s; drop that, load, and create it again as the new tables need it", err, strings.ReplaceAll(refused.Detail, "\n", ", "))
	}
	return err
}

// What the schema needs: the oldest Postgres that it is tested with, and an encoding with
// all characters.
const (
	minServerVersion = 150_000
	minServerName    = "15"
	serverEncoding   = "UTF8"
)

// checkServer refuses servers and databases that cannot hold the schema.
func checkServer(ctx context.Context, db schemaReader) error {
	var version int
	var name, encoding string
	err := db.QueryRow(ctx, `select current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding')`).
		Scan(&version, &name, &encoding)
	switch {
	case err != nil:
		return fmt.Errorf("ask for the server's version: %w", explain(err))
	case version < minServerVersion:
		return fmt.Errorf("the server is Postgres %s: the schema needs %s or newer", name, minServerName)
	case encoding != serverEncoding:
		return fmt.Errorf("the database's encoding is %s: the names of products need %s; create a database with encoding 'UTF8'", encoding, serverEncoding)
	}
	return nil
}
