package postgres

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"opencec/tools/query"
	"opencec/tools/register"
)

const (
	// pollEvery is how often to look for a new version: the longest time until one is
	// found without a notification.
	pollEvery = 2 * time.Second
	// lookSoon is how long after a notification or a failure to look again at first; the
	// wait then doubles up to pollEvery. A standby gets the version a moment after the
	// primary sends the notification.
	lookSoon = 50 * time.Millisecond
)

// A Follower keeps a server on the newest version in a database. It is notified by
// LISTEN, on its own connection to the primary, and also looks every pollEvery, because
// standbys, subscribers and transaction poolers do not pass on notifications.
type Follower struct {
	Database *Database
	Log      *slog.Logger
	// Take puts a version in place: first the current one, and then each new one.
	Take func(context.Context, *Engine)
	// Loaded is called with the last day on which the register was loaded, when it
	// changes.
	Loaded func(register.Date)
	// Report is called with nil when the database can be read, and with an error when it
	// cannot, or has no usable version. It is called when that changes, and after each
	// Take.
	Report func(error)

	soon, every time.Duration // lookSoon and pollEvery, except in tests

	taken   *Engine
	loaded  register.Date
	failed  string // the kind of the last reported failure; "" for none
	noticed chan struct{}
}

// Run follows the database until ctx ends. It keeps trying whatever is missing or wrong.
func (f *Follower) Run(ctx context.Context) {
	f.noticed = make(chan struct{}, 1)
	listened := make(chan struct{})
	go func() {
		defer close(listened)
		f.listen(ctx)
	}()
	soon, every := cmp.Or(f.soon, lookSoon), cmp.Or(f.every, pollEvery)
	for pause := soon; ctx.Err() == nil; {
		if f.look(ctx) {
			pause = every
		}
		select {
		case <-ctx.Done():
		case <-f.noticed:
			pause = soon
		case <-time.After(pause):
			pause = min(2*pause, every)
		}
	}
	<-listened
}

// look takes a new version, if there is one, and reports whether it did.
func (f *Follower) look(ctx context.Context) (took bool) {
	engine, err := f.Database.Current(ctx)
	switch {
	case ctx.Err() != nil:
		return false // the database is fine
	case err != nil:
		f.report(err)
		return false
	case engine == f.taken:
		f.lookAtDay(ctx)
		f.report(nil)
		return false
	}
	f.lookAtDay(ctx)
	f.Take(ctx, engine)
	f.taken, f.failed = engine, ""
	f.Report(nil)
	return true
}

// lookAtDay reports a new day of the last load. If it cannot be read, the next look tries
// again; other reads will reveal a problem of the database.
func (f *Follower) lookAtDay(ctx context.Context) {
	if f.Loaded == nil {
		return
	}
	day, err := f.Database.LoadedOn(ctx)
	if err != nil || day == f.loaded {
		return
	}
	f.loaded = day
	f.Loaded(day)
}

// report calls Report if something changed.
func (f *Follower) report(err error) {
	if kind := kindOfFailure(err); kind != f.failed {
		f.failed = kind
		f.Report(err)
	}
}

// kindOfFailure classifies a failure by what to do about it; "" for none. The text of an
// error is no classification: it may contain a port that differs at each attempt.
func kindOfFailure(err error) string {
	var answered *pgconn.PgError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &answered):
		return answered.Code
	case errors.Is(err, ErrNoSchema):
		return ErrNoSchema.Error()
	case errors.Is(err, ErrCopying):
		return ErrCopying.Error()
	case errors.Is(err, query.ErrUnavailable):
		return query.ErrUnavailable.Error()
	}
	return err.Error()
}
