package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"opencec/tools/api"
	"opencec/tools/buildinfo"
	"opencec/tools/commandline"
	"opencec/tools/keys"
	"opencec/tools/postgres"
	"opencec/tools/query"
)

// pollEvery is how often the snapshot and the keys are looked at.
const pollEvery = 2 * time.Second

// Exit codes, which supervisors and scripts rely on.
const (
	exitGood   = 0
	exitFailed = 1
	exitUsage  = 2
)

// run runs the command line and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, now func() time.Time) int {
	passedOver, err := loadDotEnv(ctx)
	if err == nil {
		err = newApp(stdout, stderr, now, passedOver).RunContext(ctx, args)
	}
	var usage usageError
	switch {
	case err == nil:
		return exitGood
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "opencec-api: %v\nhint: opencec-api --help\n", err)
		return exitUsage
	}
	fmt.Fprintf(stderr, "opencec-api: %v\n", err)
	return exitFailed
}

// newApp returns the command line; passedOver are the names in dotEnv that are no settings.
func newApp(stdout, stderr io.Writer, now func() time.Time, passedOver []string) *cli.App {
	program := buildinfo.Read()
	return &cli.App{
		Name:  "opencec-api",
		Usage: "serve a register over HTTP",
		Description: "Make a key and start the server:\n\n" +
			"   opencec keys new --name portal --keys-file keys.json\n" +
			"   opencec-api --snapshot public --keys-file keys.json\n\n" +
			"and ask it with the key that was printed:\n\n" +
			"   curl -H \"x-api-key: $KEY\" 'http://localhost:8080/v1/listings?status=active'\n\n" +
			"From a Postgres that opencec load has filled, with the keys in it too:\n\n" +
			"   opencec-api --database-url postgres://opencec_reader@localhost/register --keys-database\n\n" +
			"Settings are flags, variables of the environment, or lines of " + dotEnv + " in the\n" +
			"working directory; the first of these that has one counts. Other lines of that\n" +
			"file are passed over, with a warning.",
		Flags: settingFlags(),
		Commands: commandline.Commands(commandline.Options{
			Program: "opencec-api", Version: program.Version, Date: program.Time, Stdout: stdout, WrongUse: usagef,
			ExitStatus: "0 when the server was told to stop and has, 1 when something failed, 2 when the command was used wrongly.",
		}),
		Writer:          stdout,
		ErrWriter:       stderr,
		HideHelpCommand: true,
		Version:         program.String(),
		OnUsageError:    func(_ *cli.Context, err error, _ bool) error { return usageError{err} },
		ExitErrHandler:  func(*cli.Context, error) {}, // run decides
		Action:          func(c *cli.Context) error { return serve(c, stderr, now, passedOver) },
	}
}

func serve(c *cli.Context, stderr io.Writer, now func() time.Time, passedOver []string) error {
	if c.Args().Present() {
		return usagef("there are no arguments, but %q was given", c.Args().First())
	}
	log, err := newLog(c.String(settingLogFormat), stderr)
	if err != nil {
		return err
	}
	warnOfUnknown(log, os.Environ())
	warnOfPassedOver(log, passedOver)
	warnOfNoEffect(c, log)
	warnOfKeyHash(c, log)
	address, err := listenAddress(c)
	err = errors.Join(err, setDatabaseURL(c))
	options, wrong := serverOptions(c)
	if err := errors.Join(err, wrong, checkSources(c)); err != nil {
		return err
	}
	p := program{log: log, now: now, drain: c.Duration(settingDrainTimeout), profile: c.Bool(settingAdminPprof)}
	options.Now, options.Log, options.Build, options.Program = now, log, build(), buildinfo.Read()
	defer p.disconnect()
	defer p.leaveState()
	if err := p.open(c, options); err != nil {
		return err
	}
	if err := p.listen(address, c.String(settingAdminListen)); err != nil {
		return err
	}
	return p.run(c.Context)
}

// A source is where the register comes from.
type source interface {
	// follow puts the newest version in place, and then each new one, until ctx ends.
	follow(ctx context.Context) error
}

// A program is the server and what goes on beside it.
type program struct {
	log      *slog.Logger
	source   source
	database *postgres.Database // nil without one
	ring     *keys.Ring
	keysAway bool      // where the keys are could not be reached when it was last tried
	keysFail time.Time // since when they cannot be read; zero while they can
	now      func() time.Time
	server   *api.Server
	state    *stateFolder // nil without one
	drain    time.Duration
	profile  bool // on the admin address
	listener net.Listener
	admin    net.Listener // nil without an admin address
}

