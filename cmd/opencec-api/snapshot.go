package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"opencec/tools/api"
	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/memory"
	"opencec/tools/register"
)

// A snapshotFollower keeps the server on the newest good snapshot in a folder.
type snapshotFollower struct {
	dir    string
	keys   []signature.Key // one of them must have signed it; none if no signature is required
	state  *stateFolder    // nil without one
	back   bool            // accept an older snapshot than was served
	grace  time.Duration   // how long a new snapshot may fail before there is a notice
	server *api.Server
	log    *slog.Logger
	now    func() time.Time

	last     *snapshot.Snapshot    // the served one; nil if its history turned out to be damaged
	mark     *highWaterMark        // the newest that was served; nil before the first
	served   string                // digest of the served snapshot; "" if another one should be served
	seen     *snapshot.Fingerprint // the folder at the last attempt; nil if it could not be read
	retry    backoff               // of a failing snapshot
	trouble  trouble               // why the folder's snapshot is not served
	copying  trouble               // why the served snapshot is not in the state folder
	recopy   backoff
	fromCopy bool // the served one comes from the state folder, because the folder had no good one at the start
}

// load puts the first snapshot in place at once, and then builds what its requests would
// wait for. If the folder has no good one, it uses the copy in the state folder.
func (f *snapshotFollower) load(ctx context.Context) error {
	begin := f.now()
	allowGarbage(garbageLoading)
	defer settle()
	f.seen, _ = snapshot.ReadFingerprint(f.dir) // fetch reports what is wrong with it
	if f.state != nil {
		f.mark = f.state.mark
	}
	next, err := f.fetch(ctx)
	older := false
	if err == nil {
		older, err = f.checkNewness(next)
	}
	if err != nil {
		next.discard()
		if ctx.Err() != nil {
			return nil // the server ends
		}
		if next, err = f.openCopy(err); err != nil {
			return err
		}
	}
	engine := f.use(next, older)
	f.put(engine)
	f.report(begin, "ready", engine)
	if !f.fromCopy {
		f.good()
		f.keep(next)
	}
	allowGarbage(garbageWarming)
	engine.Warm(ctx)
	if err := checkHistory(ctx, next.Snapshot); err != nil && ctx.Err() == nil {
		f.last, f.served = nil, ""
		f.failed(err)
	}
	return nil
}

// openCopy opens the copy in the state folder, because the folder's snapshot cannot be
// used.
func (f *snapshotFollower) openCopy(why error) (candidate, error) {
	if f.state == nil {
		return candidate{}, why
	}
	s, err := snapshot.Open(f.state.copy(), f.keys...)
	if errors.Is(err, fs.ErrNotExist) {
		return candidate{}, fmt.Errorf("%w; the state folder %s has no copy of an earlier one yet", why, f.state.dir)
	}
	if err != nil {
		return candidate{}, fmt.Errorf("%w; nor can the copy of the last good one: %w", why, err)
	}
	f.fromCopy = true
	f.log.Error("the snapshot cannot be used; the server starts from its copy of the last good one", "copy", f.state.copy(), "version", s.Register.Version.ID, "error", why)
	f.server.Notify(api.Notice{Code: api.NoticeLastGood, Since: f.now(),
		Detail: "The server has started from its own copy of the register, as it could not use what is published. " + whyNotTaken(why)})
	f.server.Reloaded(api.SnapshotSource, why)
	f.trouble.add(why, f.now()) // which is logged already
	return candidate{Snapshot: s}, nil
}

// follow follows the folder until ctx ends. At the start, the folder or the state folder
// must have a good snapshot.
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
			f.lookOrNotify(func() { f.look(ctx) })
		}
	}
}

// slowLook is the minimum time that a look may take before there is a notice, even if the
// grace is shorter: a large register takes seconds.
const slowLook = time.Minute

// lookOrNotify looks, and adds a notice if that takes too long, as on a network file
// system whose server is gone: reading from it cannot be interrupted.
func (f *snapshotFollower) lookOrNotify(look func()) {
	begin := f.now()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		look()
	}()
	slow := time.NewTimer(max(f.grace, slowLook))
	defer slow.Stop()
	select {
	case <-ended:
		return
	case <-slow.C:
	}
	f.server.Reloaded(api.SnapshotSource, errSlow)
	f.server.Notify(api.Notice{Code: api.NoticeNotUpdated, Since: begin, Detail: "It is not known whether a newer version of the register is published, as reading what is published takes too long."})
	f.log.Error("looking at the snapshot takes too long; does its file system answer?", "dir", f.dir, "since", begin.UTC().Format(time.RFC3339))
	<-ended
	f.log.Info("looking at the snapshot has ended", "dir", f.dir, "took", f.now().Sub(begin).Round(time.Millisecond))
	if !f.trouble.is() {
		f.good()
	}
}

var errSlow = errors.New("looking at the snapshot takes too long")

