package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"opencec/tools/api"
	"opencec/tools/memory"
	"opencec/tools/register"
	"opencec/tools/signature"
	"opencec/tools/snapshot"
)

// A snapshotFollower keeps the server on the newest good snapshot of a folder.
type snapshotFollower struct {
	dir    string
	keys   []signature.Key // of which one must have signed it; none when nobody needs to
	server *api.Server
	log    *slog.Logger
	now    func() time.Time
	last   *snapshot.Snapshot // the one that is served
	served string             // digest of the snapshot that is served
	seen   string             // digest of the snapshot that was last looked at, good or bad
	failed string             // why the folder's snapshot is not served, so that it is logged once
}

// load puts the first snapshot in place at once, and then builds what its
// requests would otherwise wait for.
func (f *snapshotFollower) load(ctx context.Context) error {
	begin := f.now()
	next, engine, err := f.open()
	if err != nil {
		return err
	}
	f.use(next)
	f.server.Swap(engine)
	f.good()
	f.report(begin, "ready", engine)
	engine.Warm(ctx, f.today(engine))
	return nil
}

// follow follows the folder until ctx ends. It must have a good snapshot to begin
// with.
func (f *snapshotFollower) follow(ctx context.Context) error {
	if err := f.load(ctx); err != nil {
		return err
	}
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	f.watch(ctx, ticker.C)
	return nil
}

// watch looks for a new snapshot at every tick, until ctx ends.
func (f *snapshotFollower) watch(ctx context.Context, tick <-chan time.Time) {
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
func (f *snapshotFollower) look(ctx context.Context) {
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

// take puts a new snapshot in place, warm. One of a history that has lost what is served
// is refused: whoever asked what the register said would get another answer.
func (f *snapshotFollower) take(ctx context.Context, digest string) {
	begin := f.now()
	f.seen = digest // also when it is bad: it does not get better by trying again
	next, engine, err := f.open()
	if err != nil {
		f.fail(err)
		return
	}
	if err := next.CheckFollows(ctx, f.last); err != nil {
		f.fail(whyNotFollowed(err))
		return
	}
	f.use(next)
	engine.Warm(ctx, f.today(engine))
	f.server.Swap(engine)
	f.good()
	f.report(begin, "new version in place", engine)
}

func (f *snapshotFollower) open() (*snapshot.Snapshot, *memory.Engine, error) {
	s, err := snapshot.Open(f.dir, f.keys...)
	if err != nil {
		return nil, nil, err
	}
	f.seen = s.Digest
	// Its files are closed when nobody holds the engine any more, as a version that was
	// replaced is still asked for by those who are in the middle of a list.
	return s, memory.New(s.Register, memory.WithJournal(s.Journal)), nil
}

// use notes which snapshot is served from now on.
func (f *snapshotFollower) use(s *snapshot.Snapshot) { f.last, f.served = s, s.Digest }

// whyNotFollowed adds to why a snapshot does not go on from the one that is served what
// its publisher can do. A server has no git to tell more.
func whyNotFollowed(err error) error {
	if !errors.As(err, new(*register.LostError)) {
		return err
	}
	return fmt.Errorf("the history is rewritten: %w; mend the branch and build again, or accept it knowingly by: opencec build --published COMMIT --accept-rewritten-history, which the manifest then says; a restarted server takes what is there", err)
}

// good notes that what the folder holds is served.
func (f *snapshotFollower) good() {
	f.failed = ""
	f.server.Reloaded(api.SnapshotSource, nil)
}

// fail notes that it is not.
func (f *snapshotFollower) fail(err error) {
	if message := fmt.Sprint(err); message != f.failed {
		f.failed = message
		f.server.Reloaded(api.SnapshotSource, err)
		f.log.Error("the snapshot cannot be used; the version before stays in place", "error", err)
	}
}

func (f *snapshotFollower) today(engine *memory.Engine) register.Date {
	return engine.Register().Today(f.now())
}

func (f *snapshotFollower) report(begin time.Time, message string, engine *memory.Engine) {
	f.log.Info(message, "version", engine.Register().Version.ID, "listings", engine.Counts().Listings,
		"certificates", engine.Counts().Certificates, "took", f.now().Sub(begin).Round(time.Millisecond))
}
