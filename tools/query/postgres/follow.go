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
	// pollEvery is how often a database is asked for a new version: after this long one
	// is noticed at the latest, where no notice of it comes.
	pollEvery = 2 * time.Second
	// lookSoon is how long after a notice, or after a failure, the database is asked
	// again, the first time; then twice as long each time, up to pollEvery. A standby has
	// the version a moment after the primary tells of it.
	lookSoon = 50 * time.Millisecond
)

// A Follower keeps a server on the newest version of the register that a database
// has. It hears of new ones by LISTEN, on a connection of its own to the primary, and
// asks for them every pollEvery as well: a standby, or a pooler that hands connections
// from one client to the next, passes no notices on.
type Follower struct {
	Database *Database
	Log      *slog.Logger
	// Take puts a version in place: the first, and then each new one.
	Take func(context.Context, *Engine)
	// Loaded is told the last day on which the register was loaded, when it is another one.
	Loaded func(register.Date)
	// Report is told when the database can be read, with nil, and when it cannot, or has
	// no version that can be used, with why. It is called when that changes, and after
	// each Take.
	Report func(error)

	soon, every time.Duration // lookSoon and pollEvery, but in tests

	taken   *Engine
	loaded  register.Date
	failed  string // the kind of failure that Report was told of last; "" for nil
	noticed chan struct{}
}

// Run follows the database until ctx ends. It ends for no other reason: what is not
// there yet, or is not as it should be, is tried again.
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

// look takes up a new version, if there is one, and reports whether it has.
func (f *Follower) look(ctx context.Context) (took bool) {
	engine, err := f.Database.Current(ctx)
	switch {
	case ctx.Err() != nil:
		return false // nothing is wrong with the database
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

// lookAtDay tells of another day of the last load. One that cannot be read is read at the
// next look: what is wrong with the database is found by what has to be read.
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

// report tells of a change.
func (f *Follower) report(err error) {
	if kind := kindOfFailure(err); kind != f.failed {
		f.failed = kind
		f.Report(err)
	}
}

// kindOfFailure returns what tells a failure from another in what is to be done about
// it; "" for none. The text of an error does not, as it may have a port in it that is
// another one at each attempt.
func kindOfFailure(err error) string {
	var answered *pgconn.PgError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &answered):
		return answered.Code
	case errors.Is(err, ErrNoSchema):
		return ErrNoSchema.Error()
	case errors.Is(err, query.ErrUnavailable):
		return query.ErrUnavailable.Error()
	}
	return err.Error()
}
