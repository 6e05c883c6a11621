package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"opencec/tools/api"
	"opencec/tools/keys"
)

// pollEvery is how often the snapshot and the keys file are looked at.
const pollEvery = 2 * time.Second

// Exit codes, which supervisors and scripts rely on.
const (
	exitGood   = 0
	exitFailed = 1
	exitUsage  = 2
)

// run runs the command line and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, now func() time.Time) int {
	err := loadDotEnv()
	if err == nil {
		err = newApp(stdout, stderr, now).RunContext(ctx, args)
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

func newApp(stdout, stderr io.Writer, now func() time.Time) *cli.App {
	return &cli.App{
		Name:  "opencec-api",
		Usage: "serve a built register over HTTP",
		Description: "Make a key and start the server:\n\n" +
			"   opencec keys new --name portal --keys-file keys.json\n" +
			"   opencec-api --snapshot public --keys-file keys.json\n\n" +
			"and ask it with the key that was printed:\n\n" +
			"   curl -H \"x-api-key: $KEY\" 'http://localhost:8080/v1/listings?status=active'\n\n" +
			"Settings are flags, variables of the environment, or lines of " + dotEnv + " in the\n" +
			"working directory; the first of these that has one counts.",
		Flags:           settingFlags(),
		Writer:          stdout,
		ErrWriter:       stderr,
		HideHelpCommand: true,
		HideVersion:     true,
		OnUsageError:    func(_ *cli.Context, err error, _ bool) error { return usageError{err} },
		ExitErrHandler:  func(*cli.Context, error) {}, // run decides
		Action:          func(c *cli.Context) error { return serve(c, stderr, now) },
	}
}

func serve(c *cli.Context, stderr io.Writer, now func() time.Time) error {
	if c.Args().Present() {
		return usagef("there are no arguments, but %q was given", c.Args().First())
	}
	log, err := newLog(c.String(settingLogFormat), stderr)
	if err != nil {
		return err
	}
	warnOfUnknown(log, os.Environ())
	if c.String(settingSnapshot) == "" {
		return usagef("--%s is missing: the folder that opencec build has made", settingSnapshot)
	}
	options, err := serverOptions(c)
	if err != nil {
		return err
	}
	ring, err := openRing(c.String(settingKeysFile), c.String(settingKeyHash))
	if err != nil {
		return err
	}
	options.Keys, options.Now, options.Log, options.Build = ring, now, log, build()
	p := program{
		log:      log,
		ring:     ring,
		server:   api.NewServer(options),
		follower: follower{dir: c.String(settingSnapshot), log: log, now: now},
		drain:    c.Duration(settingDrainTimeout),
		profile:  c.Bool(settingAdminPprof),
	}
	p.follower.server = p.server
	if err := p.listen(c.String(settingListen), c.String(settingAdminListen)); err != nil {
		return err
	}
	return p.run(c.Context)
}

// A program is the server and what goes on beside it.
type program struct {
	log      *slog.Logger
	ring     *keys.Ring
	server   *api.Server
	follower follower
	drain    time.Duration
	profile  bool // on the admin address
	listener net.Listener
	admin    net.Listener // nil without an admin address
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
	parts.Go(func() error { return p.followSnapshot(ctx) })
	parts.Go(func() error { return p.followKeys(ctx) })
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

func (p *program) followSnapshot(ctx context.Context) error {
	if err := p.follower.load(ctx); err != nil {
		return err
	}
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	p.follower.follow(ctx, ticker.C)
	return nil
}

func (p *program) followKeys(ctx context.Context) error {
	p.server.Reloaded(api.KeysSource, nil) // it was, before the program began
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	p.ring.Watch(ctx, ticker.C, p.keysRead)
	return nil
}

// keysRead reports what has become of the keys file.
func (p *program) keysRead(err error) {
	p.server.Reloaded(api.KeysSource, err)
	if err != nil {
		p.log.Error("the keys file cannot be used; the keys stay as they were", "error", err)
		return
	}
	p.log.Info("the keys file has been read again", "keys", p.ring.Len())
}

// openRing opens the keys of the file and of the setting, of which there must be
// one.
func openRing(file, hash string) (*keys.Ring, error) {
	var others []keys.Key
	if hash != "" {
		key, err := keys.FromHash("environment", hash)
		if err != nil {
			return nil, usagef("--%s or %s: %w", settingKeyHash, variable(settingKeyHash), err)
		}
		others = append(others, key)
	}
	switch {
	case file != "":
		return keys.Open(file, others...)
	case hash == "":
		return nil, usagef("there are no keys: make one with opencec keys new, and name its file with --%s", settingKeysFile)
	}
	return keys.NewRing(others...)
}

// build names the program's build by its version control state.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	name := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
			name += " " + s.Value
		}
	}
	return name
}
