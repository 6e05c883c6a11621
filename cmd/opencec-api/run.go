package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/urfave/cli/v2"

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
	ring, err := openRing(c.String(settingKeysFile), c.String(settingKeyHash))
	if err != nil {
		return err
	}
	listener, err := api.Listen(c.String(settingListen))
	if err != nil {
		return err
	}
	server := api.NewServer(api.Options{Keys: ring, Now: now, Log: log, Build: build()})
	log.Info("listening", "address", listener.Addr().String(), "keys", ring.Len())

	// The server answers while the register is loaded, so that whoever starts it
	// can tell that it lives from that it is ready.
	ctx, cancel := context.WithCancelCause(c.Context)
	defer cancel(nil)
	f := follower{dir: c.String(settingSnapshot), server: server, log: log, now: now}
	go func() {
		if err := f.load(ctx); err != nil {
			cancel(err)
			return
		}
		ticker := time.NewTicker(pollEvery)
		defer ticker.Stop()
		f.follow(ctx, ticker.C)
	}()
	go func() {
		ticker := time.NewTicker(pollEvery)
		defer ticker.Stop()
		ring.Watch(ctx, ticker.C, log)
	}()
	err = api.Serve(ctx, listener, server.Handler(), log)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return errors.Join(cause, err)
	}
	return err
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
