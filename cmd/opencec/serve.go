package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/api"
	"opencec/tools/command/datafolder"
	"opencec/tools/command/preview"
	"opencec/tools/command/publish"
	"opencec/tools/command/watch"
)

func serveCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "preview the register while editing it: site and API, rebuilt at each save",
		Description: "Checks and builds the register in a temporary folder and serves it. The API is at the same\n" +
			"address, with the printed key. When a file is saved, everything is rebuilt; a file with an\n" +
			"error is reported, and the last good version stays. This is for previews on one's own machine;\n" +
			"opencec-api is the server for others.\n\n" +
			"   opencec serve --listen localhost:8080",
		Flags: []cli.Flag{
			dataFlag(), onFlag(), siteFlag(),
			&cli.StringFlag{Name: "listen", Value: "localhost:8080", Usage: "the `ADDRESS` to listen on; port 0 takes a free one"},
		},
		Action: func(c *cli.Context) error { return env.serve(c) },
	}
}

func (env *environment) serve(c *cli.Context) (err error) {
	if err := refuseArguments(c); err != nil {
		return err
	}
	listener, err := api.Listen(c.String("listen"))
	if err != nil {
		return err
	}
	// Before the first build, so that nothing saved while it runs is missed.
	watcher, err := watch.New(foldersOf(c)...)
	if err != nil {
		return errors.Join(datafolder.Hint(c.String("data"), err), listener.Close())
	}
	defer func() { err = errors.Join(err, watcher.Close()) }()
	built := "" // the newest commit of the build before
	return preview.Serve(c.Context, listener, watcher, preview.Options{
		Build: func(ctx context.Context, address, dir string) (func(), error) {
			return env.buildPreview(ctx, c, address, dir, &built)
		},
		Started:     func(address, key string) { env.announce(c, address, key) },
		BuildFailed: env.reportBuildFailure,
		WatchFailed: func(err error) { fmt.Fprintln(env.stderr, err) },
		Now:         env.now,
		Log:         slog.New(slog.NewTextHandler(env.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
}

// foldersOf returns the folders from which the site is built.
func foldersOf(c *cli.Context) []string {
	folders := []string{c.String("data")}
	if own := c.String("site"); own != "" {
		folders = append(folders, own)
	}
	return folders
}

// announce prints what a person needs to start.
func (env *environment) announce(c *cli.Context, address, key string) {
	fmt.Fprintf(env.stdout, "site     %s/\nAPI      %s/v1\nAPI docs %s/docs\nAPI key  %s\n", address, address, address, key)
	fmt.Fprintf(env.stdout, "try      curl -H 'x-api-key: %s' '%s/v1/listings?status=active&limit=5'\n", key, address)
	fmt.Fprintf(env.stderr, "watching %s; stop with Ctrl-C\n", strings.Join(foldersOf(c), " and "))
}

// buildPreview reads, checks and builds everything into dir, with links to address.
func (env *environment) buildPreview(ctx context.Context, c *cli.Context, address, dir string, built *string) (done func(), err error) {
	start := env.now()
	f, err := env.readFolder(ctx, c)
	if err != nil {
		return nil, err
	}
	f.Tree.Records.Settings.BaseURL = address // links lead here, not to where the register is published
	reg, err := env.register(ctx, f)
	if err != nil {
		return nil, err
	}
	p, err := publish.New(ctx, f, reg)
	if err != nil {
		return nil, err
	}
	p.Site, p.APIAddress = c.String("site"), address
	if _, err := p.Write(ctx, dir); err != nil {
		return nil, err
	}
	return func() {
		if warning := publish.RewrittenSince(p.History, *built); warning != "" {
			env.warn(warning)
		}
		*built = p.History.NewestCommit()
		fmt.Fprintf(env.stderr, "built %s in %s\n", f.Report.Summary(), env.now().Sub(start).Round(10*time.Millisecond))
		env.warnStale(reg, f.On)
	}, nil
}

// reportBuildFailure reports a failed build while an earlier one is served.
func (env *environment) reportBuildFailure(err error) {
	if errors.Is(err, errProblems) {
		fmt.Fprintln(env.stderr, "not built: the last good version stays up")
		return
	}
	fmt.Fprintf(env.stderr, "not built: %v; the last good version stays up\n", err)
}
