package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// listenAgain is the longest wait before the next attempt to listen. The first attempt is
// after lookSoon.
const listenAgain = 30 * time.Second

// silence is the keep-alive of a connection on which nothing is sent for days: it detects
// a vanished peer within half a minute.
var silence = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}

// Why a reachable server sends no notifications. None of these is a fault.
var (
	errPooler     = errors.New("a pooler is in between, which does not pass notices on")
	errStandby    = errors.New("no primary is among the hosts, and a standby passes no notices on")
	errSubscriber = errors.New("the database follows another one by a subscription, which passes no notices on")
	errRefused    = errors.New("the server does not take LISTEN")
)

// listen passes on notifications of new versions until ctx ends. While it gets none, only
// polling finds new versions; that is logged once.
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

// noNotices returns why a reachable server sends no notifications; "" for an unreachable
// one, which is reported when versions are read.
func noNotices(err error) string {
	switch {
	case errors.Is(err, pgconn.ErrStandbyConnection):
		return errStandby.Error()
	case errors.Is(err, errPooler), errors.Is(err, errSubscriber), errors.Is(err, errRefused):
		return err.Error()
	}
	return ""
}

// notice makes the follower look for a new version at once.
func (f *Follower) notice() {
	select {
	case f.noticed <- struct{}{}:
	default: // already pending
	}
}

// hear listens on a connection until it is lost, and calls heard once it listens.
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
	if s, err := readSubscription(ctx, conn); err != nil || s != nil {
		return cmp.Or(err, errSubscriber)
	}
	if err := listenOn(ctx, conn); err != nil {
		return err
	}
	begun()
	defer f.notice() // the loss may coincide with other failures
	for {
		f.notice() // find what came before LISTEN
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

// direct returns errPooler if the connection goes through a pooler, which it recognises
// by the process number that differs from the server's. A transaction pooler would accept
// LISTEN, but other clients would get the notifications.
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

// listenConfig returns the configuration of a connection to the primary that is mostly
// silent.
func (db *Database) listenConfig() *pgx.ConnConfig {
	config := db.reads.Config().ConnConfig
	config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsPrimary
	config.DialFunc = (&net.Dialer{KeepAliveConfig: silence}).DialContext
	config.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.DeadlineContextWatcherHandler{Conn: conn.Conn()} // there is no query to cancel
	}
	return config
}
