package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"opencec/tools/api"
	"opencec/tools/api/admin"
	"opencec/tools/base/buildinfo"
	"opencec/tools/command/commandline"
	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/query/postgres"
)

// pollEvery is how often the snapshot and the keys are checked.
const pollEvery = 2 * time.Second

// Exit codes, which supervisors and scripts rely on.
const (
	exitGood   = 0
	exitFailed = 1
	exitUsage  = 2
)

// run runs the command line and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, now func() time.Time) int {
	err := runCommand(ctx, args[1:], stdout, stderr, now)
	var usage usageError
	switch {
	case err == nil:
		return exitGood
	case errors.As(err, &usage) || errors.As(err, new(commandline.WrongUse)):
		fmt.Fprintf(stderr, "opencec-api: %v\nhint: opencec-api --help\n", err)
		return exitUsage
	}
	fmt.Fprintf(stderr, "opencec-api: %v\n", err)
	return exitFailed
}

// runCommand runs the command line.
func runCommand(ctx context.Context, args []string, stdout, stderr io.Writer, now func() time.Time) error {
	if commandline.IsShared(args) {
		return runShared(args, stdout)
	}
	passedOver, err := loadDotEnv(ctx)
	if err != nil {
		return err
	}
	s := newSettings()
	err = s.parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return s.writeHelp(stdout)
	case err != nil:
		return usageError{err}
	case s.version:
		_, err := fmt.Fprintln(stdout, "opencec-api version", buildinfo.Read())
		return err
	}
	return serve(ctx, s, stderr, now, passedOver)
}

// serve runs the server until ctx ends; passedOver are the names in dotEnv that are not
// settings.
func serve(ctx context.Context, s *settings, stderr io.Writer, now func() time.Time, passedOver []string) error {
	log, err := newLog(s.String(settingLogFormat), stderr)
	if err != nil {
		return err
	}
	warnOfUnknown(log, os.Environ())
	warnOfPassedOver(log, passedOver)
	warnOfNoEffect(s, log)
	warnOfKeyHash(s, log)
	address, err := listenAddress(s)
	err = errors.Join(err, setDatabaseURL(s))
	options, wrong := serverOptions(s)
	if err := errors.Join(err, wrong, checkSources(s)); err != nil {
		return err
	}
	p := program{log: log, now: now, drain: s.Duration(settingDrainTimeout), profile: s.Bool(settingAdminPprof)}
	options.Now, options.Log, options.Build, options.Program = now, log, build(), buildinfo.Read()
	defer p.disconnect()
	defer p.leaveState()
	if err := p.open(ctx, s, options); err != nil {
		return err
	}
	if err := p.listen(address, s.String(settingAdminListen)); err != nil {
		return err
	}
	return p.run(ctx)
}

// A source is where the register comes from.
type source interface {
	// follow puts the newest version in place, and then each new one, until ctx ends.
	follow(ctx context.Context) error
}

// A program is the server with everything that runs next to it.
type program struct {
	log      *slog.Logger
	source   source
	database *postgres.Database // nil without one
	ring     *keys.Ring
	keysAway bool      // the last attempt to read the keys failed
	keysFail time.Time // since when the keys cannot be read; zero if they can
	now      func() time.Time
	server   *api.Server
	state    *stateFolder // nil without one
	drain    time.Duration
	profile  bool // serve profiles on the admin address
	listener net.Listener
	admin    net.Listener // nil without an admin address
}

// open creates the server from the settings.
func (p *program) open(ctx context.Context, s *settings, o api.Options) (err error) {
	if dir := s.String(settingSnapshot); dir != "" {
		signers, err := verifyKeys(s)
		if err != nil {
			return err
		}
		if p.ring, err = openRing(ctx, s, nil); err != nil {
			return err
		}
		if named := s.String(settingState); named != "" {
			if p.state, err = openState(named); err != nil {
				return err
			}
		} else {
			p.log.Warn("without a state folder the server forgets at its end which snapshot was the newest, and cannot start while the folder has no good one", "setting", "--"+settingState)
		}
		o.Keys = p.ring
		p.server = api.NewServer(o)
		p.source = &snapshotFollower{dir: dir, keys: signers, state: p.state, back: s.Bool(settingAllowOlder), grace: s.Duration(settingUpdateGrace), server: p.server, log: p.log, now: o.Now}
		return nil
	}
	if p.database, err = postgres.Connect(ctx, s.String(settingDatabaseURL), postgres.Options{}); err != nil {
		return usagef("--%s: %w", settingDatabaseURL, err)
	}
	if p.ring, err = openRing(ctx, s, p.database); err != nil {
		return err
	}
	follower := &databaseFollower{database: p.database, log: p.log, now: o.Now}
	if s.String(settingAnswerFrom) == answerFromMemory {
		follower.filler = follower.newFiller(s.Int(settingMemoryRecords))
	}
	o.Keys, o.Metrics = p.ring, []prometheus.Collector{databaseCollector{follower}}
	p.server = api.NewServer(o)
	p.source, follower.server = follower, p.server
	return nil
}

