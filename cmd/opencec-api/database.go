package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"opencec/tools/api"
	"opencec/tools/query"
	"opencec/tools/query/mirror"
	"opencec/tools/query/postgres"
	"opencec/tools/register"
)

// A databaseFollower keeps the server on the newest version in a database, and reports
// when the database is unavailable.
type databaseFollower struct {
	database *postgres.Database
	server   *api.Server
	log      *slog.Logger
	now      func() time.Time

	filler *mirror.Filler // reads versions into memory; nil to answer everything by SQL

	seq    atomic.Int64                  // of the served version; 0 before the first
	served atomic.Pointer[mirror.Engine] // its engine; nil without a filler
	up     atomic.Bool                   // whether the database can be read
	failed bool                          // whether a failure was reported: it cannot be read, or its version cannot be used

	beside sync.WaitGroup // what runs beside the follower

	mu    sync.Mutex // protects what follows
	err   error      // why the database or its version cannot be used
	since time.Time  // since when the database has been away
}

// newFiller returns the filler of a follower that answers from memory.
func (f *databaseFollower) newFiller(maxRecords int) *mirror.Filler {
	allowGarbage(garbageWarming)
	changed := func() {
		settle()
		f.assess()
	}
	return &mirror.Filler{MaxRecords: maxRecords, Log: f.log, Now: f.now, Begin: makeRoom, Changed: changed}
}

// follow follows the database until ctx ends. It waits for a database that is missing or
// goes away.
func (f *databaseFollower) follow(ctx context.Context) error {
	follower := postgres.Follower{Database: f.database, Log: f.log, Take: f.take, Loaded: f.loaded, Report: f.report}
	if f.filler != nil {
		f.beside.Go(func() { f.filler.Run(ctx) })
	}
	follower.Run(ctx)
	f.beside.Wait()
	return nil
}

// fillPatience is how long the previous version stays in place while a new one is read into
// memory. Requests that come as fast as memory answers them would swamp the database.
const fillPatience = 30 * time.Second

// take puts a version in place: the first one at once, later ones after reading what
// requests would wait for.
func (f *databaseFollower) take(ctx context.Context, engine *postgres.Engine) {
	begin := f.now()
	f.setError(nil) // it has just been read
	var next *mirror.Engine
	if f.filler != nil {
		next = mirror.New(engine)
		f.filler.Fill(next)
	}
	if f.seq.Load() == 0 {
		f.put(engine, next, "ready", begin)
		f.server.Ready()
		f.beside.Go(func() { f.prepare(ctx, engine, next) })
		return
	}
	f.prepare(ctx, engine, next)
	f.put(engine, next, "new version in place", begin)
}

// prepare waits until a version is in memory. If it will not be, prepare reads ahead from
// the database.
func (f *databaseFollower) prepare(ctx context.Context, engine *postgres.Engine, next *mirror.Engine) {
	if next != nil {
		if settled := f.await(ctx, next); !settled || next.InMemory() || f.filler.Obstacle() == mirror.ObstacleNone {
			return // also if there is a newer one by now
		}
	}
	f.readAhead(ctx, engine)
}

// await waits until it is settled whether a version gets into memory, but not for long: only if
// the database has gone away, and the version before is in memory, that is still better.
func (f *databaseFollower) await(ctx context.Context, next *mirror.Engine) (settled bool) {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-next.Settled():
			return true
		case <-time.After(fillPatience):
		}
		if served := f.served.Load(); served == next || served == nil || !served.InMemory() {
			return false
		}
		_, err := f.database.LoadedOn(ctx)
		if !errors.Is(err, query.ErrUnavailable) {
			return false
		}
		if !f.failed {
			f.report(err)
		}
	}
}

// loaded sets the day of the database's copy of the register: the last day on which a
// load updated or confirmed it.
func (f *databaseFollower) loaded(day register.Date) { f.server.SetCopy(api.Copy{On: day}) }

