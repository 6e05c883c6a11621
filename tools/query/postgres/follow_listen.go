package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// listenAgain is how long after a connection for notices was lost, or could not be
// had, the next one is tried, at most. The first is tried after lookSoon.
const listenAgain = 30 * time.Second

// silence is how a connection is kept on which nothing is sent for days: a peer that
// is gone without a word is noticed within half a minute.
var silence = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}

// Why no notices can be had from a server that answers. None of it is a fault.
var (
	errPooler  = errors.New("a pooler is in between, which does not pass notices on")
	errStandby = errors.New("no primary is among the hosts, and a standby passes no notices on")
	errRefused = errors.New("the server does not take LISTEN")
)

// listen passes on notices of new versions, until ctx ends. While there are none to be
// had, polling alone is what notices a version; that is logged once.
func (f *Follower) listen(ctx context.Context) {
	why := ""
	for pause := lookSoon; ctx.Err() == nil; pause = min(2*pause, listenAgain) {
		err := f.hear(ctx, func() {
			pause, why = lookSoon, ""
			f.Log.Info("new versions are noticed at once")
		})
		if ctx.Err() != nil {
			return
		}
		if cannot := noNotices(err); cannot != "" && cannot != why {
			why = cannot
			f.Log.Info("new versions are noticed by asking for them alone", "every", pollEvery, "because", why)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// noNotices returns why a server that answers gives no notices; "" where it does not
// answer, which is told by those who ask it for versions.
func noNotices(err error) string {
	switch {
	case errors.Is(err, pgconn.ErrStandbyConnection):
		return errStandby.Error()
	case errors.Is(err, errPooler), errors.Is(err, errRefused):
		return err.Error()
	}
	return ""
}

// notice has the database asked for a new version at once.
func (f *Follower) notice() {
	select {
	case f.noticed <- struct{}{}:
	default: // it will be
	}
}

// hear listens on a connection until it is lost. It tells when it has begun to.
func (f *Follower) hear(ctx context.Context, begun func()) error {
	conn, err := pgx.ConnectConfig(ctx, f.Database.listenConfig())
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelTimeout)
		defer cancel()
		_ = conn.Close(closing)
	}()
	if err := direct(ctx, conn); err != nil {
		return err
	}
	if err := listenOn(ctx, conn); err != nil {
		return err
	}
	begun()
	defer f.notice() // the loss may tell of more than of the connection
	for {
		f.notice() // at first, for what came before
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return fmt.Errorf("wait for a new version: %w", err)
		}
	}
}

func listenOn(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "listen "+channel)
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	return err
}

// direct returns errPooler when the connection is not to the server itself. A pooler
// gives its clients numbers of its own in place of those of the server's processes. One
// that hands a server's connection to one client after the other would accept LISTEN,
// and leave it to somebody else to hear.
func direct(ctx context.Context, conn *pgx.Conn) error {
	var process uint32
	if err := conn.QueryRow(ctx, "select pg_backend_pid()").Scan(&process); err != nil {
		return fmt.Errorf("ask for the number of the server's process: %w", err)
	}
	if process != conn.PgConn().PID() {
		return errPooler
	}
	return nil
}

// listenConfig is for a connection to the primary that is silent most of the time.
func (db *Database) listenConfig() *pgx.ConnConfig {
	config := db.reads.Config().ConnConfig
	config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPrimary
	config.DialFunc = (&net.Dialer{KeepAliveConfig: silence}).DialContext
	config.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.DeadlineContextWatcherHandler{Conn: conn.Conn()} // there is no query to stop
	}
	return config
}
