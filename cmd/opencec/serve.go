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
	"opencec/tools/input/source"
	"opencec/tools/query/memory"
	"opencec/tools/register"
)

func serveCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "preview the register while editing it: site and API, which follow each save",
		Description: "Reads and checks the register and serves it: the API at once, with the printed key, and each page\n" +
			"when it is asked for. When a file is saved, open pages load again by themselves.\n\n" +
			"A file with a mistake is reported on the terminal and on the open pages, with its line, and the\n" +
			"last good version stays. If there is none yet, the page lists the mistakes and waits. A broken\n" +
			"layout shows in the pages that use it; opencec build finds all of them.\n\n" +
			"The pages are those that opencec build publishes, with a script that follows the files. Only the\n" +
			"page about the downloads differs: it has no sizes and digests. This is for previews on one's own\n" +
			"machine; opencec-api is the server for others.\n\n" +
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
	// Before the files are read, so that nothing saved meanwhile is missed.
	watcher, err := watch.New(foldersOf(c)...)
	if err != nil {
		return errors.Join(datafolder.Hint(c.String("data"), err), listener.Close())
	}
	defer func() { err = errors.Join(err, watcher.Close()) }()
	shown := "" // the newest commit of the version before
	reader := env.reader(c)
	reader.Memory = &source.Memory{}
	return preview.Serve(c.Context, listener, watcher, preview.Options{
		Load: func(ctx context.Context, address string) (*preview.Version, error) {
			return env.loadPreview(ctx, c, reader, address, &shown)
		},
		Started:     func(address, key string) { env.announce(c, address, key) },
		Failed:      env.reportNotServed,
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

// loadPreview reads and checks the register, for links to address.
func (env *environment) loadPreview(ctx context.Context, c *cli.Context, reader datafolder.Reader, address string, shown *string) (*preview.Version, error) {
	start := env.now()
	f, err := reader.Read(ctx, c.String("data"))
	if err != nil {
		return nil, err
	}
	f.Tree.Records.Settings.BaseURL = address // links lead here, not to where the register is published
	reg, err := env.register(ctx, f)
	if errors.Is(err, errProblems) {
		return nil, preview.Mistakes(errorLines(f.Report))
	}
	if err != nil {
		return nil, err
	}
	files := publish.NewFiles(f, reg, c.String("site"), address)
	p, err := files.Publication(ctx) // now, because a history that is not whole is refused before anything is shown
	if err != nil {
		return nil, err
	}
	return &preview.Version{
		Engine:  memory.New(reg, memory.WithJournal(files.Journal)),
		Files:   files,
		Prepare: files.Prepare,
		Served: func() {
			if warning := publish.RewrittenSince(p.History, *shown); warning != "" {
				env.warn(warning)
			}
			*shown = p.History.NewestCommit()
			fmt.Fprintf(env.stderr, "ready: %s, in %s\n", f.Report.Summary(), env.now().Sub(start).Round(10*time.Millisecond))
			env.warnStale(reg, f.On)
		},
	}, nil
}

// errorLines returns the errors of a report, one in each line.
func errorLines(r source.Report) []string {
	var lines []string
	for _, p := range r.Bounded().Problems {
		if p.Severity == register.Error {
			lines = append(lines, p.String())
		}
	}
	return lines
}

// reportNotServed reports that the newest files are not served.
func (env *environment) reportNotServed(err error, isServing bool) {
	then := "not built: mend the files, and the page follows"
	if isServing {
		then = "not built: the last good version stays up"
	}
	if !errors.As(err, new(preview.Mistakes)) { // those are reported already
		fmt.Fprintln(env.stderr, err)
	}
	fmt.Fprintln(env.stderr, then)
}
