package main

import (
	"bufio"
	"context"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/command/datafolder"
	"opencec/tools/command/publish"
	"opencec/tools/command/timetravel"
	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

func exportCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "export",
		Usage: "write one of the downloads to stdout",
		Description: "Writes one file of downloads/, with the same bytes as opencec build for the same commit and\n" +
			"day, and makes nothing else. The format is the file's name:\n\n" + formatLines() + "\n" +
			"A format may be shorter if only one file fits: attributes, changes, json, or csv and ndjson\n" +
			"with --kind.\n\n" +
			"   opencec export --format listings.csv --on 2026-11-01\n" +
			"   opencec export --format csv --kind certificates --at v1.0\n" +
			"   opencec export --format ndjson --kind listings | jq .id\n\n" +
			"--at and --as-of export the files of a commit. The value of --as-of is\n" + timetravel.StateUsage + ".\n" +
			"It names the newest commit of that time. Statuses are those of --on, or of today.",
		Flags: []cli.Flag{
			dataFlag(), onFlag(),
			oneOf(&cli.StringFlag{Name: "format", Usage: "write the file of `FORMAT`, such as listings.csv"}, snapshot.DownloadNames()),
			oneOf(&cli.StringFlag{Name: "kind", Usage: "write records of `KIND`: listings or certificates"}, exportKinds()),
			atFlag("export"),
			&cli.StringFlag{Name: "as-of", Usage: "export what the register said at `REF`"},
		},
		Action: func(c *cli.Context) error { return env.export(c) },
	}
}

func formatLines() string {
	lines := ""
	for _, name := range snapshot.DownloadNames() {
		lines += "   " + name + "\n"
	}
	return lines
}

// exportKinds returns the kinds of records that have a download of their own.
func exportKinds() []string {
	return []string{register.Listings.Folder(), register.Certificates.Folder()}
}

func (env *environment) export(c *cli.Context) error {
	if err := refuseArguments(c); err != nil {
		return err
	}
	if err := requireFlags(c, "format"); err != nil {
		return err
	}
	if c.IsSet("at") && c.IsSet("as-of") {
		return usagef("--at and --as-of both name a commit: give one of them")
	}
	kind, ok := register.KindOf(c.String("kind"))
	if c.IsSet("kind") && !ok {
		return usagef("--kind: there is no kind %.100q%s", c.String("kind"), spelling.DidYouMean(c.String("kind"), exportKinds()))
	}
	name, err := snapshot.FindDownload(c.String("format"), kind)
	if err != nil {
		return usagef("--format: %w", err)
	}
	f, err := env.readExported(c.Context, c)
	if err != nil {
		return err
	}
	reg, err := env.register(c.Context, f)
	if err != nil {
		return err
	}
	source := &snapshot.Source{Register: reg, On: f.On}
	if snapshot.IsOfHistory(name) {
		p, err := publish.New(c.Context, f, reg)
		if err != nil {
			return err
		}
		source = p.Source()
	}
	out := bufio.NewWriterSize(env.stdout, 64<<10)
	if _, err := source.WriteDownload(c.Context, out, name); err != nil {
		return err
	}
	return out.Flush()
}

// readExported reads the data folder, as of the commit of --at or --as-of.
func (env *environment) readExported(ctx context.Context, c *cli.Context) (*datafolder.Folder, error) {
	if !c.IsSet("as-of") {
		return env.readFolder(ctx, c)
	}
	v, err := timetravel.Open(ctx, env.reader(c), c.String("data"))
	if err != nil {
		return nil, err
	}
	commit, err := v.CommitAt(ctx, "--as-of", c.String("as-of"))
	if err != nil {
		return nil, wrongUse(err)
	}
	return env.readFolderAt(ctx, c, commit)
}
