package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"opencec/tools/query"
)

// A question is a statement with a function that reads its result.
type question struct {
	statement
	// read reads the result. If the question is asked again, it must discard what it read
	// before.
	read func(answer pgx.Rows) error
}

const (
	// maxAttempts is how often a question is asked: once more after a lost connection,
	// and once more after a host that is behind.
	maxAttempts = 3
	// firstAttempt is the time limit of the first attempt if there are several hosts, so
	// that a host that has disappeared silently leaves time to ask another. A single busy
	// host would only start the same work again.
	firstAttempt = 1500 * time.Millisecond
	// catchUp is how long to wait before asking a host that is behind again.
	catchUp = 200 * time.Millisecond
)

// errBehind means that a host does not have the version: it is a standby that is behind,
// or a database that never had it.
var errBehind = errors.New("the database does not have this version of the register")

// A retryableError means that there was no answer, and that another attempt may get one.
type retryableError struct{ err error }

func (e *retryableError) Error() string { return e.err.Error() }
func (e *retryableError) Unwrap() error { return e.err }

// ask asks questions in one round trip, of one snapshot, and again after a lost connection,
// since they only read. If the database cannot be reached in time, the error wraps
// query.ErrUnavailable.
func (db *Database) ask(ctx context.Context, questions ...question) error {
	bounded, cancel := context.WithTimeout(ctx, db.timeout)
	defer cancel()
	pool := db.reads
	for attempt := 1; ; attempt++ {
		err := db.try(bounded, pool, attempt, questions)
		var lost *retryableError
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case bounded.Err() != nil:
			return fmt.Errorf("%w: no answer within %v: %w", query.ErrUnavailable, db.timeout, err)
		case withheld(err):
			return fmt.Errorf("%w: %w: %w", query.ErrUnavailable, ErrWithheld, err)
		case unprepared(err):
			return fmt.Errorf("%w: %w: %w", query.ErrUnavailable, ErrUnprepared, err)
		case !errors.As(err, &lost) && !errors.Is(err, errBehind):
			return err
		case attempt == maxAttempts:
			return fmt.Errorf("%w: %w", query.ErrUnavailable, err)
		case lost == nil:
			pool = db.further(bounded, pool)
		}
	}
}

// further returns the pool to ask if a host of pool is behind.
func (db *Database) further(ctx context.Context, behind *pgxpool.Pool) *pgxpool.Pool {
	if db.primary != nil && behind != db.primary {
		return db.primary
	}
	select {
	case <-time.After(catchUp):
	case <-ctx.Done():
	}
	return behind
}

// try asks questions once. If there is another host to ask, the first attempt is limited
// to firstAttempt.
func (db *Database) try(ctx context.Context, pool *pgxpool.Pool, attempt int, questions []question) error {
	if attempt == 1 && db.several {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, firstAttempt)
		defer cancel()
	}
	return put(ctx, pool, questions)
}

// put sends questions once.
func put(ctx context.Context, pool *pgxpool.Pool, questions []question) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return &retryableError{err}
	}
	defer conn.Release()
	var batch pgx.Batch
	if len(questions) > 1 {
		batch.Queue(beginSnapshot)
	}
	for _, q := range questions {
		batch.Queue(q.text, q.args...)
	}
	if len(questions) > 1 {
		batch.Queue("commit")
	}
	answers := conn.SendBatch(ctx, &batch)
	err = read(answers, questions)
	if closing := answers.Close(); err == nil {
		err = closing
	}
	switch {
	case err == nil:
		return nil
	case conn.Conn().IsClosed():
		conn.Hijack() // free the pool's slot at once, without waiting for a silent host
		pool.Reset()  // other connections to that host are probably lost as well
		return &retryableError{err}
	case passing(err), ctx.Err() != nil: // or the attempt timed out before the questions were sent
		return &retryableError{err}
	}
	return err
}

// beginSnapshot lets several statements see the same state: a load may commit between two.
const beginSnapshot = "begin isolation level repeatable read read only"

func read(answers pgx.BatchResults, questions []question) error {
	if len(questions) > 1 {
		if _, err := answers.Exec(); err != nil { // of beginSnapshot
			return err
		}
	}
	for _, q := range questions {
		rows, err := answers.Query()
		if err != nil {
			return err
		}
		err = q.read(rows)
		rows.Close()
		if err == nil {
			err = rows.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// passing reports whether an error of the server concerns its state rather than the
// question: it is shutting down, short of a resource, or a standby that had to cancel the
// query because of replication.
func passing(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	if e.Code == codeChangedPlan {
		return true
	}
	for _, class := range []string{"08", "53", "57", "40"} {
		if strings.HasPrefix(e.Code, class) {
			return true
		}
	}
	return false
}

// ErrWithheld means that the role may not read the register's tables, or that they are
// missing.
var ErrWithheld = errors.New("a table may not be read by the role, or is not there")

// withheld reports whether the server answered with such an error. Questions match the
// schema they were made for, so the database is at fault, and another attempt would not
// help.
func withheld(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == codeNoRight || e.Code == codeNoTable)
}

// codeChangedPlan is the code of a prepared statement whose columns have changed: a newer
// release has migrated the tables. It is prepared again when it is asked again.
const codeChangedPlan = "0A000"

// ErrUnprepared means that the server's connections do not keep prepared statements, because a
// pooler passes them from one transaction to the next.
var ErrUnprepared = errors.New("a pooler in front of the database loses prepared statements: add default_query_exec_mode=exec to the database's URL")

// unprepared reports whether the server does not know a statement that this connection has
// prepared, or knows one that it has not.
func unprepared(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "26000" || e.Code == "42P05")
}
