package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"opencec/tools/api"
	"opencec/tools/memory"
	"opencec/tools/register"
	"opencec/tools/snapshot"
)

// A follower keeps the server on the newest good snapshot of a folder.
type follower struct {
	dir    string
	server *api.Server
	log    *slog.Logger
	now    func() time.Time
	served string // digest of the snapshot that is served
	seen   string // digest of the snapshot that was last looked at, good or bad
	failed string // why the folder's snapshot is not served, so that it is logged once
}

// load puts the first snapshot in place at once, and then builds what its
// requests would otherwise wait for.
func (f *follower) load(ctx context.Context) error {
	begin := f.now()
	engine, err := f.open()
	if err != nil {
		return err
	}
	f.server.Swap(engine)
	f.good()
	f.report(begin, "ready", engine)
	engine.Warm(ctx, f.today(engine))
	return nil
}

// follow looks for a new snapshot at every tick, until ctx ends.
func (f *follower) follow(ctx context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			f.look(ctx)
		}
	}
}

// look takes up a new snapshot, if there is one. One that cannot be used is
// logged, once, and leaves the old one in place.
func (f *follower) look(ctx context.Context) {
	digest, err := snapshot.Digest(f.dir)
	switch {
	case err != nil:
		f.fail(err)
	case digest == f.served && f.failed != "": // the old one is back
		f.seen = digest
		f.good()
	case digest != f.seen:
		f.take(ctx, digest)
	}
}

// take puts a new snapshot in place, warm.
func (f *follower) take(ctx context.Context, digest string) {
	begin := f.now()
	f.seen = digest // also when it is bad: it does not get better by trying again
	engine, err := f.open()
	if err != nil {
		f.fail(err)
		return
	}
	engine.Warm(ctx, f.today(engine))
	f.server.Swap(engine)
	f.good()
	f.report(begin, "new version in place", engine)
}

func (f *follower) open() (*memory.Engine, error) {
	s, err := snapshot.Open(f.dir)
	if err != nil {
		return nil, err
	}
	f.served, f.seen = s.Digest, s.Digest
	return memory.New(s.Register), nil
}

// good notes that what the folder holds is served.
func (f *follower) good() {
	f.failed = ""
	f.server.Reloaded(api.SnapshotSource, nil)
}

// fail notes that it is not.
func (f *follower) fail(err error) {
	if message := fmt.Sprint(err); message != f.failed {
		f.failed = message
		f.server.Reloaded(api.SnapshotSource, err)
		f.log.Error("the snapshot cannot be used; the version before stays in place", "error", err)
	}
}

func (f *follower) today(engine *memory.Engine) register.Date {
	return engine.Register().Today(f.now())
}

func (f *follower) report(begin time.Time, message string, engine *memory.Engine) {
	f.log.Info(message, "version", engine.Register().Version.ID, "listings", engine.Counts().Listings,
		"certificates", engine.Counts().Certificates, "took", f.now().Sub(begin).Round(time.Millisecond))
}