// put makes a version answer requests: by next, unless that is nil.
func (f *databaseFollower) put(engine *postgres.Engine, next *mirror.Engine, message string, begin time.Time) {
	if next == nil {
		f.server.Swap(engine)
	} else {
		f.server.Swap(next)
		if previous := f.served.Swap(next); previous != nil {
			previous.Release()
		}
	}
	f.seq.Store(engine.Seq())
	f.failed = false
	counts := engine.Counts()
	f.log.Info(message, "version", engine.Register().Version.ID, "seq", engine.Seq(), "listings", counts.Listings,
		"certificates", counts.Certificates, "took", f.now().Sub(begin).Round(time.Millisecond))
}

// readAhead reads what a request would otherwise wait for.
func (f *databaseFollower) readAhead(ctx context.Context, engine *postgres.Engine) {
	if err := engine.ReadNames(ctx); err != nil && ctx.Err() == nil {
		f.log.Warn("the names of products could not be read ahead; the first check reads them", "error", err)
	}
	if _, err := engine.Outlines(ctx); err != nil && ctx.Err() == nil {
		f.log.Warn("the listings could not be read ahead; the first request for /listings reads them", "error", err)
	}
}

// report reports the state of the database to the operator and the load balancer. If a
// version cannot be used, the previous one stays in place. If the database cannot be
// reached, the version in memory is still answered; without one, only what needs no
// database is.
func (f *databaseFollower) report(err error) {
	up, served := !errors.Is(err, query.ErrUnavailable), f.seq.Load() > 0
	f.up.Store(up)
	f.server.Reloaded(api.DatabaseSource, err)
	f.setError(err)
	f.assess()
	switch {
	case err == nil && f.failed:
		f.log.Info("the database can be used again")
	case err == nil:
	case !served:
		f.log.Error("the database cannot be used yet; it is tried until it can", "error", err)
	case !up && f.inMemory():
		f.log.Error("the database cannot be used; the current version is answered from memory, and requests that need the database with 503 until it can", "error", err)
	case !up:
		f.log.Error("the database cannot be used; requests that need it are answered with 503 until it can", "error", err)
	default:
		f.log.Error("the database's version cannot be used; the one before stays in place", "error", err)
	}
	f.failed = err != nil
}

func (f *databaseFollower) setError(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
	switch {
	case !errors.Is(err, query.ErrUnavailable):
		f.since = time.Time{}
	case f.since.IsZero():
		f.since = f.now()
	}
}

// assess makes the server ready or not. It is called when the state of the database
// changes, and when a version gets into memory.
func (f *databaseFollower) assess() {
	f.mu.Lock()
	defer f.mu.Unlock()
	away, served := errors.Is(f.err, query.ErrUnavailable), f.seq.Load() > 0
	switch {
	case away && f.inMemory():
		f.server.Notify(api.Notice{Code: api.NoticeNotUpdated, Since: f.since, Detail: whyUnready(f.err) +
			" This version is answered from memory. Whether there is a newer one is not known, and what concerns the past cannot be answered."})
	default:
		f.server.Withdraw(api.NoticeNotUpdated)
	}
	if f.err == nil || served && (!away || f.inMemory()) {
		f.server.Ready()
	} else {
		f.server.Unready(whyUnready(f.err))
	}
}

// inMemory reports whether the served version is answered from memory.
func (f *databaseFollower) inMemory() bool {
	served := f.served.Load()
	return served != nil && served.InMemory()
}

// whyUnready returns a reason for the public; the log has the full error.
func whyUnready(err error) string {
	switch {
	case errors.Is(err, postgres.ErrNoSchema):
		return "Nothing has been loaded into the register's database yet."
	case errors.Is(err, postgres.ErrCopying):
		return "The register's database is still being copied from another one."
	case errors.Is(err, query.ErrUnavailable) && !errors.Is(err, postgres.ErrWithheld):
		return "The register's database cannot be reached."
	}
	return "The register's database cannot be used by this server; its log says why."
}