// open makes the server of what the settings name.
func (p *program) open(c *cli.Context, o api.Options) (err error) {
	if dir := c.String(settingSnapshot); dir != "" {
		signers, err := verifyKeys(c)
		if err != nil {
			return err
		}
		if p.ring, err = openRing(c, nil); err != nil {
			return err
		}
		if named := c.String(settingState); named != "" {
			if p.state, err = openState(named); err != nil {
				return err
			}
		} else {
			p.log.Warn("without a state folder the server forgets at its end which snapshot was the newest, and cannot start while the folder has no good one", "setting", "--"+settingState)
		}
		o.Keys = p.ring
		p.server = api.NewServer(o)
		p.source = &snapshotFollower{dir: dir, keys: signers, state: p.state, back: c.Bool(settingAllowOlder), grace: c.Duration(settingUpdateGrace), server: p.server, log: p.log, now: o.Now}
		return nil
	}
	if p.database, err = postgres.Connect(c.Context, c.String(settingDatabaseURL), postgres.Options{}); err != nil {
		return usagef("--%s: %w", settingDatabaseURL, err)
	}
	if p.ring, err = openRing(c, p.database); err != nil {
		return err
	}
	follower := &databaseFollower{database: p.database, log: p.log, now: o.Now}
	o.Keys, o.Metrics = p.ring, []prometheus.Collector{databaseCollector{follower}}
	p.server = api.NewServer(o)
	p.source, follower.server = follower, p.server
	return nil
}

// closeTimeout is how long the database and what follows the register and the keys may
// take to end with the program. What does not answer is left behind.
const closeTimeout = time.Second

// disconnect ends the connections to the database, when no request needs them any more.
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

// leaveState lets another server have the state folder.
func (p *program) leaveState() {
	if p.state != nil {
		_ = p.state.lock.Close() // nothing was written to it
	}
}

// adminDrain is how long a scrape may take when all the rest has ended.
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
// register is loaded, so that whoever starts it can tell that it lives from that it
// is ready.
func (p *program) run(ctx context.Context) error {
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return leaveBlocked(ctx, p.source.follow) })
	parts.Go(func() error { return leaveBlocked(ctx, p.followKeys) })
	observed, end := context.WithCancel(context.WithoutCancel(ctx)) // to the end of the last request
	parts.Go(func() error {
		defer end()
		return api.Serve(ctx, p.listener, p.server.Handler(), p.drain, p.log)
	})
	if p.admin != nil {
		parts.Go(func() error {
			return api.Serve(observed, p.admin, p.server.AdminHandler(p.profile), adminDrain, p.log)
		})
	}
	return parts.Wait()
}

// leaveBlocked runs a part of the program until it ends. When ctx has ended, it waits no
// longer than closeTimeout: a part that reads from a disk which does not answer cannot be
// interrupted, and must not keep the program from ending.
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

// followKeys follows the place of the keys until ctx ends.
func (p *program) followKeys(ctx context.Context) error {
	if !p.ring.Unread() {
		p.server.Reloaded(api.KeysSource, nil) // they were, before the program began
	} else if p.ring.Read(ctx) == nil { // where not, Watch says why, and goes on to try
		p.keysRead(nil)
	}
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	p.ring.Watch(ctx, ticker.C, p.keysRead)
	return nil
}

// keysRead reports what has become of the keys.
func (p *program) keysRead(err error) {
	p.server.Reloaded(api.KeysSource, err)
	p.noticeKeys(err)
	before := p.keysAway
	p.keysAway = errors.Is(err, query.ErrUnavailable)
	switch {
	case err == nil:
		p.log.Info("the keys have been read", "keys", p.ring.Len())
	case before && p.keysAway: // for another reason now
	default:
		p.log.Error("the keys cannot be used; they stay as they were", "error", err)
	}
}

// noticeKeys has /readyz and /v1 say since when the keys cannot be read.
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

// openRing opens the keys of the file or the database, and of the setting, of which
// there must be one. Those of a database are read later.
func openRing(c *cli.Context, database *postgres.Database) (*keys.Ring, error) {
	var others []keys.Key
	if hash := c.String(settingKeyHash); hash != "" {
		key, err := keys.FromHash("environment", hash)
		if err != nil {
			return nil, usagef("--%s or %s: %w", settingKeyHash, variable(settingKeyHash), err)
		}
		others = append(others, key)
	}
	file := c.String(settingKeysFile)
	switch {
	case c.Bool(settingKeysDatabase):
		return keys.Follow(database.Keys(), others...)
	case file != "":
		return keys.Open(c.Context, file, others...)
	}
	return keys.NewRing(others...)
}