// look takes a new snapshot, if there is one. If it cannot be used, the old one stays in
// place. The new one is tried again at once when any of its files changes, because files
// may arrive in any order and take time, and otherwise at growing intervals.
func (f *snapshotFollower) look(ctx context.Context) {
	seen, err := snapshot.ReadFingerprint(f.dir)
	switch {
	case err != nil:
		f.seen = nil
		f.failed(err)
	case seen.Digest == f.served && !f.fromCopy:
		f.seen = seen
		if f.trouble.is() { // the old one is back
			f.good()
		}
		f.keepAgain(ctx)
	case !seen.Equal(f.seen):
		f.seen = seen
		f.retry.reset()
		f.take(ctx)
	case f.retry.due(f.now()):
		f.take(ctx)
	}
	f.notifyOverdue()
}

// take puts a new snapshot in place after warming it up.
func (f *snapshotFollower) take(ctx context.Context) {
	begin := f.now()
	makeRoom()
	defer settle()
	next, err := f.fetch(ctx)
	older := false
	if err == nil {
		older, err = f.admit(ctx, next)
	}
	if err != nil {
		next.discard()
		if ctx.Err() != nil {
			return // the server ends; the snapshot is not at fault
		}
		f.retry.failed(f.now())
		f.failed(err)
		return
	}
	f.fromCopy = false
	engine := f.use(next, older)
	engine.Warm(ctx)
	f.put(engine)
	f.good()
	f.report(begin, "new version in place", engine)
	f.keep(next)
}

// A candidate is a snapshot that may be served next.
type candidate struct {
	*snapshot.Snapshot
	staged *snapshot.Build // its copy, not in place yet; nil without one
}

// discard removes the copy, unless it is in place.
func (c candidate) discard() {
	if c.staged != nil {
		_ = c.staged.Discard() // the next copy removes what is left
	}
}

// fetch opens the folder's snapshot. With a state folder it first copies the snapshot and
// opens the copy: the history is read from its files while it is served, so they must not
// change.
func (f *snapshotFollower) fetch(ctx context.Context) (candidate, error) {
	if f.state == nil {
		s, err := snapshot.Open(f.dir, f.keys...)
		return candidate{Snapshot: s}, err
	}
	staged, err := snapshot.Stage(ctx, f.dir, f.state.copy(), f.keys...)
	if errors.Is(err, snapshot.ErrStage) {
		f.notKept(err)
		s, err := snapshot.Open(f.dir, f.keys...)
		return candidate{Snapshot: s}, err
	}
	if err != nil {
		return candidate{}, err
	}
	c := candidate{staged: staged}
	if c.Snapshot, err = snapshot.Open(staged.Dir, f.keys...); err != nil {
		c.discard()
		return candidate{}, err
	}
	return c, nil
}

// admit checks whether a snapshot may replace the served one. It refuses a snapshot whose
// history lacks the served commit, because it would contradict earlier answers, and an
// older one unless that is accepted.
func (f *snapshotFollower) admit(ctx context.Context, next candidate) (older bool, err error) {
	if err := checkHistory(ctx, next.Snapshot); err != nil {
		return false, err
	}
	if older, err = f.checkNewness(next); err != nil || older || f.last == nil {
		return older, err
	}
	if err := next.CheckFollows(ctx, f.last); err != nil {
		return false, whyNotFollowed(err)
	}
	return false, nil
}

// checkNewness reports whether a snapshot is older than the newest that was served, which
// is an error unless it is accepted.
func (f *snapshotFollower) checkNewness(next candidate) (older bool, err error) {
	if f.mark == nil {
		return false, nil
	}
	err = f.mark.Newest.check(next.Manifest)
	switch {
	case err == nil:
		return false, nil
	case f.back:
		return true, nil
	}
	newest := f.mark.Newest
	return true, fmt.Errorf("%w; version %s for %s was served; put right what is wrong in it by a new commit and a new build, or go back knowingly by --%s", err, newest.Version, newest.On, settingAllowOlder)
}

// checkHistory reads the snapshot's history, if it has one.
func checkHistory(ctx context.Context, s *snapshot.Snapshot) error {
	if s.Manifest.History == nil {
		return nil
	}
	_, err := s.Journal(ctx)
	return err
}

// use builds the engine of the snapshot to serve, and records it in the mark before
// anybody gets an answer from it. The files of its history are closed when the engine is
// garbage-collected, since clients in the middle of a list still use a replaced version.
func (f *snapshotFollower) use(c candidate, older bool) *memory.Engine {
	f.last, f.served = c.Snapshot, c.Digest
	if !f.fromCopy {
		f.raiseMark(c.Manifest, older)
	}
	f.notifyOlder()
	return memory.New(c.Register, memory.WithJournal(c.Journal))
}

// put makes the server answer from the engine of the last snapshot.
func (f *snapshotFollower) put(engine *memory.Engine) {
	f.server.SwapCopy(engine, api.Copy{On: f.last.Manifest.On, Serial: f.last.Manifest.Serial})
}

// raiseMark records a snapshot as the newest that was served.
func (f *snapshotFollower) raiseMark(m *snapshot.Manifest, older bool) {
	next := highWaterMark{Newest: servedOf(m)}
	if f.mark != nil {
		next = f.mark.next(m, older, f.now())
	}
	f.mark = &next
	if f.state == nil {
		return
	}
	if err := f.state.save(next); err != nil {
		f.notKept(err)
	}
}

