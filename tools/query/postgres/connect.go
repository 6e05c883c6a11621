package postgres

import (
	"context"
	"errors"
	"fmt"
	"opencec/tools/base/databaseurl"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Defaults for the connections of a server. Settings in the URL override them.
const (
	// maxConnections is the maximum number of open connections: a few for each processor
	// of a large database server, so that several servers can share one.
	maxConnections = 16
	// connectTimeout applies to each host, so that another can still be tried.
	connectTimeout = time.Second
	// connectionLifetime limits the age of a connection, so that reads move back to a
	// standby that has recovered.
	connectionLifetime = 5 * time.Minute
	// connectionIdle is how long an unused connection is kept.
	connectionIdle = time.Minute
	// maxPrepared is the number of statements that each connection keeps prepared. Each takes
	// some 50 kB of the server's memory.
	maxPrepared = 128
	// cancelTimeout is how long to wait for a server to cancel a query.
	cancelTimeout = 500 * time.Millisecond
	// defaultTimeout is the default time limit of a question, including retries.
	defaultTimeout = 5 * time.Second
)

// applicationName is the name of the server's connections in the database.
const applicationName = "opencec-api"

// dateStyle is the setting with which pgx reads dates and instants. It is sent in the
// startup message, so that poolers keep it.
const dateStyle = "ISO"

// Options are options of a Database.
type Options struct {
	// Timeout is the time limit of one question to the database, including retries; 0 for
	// five seconds.
	Timeout time.Duration
}

// A Database is the database from which versions of a register are read.
type Database struct {
	reads *pgxpool.Pool
	// primary has what a standby may not have yet; nil if all hosts are in reads.
	primary *pgxpool.Pool
	several bool // whether there are several hosts
	timeout time.Duration

	engines lock                   // held while an engine is opened
	current atomic.Pointer[Engine] // engine of the newest version found so far
}

// Connect returns the database at a URL as pgx reads it: postgres://user@host/database or
// host=… dbname=…, with settings such as sslmode and pool_max_conns. With several hosts,
// reads go to a standby if there is one (target_session_attrs defaults to
// prefer-standby).
//
// Connect does not wait for the server: connections are made on demand, and again after
// they were lost. No error contains the password.
func Connect(ctx context.Context, url string, o Options) (*Database, error) {
	config, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	db := &Database{timeout: o.Timeout, engines: newLock()}
	if db.timeout == 0 {
		db.timeout = defaultTimeout
	}
	attributes := sessionAttributes(url)
	db.several = severalHosts(config.ConnConfig)
	if db.several && attributes == "" {
		config.ConnConfig.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPreferStandby
	}
	if db.several && config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	if db.reads, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	if db.several && (attributes == "" || attributes == "any" || attributes == "prefer-standby") {
		config = config.Copy()
		config.ConnConfig.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPrimary
		if db.primary, err = pgxpool.NewWithConfig(ctx, config); err != nil {
			db.Close()
			return nil, fmt.Errorf("connect to the database: %w", err)
		}
	}
	return db, nil
}

// Close closes all connections once running questions have ended.
func (db *Database) Close() {
	db.reads.Close()
	if db.primary != nil {
		db.primary.Close()
	}
}

// parseURL parses a database URL and applies the settings that the engine needs.
func parseURL(url string) (*pgxpool.Config, error) {
	config, err := databaseurl.Parse(url)
	if err != nil {
		return nil, err
	}
	c := config.ConnConfig
	// Each connection keeps its statements prepared, unless the URL sets
	// default_query_exec_mode, for a pooler that gives each transaction another one.
	if !strings.Contains(url, "statement_cache_capacity=") {
		c.StatementCacheCapacity = maxPrepared
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = applicationName
	}
	// Where values are returned as text, the date style is fixed, whatever the defaults of
	// the server, the database or the role.
	c.RuntimeParams["datestyle"] = dateStyle
	// Cancel queries that nobody waits for any more.
	c.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelTimeout}
	}
	config.AfterConnect = withoutJIT
	boundPool(config, url)
	return config, nil
}

// boundPool sets defaults of the pool that the URL does not set.
func boundPool(config *pgxpool.Config, url string) {
	given := func(setting string) bool { return strings.Contains(url, setting+"=") }
	if !given("pool_max_conns") {
		config.MaxConns = maxConnections
	}
	if !given("pool_max_conn_lifetime") {
		config.MaxConnLifetime, config.MaxConnLifetimeJitter = connectionLifetime, connectionLifetime/5
	}
	if !given("pool_max_conn_idle_time") {
		config.MaxConnIdleTime = connectionIdle
	}
	if !given("pool_ping_timeout") {
		config.PingTimeout = connectTimeout // a connection silent for this long is replaced
	}
}

// withoutJIT turns off query compilation, which takes longer than the queries. It ignores
// servers that do not know the setting.
func withoutJIT(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "set jit = off")
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return nil
	}
	return err
}

var sessionAttributesSetting = regexp.MustCompile(`\btarget_session_attrs\s*=\s*'?([a-z-]+)`)

// sessionAttributes returns the target_session_attrs of a URL or the environment; "" if
// neither sets it.
func sessionAttributes(url string) string {
	if found := sessionAttributesSetting.FindStringSubmatch(url); found != nil {
		return found[1]
	}
	return os.Getenv("PGTARGETSESSIONATTRS")
}

// severalHosts reports whether there are several hosts. A fallback may be the same host
// without TLS.
func severalHosts(c *pgx.ConnConfig) bool {
	for _, f := range c.Fallbacks {
		if f.Host != c.Host || f.Port != c.Port {
			return true
		}
	}
	return false
}

// A lock is a mutex; waiting for it ends with a context.
type lock chan struct{}

func newLock() lock { return make(lock, 1) }

func (l lock) lock(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l lock) unlock() { <-l }