// closeTimeout limits how long the program waits at its end for the database and for the
// followers of the register and the keys. What does not answer is abandoned.
const closeTimeout = time.Second

// disconnect closes the connections to the database, after the last request.
func (p *program) disconnect() {
	if p.database == nil {
		return
	}
	closed := make(chan struct{})
	go func() {
		p.database.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(closeTimeout):
	}
}

// leaveState unlocks the state folder for another server.
func (p *program) leaveState() {
	if p.state != nil {
		_ = p.state.lock.Close() // nothing was written to it
	}
}

// adminDrain is how long a scrape may take after everything else has ended.
const adminDrain = time.Second

func (p *program) listen(address, admin string) (err error) {
	if p.listener, err = api.Listen(address); err != nil {
		return err
	}
	if admin == "" {
		p.log.Info("listening", "address", p.listener.Addr().String(), "keys", p.ring.Len())
		return nil
	}
	if p.admin, err = api.Listen(admin); err != nil {
		return errors.Join(err, p.listener.Close())
	}
	p.log.Info("listening", "address", p.listener.Addr().String(), "admin", p.admin.Addr().String(), "keys", p.ring.Len())
	return nil
}

// run runs everything until ctx ends or a part fails. The server answers while the
// register is loading, so that liveness and readiness can be told apart.
func (p *program) run(ctx context.Context) error {
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return leaveBlocked(ctx, p.source.follow) })
	parts.Go(func() error { return leaveBlocked(ctx, p.followKeys) })
	observed, end := context.WithCancel(context.WithoutCancel(ctx)) // until after the last request
	parts.Go(func() error {
		defer end()
		return api.Serve(ctx, p.listener, p.server.Handler(), p.drain, p.log)
	})
	if p.admin != nil {
		parts.Go(func() error {
			return api.Serve(observed, p.admin, admin.Handler(p.server, p.log, p.profile), adminDrain, p.log)
		})
	}
	return parts.Wait()
}

// leaveBlocked runs a part of the program until it ends. After ctx has ended it waits at
// most closeTimeout: a part that reads from an unresponsive disk cannot be interrupted,
// and must not keep the program from ending.
func leaveBlocked(ctx context.Context, part func(context.Context) error) error {
	ended := make(chan error, 1)
	go func() { ended <- part(ctx) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(closeTimeout):
		return nil
	}
}

// followKeys follows the keys' source until ctx ends.
func (p *program) followKeys(ctx context.Context) error {
	if !p.ring.Unread() {
		p.server.Reloaded(api.KeysSource, nil) // they were read at the start
	} else if p.ring.Read(ctx) == nil { // otherwise Watch reports why, and retries
		p.keysRead(nil)
	}
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	p.ring.Watch(ctx, ticker.C, p.keysRead)
	return nil
}

// keysRead reports an attempt to read the keys.
func (p *program) keysRead(err error) {
	p.server.Reloaded(api.KeysSource, err)
	p.noticeKeys(err)
	before := p.keysAway
	p.keysAway = errors.Is(err, query.ErrUnavailable)
	switch {
	case err == nil:
		p.log.Info("the keys have been read", "keys", p.ring.Len())
	case before && p.keysAway: // now for another reason
	default:
		p.log.Error("the keys cannot be used; they stay as they were", "error", err)
	}
}

// noticeKeys makes /readyz and /v1 say since when the keys cannot be read.
func (p *program) noticeKeys(err error) {
	switch {
	case err == nil:
		p.keysFail = time.Time{}
		p.server.Withdraw(api.NoticeKeys)
	case p.keysFail.IsZero():
		p.keysFail = p.now()
		p.server.Notify(api.Notice{Code: api.NoticeKeys, Since: p.keysFail,
			Detail: "The keys cannot be read. Those that were read before stay good, also one that was revoked meanwhile."})
	}
}

// openRing opens the keys of the file or the database, and the key of the setting; there
// must be at least one of these. Keys in a database are read later.
func openRing(ctx context.Context, s *settings, database *postgres.Database) (*keys.Ring, error) {
	var others []keys.Key
	if hash := s.String(settingKeyHash); hash != "" {
		key, err := keys.FromHash("environment", hash)
		if err != nil {
			return nil, usagef("--%s or %s: %w", settingKeyHash, variable(settingKeyHash), err)
		}
		others = append(others, key)
	}
	file := s.String(settingKeysFile)
	switch {
	case s.Bool(settingKeysDatabase):
		return keys.Follow(database.Keys(), others...)
	case file != "":
		return keys.Open(ctx, file, others...)
	}
	return keys.NewRing(others...)
}
