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

// A databaseFollower keeps the server on the newest version in a database, and reports
// when the database is unavailable.
type databaseFollower struct {
	database *postgres.Database
	server   *api.Server
	log      *slog.Logger
	now      func() time.Time

	seq    atomic.Int64 // of the served version; 0 before the first
	up     atomic.Bool  // whether the database can be read
	failed bool         // whether a failure was reported: it cannot be read, or its version cannot be used
}

// follow follows the database until ctx ends. It waits for a database that is missing or
// goes away.
func (f *databaseFollower) follow(ctx context.Context) error {
	follower := postgres.Follower{Database: f.database, Log: f.log, Take: f.take, Loaded: f.loaded, Report: f.report}
	follower.Run(ctx)
	return nil
}

// take puts a version in place: the first one at once, later ones after reading what
// requests would wait for.
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

// loaded sets the day of the database's copy of the register: the last day on which a
// load updated or confirmed it.
func (f *databaseFollower) loaded(day register.Date) { f.server.SetCopy(api.Copy{On: day}) }

func (f *databaseFollower) put(engine *postgres.Engine, message string, begin time.Time) {
	f.server.Swap(engine)
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
// version cannot be used, the previous one stays in place; if the database cannot be
// reached, only cached answers remain.
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
