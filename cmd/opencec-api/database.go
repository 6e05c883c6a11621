package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"opencec/tools/api"
	"opencec/tools/query"
	"opencec/tools/query/postgres"
	"opencec/tools/register"
)

// A databaseFollower keeps the server on the newest version of a database, and tells
// when the database is away.
type databaseFollower struct {
	database *postgres.Database
	server   *api.Server
	log      *slog.Logger
	now      func() time.Time

	seq    atomic.Int64 // of the version that is served; 0 before the first
	up     atomic.Bool  // whether the database can be read
	failed bool         // whether it was reported that it cannot be, or what it holds not used
}

// follow follows the database until ctx ends. One that is not there yet, or goes away,
// is waited for.
func (f *databaseFollower) follow(ctx context.Context) error {
	follower := postgres.Follower{Database: f.database, Log: f.log, Take: f.take, Loaded: f.loaded, Report: f.report}
	follower.Run(ctx)
	return nil
}

// take puts a version in place: the first at once, another when nothing that its
// requests need has to be read first.
func (f *databaseFollower) take(ctx context.Context, engine *postgres.Engine) {
	begin := f.now()
	if f.seq.Load() == 0 {
		f.put(engine, "ready", begin)
		f.server.Ready()
		f.readAhead(ctx, engine)
		return
	}
	f.readAhead(ctx, engine)
	f.put(engine, "new version in place", begin)
}

// loaded tells of which day the database's copy of the register is: the last one on which
// a load brought it up to date, or found that it was.
func (f *databaseFollower) loaded(day register.Date) { f.server.SetCopy(api.Copy{On: day}) }

func (f *databaseFollower) put(engine *postgres.Engine, message string, begin time.Time) {
	f.server.Swap(engine)
	f.seq.Store(engine.Seq())
	f.failed = false
	counts := engine.Counts()
	f.log.Info(message, "version", engine.Register().Version.ID, "seq", engine.Seq(), "listings", counts.Listings,
		"certificates", counts.Certificates, "took", f.now().Sub(begin).Round(time.Millisecond))
}

// readAhead reads what a request would wait for.
func (f *databaseFollower) readAhead(ctx context.Context, engine *postgres.Engine) {
	if err := engine.ReadNames(ctx); err != nil && ctx.Err() == nil {
		f.log.Warn("the names of products could not be read ahead; the first check reads them", "error", err)
	}
	if _, err := engine.Outlines(ctx); err != nil && ctx.Err() == nil {
		f.log.Warn("the listings could not be read ahead; the first request for /listings reads them", "error", err)
	}
}

// report tells the operator and the load balancer how the database stands. A version
// that cannot be used leaves the one before in place; a database that cannot be reached
// leaves nothing to answer from but what was sent already.
func (f *databaseFollower) report(err error) {
	up, served := !errors.Is(err, query.ErrUnavailable), f.seq.Load() > 0
	f.up.Store(up)
	f.server.Reloaded(api.DatabaseSource, err)
	if err == nil || up && served {
		f.server.Ready()
	} else {
		f.server.Unready(whyUnready(err))
	}
	switch {
	case err == nil && f.failed:
		f.log.Info("the database can be used again")
	case err == nil:
	case !served:
		f.log.Error("the database cannot be used yet; it is tried until it can", "error", err)
	case !up:
		f.log.Error("the database cannot be used; requests that need it are answered with 503 until it can", "error", err)
	default:
		f.log.Error("the database's version cannot be used; the one before stays in place", "error", err)
	}
	f.failed = err != nil
}

// whyUnready says for everybody what the log says in full for the operator.
func whyUnready(err error) string {
	switch {
	case errors.Is(err, postgres.ErrNoSchema):
		return "Nothing has been loaded into the register's database yet."
	case errors.Is(err, query.ErrUnavailable) && !errors.Is(err, postgres.ErrWithheld):
		return "The register's database cannot be reached."
	}
	return "The register's database cannot be used by this server; its log says why."
}
