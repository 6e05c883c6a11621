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

// A question is a statement with what is made of its answer.
type question struct {
	statement
	// read reads the answer. When a question is put again, what it read before is
	// forgotten.
	read func(answer pgx.Rows) error
}

const (
	// maxAttempts is how often questions are put until they are answered: once more for
	// a connection that was lost, and once for a host that is behind.
	maxAttempts = 3
	// firstAttempt is how long the first attempt may take where there are several hosts,
	// so that one that has gone without a word, as one without power does, leaves time to
	// ask another. A host that is the only one, and busy, would begin the same work anew.
	firstAttempt = 1500 * time.Millisecond
	// catchUp is how long a host that is behind is given before it is asked again.
	catchUp = 200 * time.Millisecond
)

// errBehind is that a host does not have the version that is asked about: a standby
// that is behind, or a database in which it never was.
var errBehind = errors.New("the database does not have this version of the register")

// A retryableError is that there was no answer, and that another attempt may get one.
type retryableError struct{ err error }

func (e *retryableError) Error() string { return e.err.Error() }
func (e *retryableError) Unwrap() error { return e.err }

// ask puts questions in one round trip, and again when a connection is lost; they only
// read. A database that cannot be reached in time is an error that wraps
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
		case !errors.As(err, &lost) && !errors.Is(err, errBehind):
			return err
		case attempt == maxAttempts:
			return fmt.Errorf("%w: %w", query.ErrUnavailable, err)
		case lost == nil:
			pool = db.further(bounded, pool)
		}
	}
}

// further returns whom to ask when the host of a pool is behind.
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

// try puts questions once: where there is another host to ask, the first time for no
// longer than firstAttempt.
func (db *Database) try(ctx context.Context, pool *pgxpool.Pool, attempt int, questions []question) error {
	if attempt == 1 && db.several {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, firstAttempt)
		defer cancel()
	}
	return put(ctx, pool, questions)
}

// put puts questions once.
func put(ctx context.Context, pool *pgxpool.Pool, questions []question) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return &retryableError{err}
	}
	defer conn.Release()
	var batch pgx.Batch
	for _, q := range questions {
		batch.Queue(q.text, q.args...)
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
		conn.Hijack() // so that it gives its place to another at once, and not when a silent host has been given up
		pool.Reset()  // what else is open to that host is likely lost as well
		return &retryableError{err}
	case passing(err), ctx.Err() != nil: // the attempt's time was over before the questions were sent
		return &retryableError{err}
	}
	return err
}

func read(answers pgx.BatchResults, questions []question) error {
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

// passing reports whether an error of the server is about its state, and not about
// what it was asked: it is shutting down, short of something, or a standby that had to
// give way to what it replays.
func passing(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	for _, class := range []string{"08", "53", "57", "40"} {
		if strings.HasPrefix(e.Code, class) {
			return true
		}
	}
	return false
}

// ErrWithheld is that what the register is in may not be read by the role, or is not
// there.
var ErrWithheld = errors.New("a table may not be read by the role, or is not there")

// withheld reports whether the server answered that. Questions are made for the schema
// that they are put to, so that it is the database that is not as it should be; another
// attempt would not help.
func withheld(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == codeNoRight || e.Code == codeNoTable)
}
