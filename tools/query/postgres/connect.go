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

// Bounds on the connections of a server. What the URL says of them comes before.
const (
	// maxConnections is the most that are open at once: a few for each processor of a
	// large database server, so that some servers can share one.
	maxConnections = 16
	// connectTimeout is for one host, so that another can still be tried.
	connectTimeout = time.Second
	// connectionLifetime is how long a connection is kept, so that reads move back to a
	// standby that has come back.
	connectionLifetime = 5 * time.Minute
	// connectionIdle is how long one is kept that nobody needs.
	connectionIdle = time.Minute
	// cancelTimeout is how long a server is waited for that is told to stop a query.
	cancelTimeout = 500 * time.Millisecond
	// defaultTimeout is how long a question may take, with everything that is tried.
	defaultTimeout = 5 * time.Second
)

// applicationName is how the server's connections are known to the database.
const applicationName = "opencec-api"

// dateStyle is the setting in which pgx reads dates and instants. It is sent when a
// connection is made, so that a pooler keeps to it too.
const dateStyle = "ISO"

// Options are settings of a Database.
type Options struct {
	// Timeout is how long one question to the database may take, with all that is
	// tried until it is answered; 0 for five seconds.
	Timeout time.Duration
}

// A Database is where the versions of a register are read from.
type Database struct {
	reads *pgxpool.Pool
	// primary is asked what a standby does not have yet; nil where there is no host but
	// those of reads.
	primary *pgxpool.Pool
	several bool // whether there is more than one host
	timeout time.Duration

	engines lock                   // held while an engine is opened
	current atomic.Pointer[Engine] // of the version that was found last
}

// Connect returns the database of a URL as pgx reads it: postgres://user@host/database
// or host=… dbname=…, with settings such as sslmode and pool_max_conns. With several
// hosts reads go to a standby as long as there is one (target_session_attrs is
// prefer-standby where the URL does not set it).
//
// It does not wait for the server: connections are made when something is asked, and
// again after they were lost. No error shows the password.
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

// Close closes all connections, once what is under way has ended.
func (db *Database) Close() {
	db.reads.Close()
	if db.primary != nil {
		db.primary.Close()
	}
}

// parseURL reads a database URL, and sets what the engine needs of a connection.
func parseURL(url string) (*pgxpool.Config, error) {
	config, err := databaseurl.Parse(url)
	if err != nil {
		return nil, err
	}
	c := config.ConnConfig
	// Nothing is prepared, so that any pooler will do, and each plan is made for its
	// values.
	c.DefaultQueryExecMode = pgx.QueryExecModeExec
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = applicationName
	}
	// Values are answered as text; dates in the form that is read, whatever the form that
	// the server, the database or the role has for its people.
	c.RuntimeParams["datestyle"] = dateStyle
	// A query that nobody waits for any more is stopped.
	c.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelTimeout}
	}
	config.AfterConnect = withoutJIT
	boundPool(config, url)
	return config, nil
}

// boundPool sets what the URL does not say of the connections.
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
		config.PingTimeout = connectTimeout // one that is silent for so long is made anew
	}
}

// withoutJIT switches off the compilation of queries, which takes longer than they
// do. A server that does not know the setting answers all the same.
func withoutJIT(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "set jit = off")
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return nil
	}
	return err
}

var sessionAttributesSetting = regexp.MustCompile(`\btarget_session_attrs\s*=\s*'?([a-z-]+)`)

// sessionAttributes returns which hosts a URL or the environment asks for; "" where
// neither does.
func sessionAttributes(url string) string {
	if found := sessionAttributesSetting.FindStringSubmatch(url); found != nil {
		return found[1]
	}
	return os.Getenv("PGTARGETSESSIONATTRS")
}

// severalHosts reports whether there is more than one host. A fallback may be the same
// host without TLS.
func severalHosts(c *pgx.ConnConfig) bool {
	for _, f := range c.Fallbacks {
		if f.Host != c.Host || f.Port != c.Port {
			return true
		}
	}
	return false
}

// A lock is a mutex that is waited for no longer than a context lasts.
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