// notifyOlder adds a notice while an older version than the newest is served.
func (f *snapshotFollower) notifyOlder() {
	if f.mark == nil || f.mark.SteppedBackFrom == nil {
		f.server.Withdraw(api.NoticeOlder)
		return
	}
	from, is := f.mark.SteppedBackFrom, f.mark.Newest
	f.log.Warn("an older snapshot than was served before is in place, which was accepted", "version", is.Version, "on", is.On, "before", from.Version, "on before", from.On)
	f.server.Notify(api.Notice{Code: api.NoticeOlder, Since: from.Since,
		Detail: fmt.Sprintf("The server's operator has gone back knowingly, to the register as it was published for %s; a version for %s was served before.", is.On, from.On)})
}

// keep moves the copy from which a snapshot was opened into place in the state folder.
func (f *snapshotFollower) keep(c candidate) {
	if c.staged == nil {
		return
	}
	if err := errors.Join(f.state.save(*f.mark), c.staged.Publish(), c.staged.Discard()); err != nil {
		f.notKept(err)
		return
	}
	f.kept()
}

// keepAgain retries copying the served snapshot after a failure.
func (f *snapshotFollower) keepAgain(ctx context.Context) {
	if !f.copying.is() || !f.recopy.due(f.now()) {
		return
	}
	staged, err := snapshot.Stage(ctx, f.dir, f.state.copy(), f.keys...)
	if err != nil {
		f.notKept(err)
		return
	}
	f.keep(candidate{staged: staged})
}

func (f *snapshotFollower) kept() {
	if f.copying.is() {
		f.log.Info("the snapshot is in the state folder again")
	}
	f.copying.end()
	f.recopy.reset()
	f.server.Reloaded(api.StateSource, nil)
}

func (f *snapshotFollower) notKept(err error) {
	f.recopy.failed(f.now())
	f.server.Reloaded(api.StateSource, err)
	if f.copying.add(err, f.now()) {
		f.log.Error("the state folder cannot be written; after a restart the server may not know what it has served", "error", err)
	}
}

// whyNotFollowed adds to the error of a snapshot that does not continue the served one
// what its publisher can do. The server has no git to find out more.
func whyNotFollowed(err error) error {
	if !errors.As(err, new(*register.LostError)) {
		return err
	}
	return fmt.Errorf("the history is rewritten: %w; fix the branch and build again, or accept it knowingly by: opencec build --published COMMIT --accept-rewritten-history, which the manifest then says; a restarted server takes what is there", err)
}

// whyNotTaken returns a reason for the public; the log has the full error.
func whyNotTaken(err error) string {
	switch {
	case errors.Is(err, snapshot.ErrUntrusted):
		return "No key that this server trusts has signed it."
	case errors.Is(err, snapshot.ErrNewer):
		return "It was made by a newer release than this server can read."
	case errors.Is(err, snapshot.ErrOlder):
		return "It is older than what this server has served."
	case errors.As(err, new(*register.LostError)):
		return "Its history has lost what this server has served."
	case errors.Is(err, snapshot.ErrIncomplete), errors.Is(err, fs.ErrNotExist):
		return "Its files are not all there, or do not belong together."
	}
	return "This server cannot read it; the server's log says why."
}

// good records that the folder's snapshot is served.
func (f *snapshotFollower) good() {
	if f.trouble.overdue {
		f.log.Info("what the folder has is served again")
	}
	f.trouble.end()
	f.retry.reset()
	f.server.Reloaded(api.SnapshotSource, nil)
	f.server.Withdraw(api.NoticeNotUpdated)
	f.server.Withdraw(api.NoticeLastGood)
}

// failed records that it is not. It logs each reason once.
func (f *snapshotFollower) failed(err error) {
	f.server.Reloaded(api.SnapshotSource, err)
	if f.trouble.add(err, f.now()) {
		f.log.Error("the snapshot cannot be used; the version before stays in place, and it is tried again", "error", err)
	}
}

// notifyOverdue adds a notice when the folder's snapshot could not be served for longer
// than copying it should take.
func (f *snapshotFollower) notifyOverdue() {
	t := &f.trouble
	if !t.is() || f.now().Sub(t.since) < f.grace {
		return
	}
	f.server.Notify(api.Notice{Code: api.NoticeNotUpdated, Since: t.since, Detail: "What is published of the register is not what this server answers from, as it cannot take it up. " + whyNotTaken(t.err)})
	if !t.overdue {
		t.overdue = true
		f.log.Error("the snapshot could not be used for too long; answers now say that this version may be out of date", "since", t.since.UTC().Format(time.RFC3339), "error", t.err)
	}
}

func (f *snapshotFollower) report(begin time.Time, message string, engine *memory.Engine) {
	f.log.Info(message, "version", engine.Register().Version.ID, "listings", engine.Counts().Listings,
		"certificates", engine.Counts().Certificates, "took", f.now().Sub(begin).Round(time.Millisecond))
}
