package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/terminal"
	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

func generateCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "generate",
		Usage: "make a synthetic register of any size, marked as sample data",
		Description: "Fills a new or empty folder with made-up manufacturers, listings and certificates, shaped\n" +
			"like the real lists, for tests and measurements at size, and for showing the register\n" +
			"without a claim about any real product. The same numbers, day and vocabulary give the same\n" +
			"bytes, and a smaller register is a part of a larger one.\n\n" +
			"   opencec generate --listings 10000 --seed 1 --on 2026-11-23 --data /tmp/large\n" +
			"   opencec validate --data /tmp/large --on 2026-11-23\n\n" +
			"With --commits it makes a history: --data is then the folder in the repository, and the\n" +
			"commits go to stdout for git fast-import.\n\n" +
			"   git init -b main large\n" +
			"   opencec generate --listings 10000 --commits 1000 --data data | git -C large fast-import\n" +
			"   git -C large checkout main",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "data", Usage: "the `FOLDER` to make"},
			&cli.IntFlag{Name: "listings", Usage: fmt.Sprintf("how many listings, `N` from 1 to %d; a certificate comes with about every sixth", generator.MaxListings)},
			&cli.IntFlag{Name: "commits", Usage: fmt.Sprintf("write a history of `N` commits to stdout, 1 to %d, in the form of git fast-import", generator.MaxCommits)},
			&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "the `NUMBER` that determines the register; another one gives another register"},
			onFlag(),
			vocabularyFlag("settings, entity types, device classes and test profiles are copied"),
		},
		Action: func(c *cli.Context) error { return env.generate(c) },
	}
}

func (env *environment) generate(c *cli.Context) (err error) {
	if err := errors.Join(refuseArguments(c), requireFlags(c, "data", "listings")); err != nil {
		return err
	}
	if n := c.Int("listings"); n < 1 || n > generator.MaxListings {
		return usagef("--listings: %d is not between 1 and %d", n, generator.MaxListings)
	}
	if n := c.Int("commits"); c.IsSet("commits") && (n < 1 || n > generator.MaxCommits) {
		return usagef("--commits: %d is not between 1 and %d", n, generator.MaxCommits)
	}
	if c.IsSet("commits") && !filepath.IsLocal(c.String("data")) {
		return usagef("--data: with --commits it is the folder in the repository, such as data, and %q is none", c.String("data"))
	}
	start := env.now()
	words, remove, err := vocabularyFolder(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	vocabulary, err := source.Load(c.Context, words)
	if err != nil {
		return fmt.Errorf("read the vocabulary: %w", err)
	}
	on, err := env.day(c, vocabulary.Records.Settings.TimeZone)
	if err != nil {
		return err
	}
	if c.IsSet("commits") {
		return env.generateHistory(c, vocabulary, on)
	}
	options := generator.Options{Listings: c.Int("listings"), Seed: c.Uint64("seed"), On: on}
	bar := env.progress()
	made, err := generator.WriteFolder(c.Context, c.String("data"), vocabulary, options, bar.Step("writing listings"))
	bar.End()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.stdout, "%s: %d listings, %d certificates, %d manufacturers, %d files, for %s, seed %d\n",
		c.String("data"), made.Listings, made.Certificates, made.Manufacturers, made.Files, on, options.Seed)
	fmt.Fprintf(env.stderr, "generated in %s\n", env.now().Sub(start).Round(10*time.Millisecond))
	return err
}

// generateHistory writes a register with its history for git fast-import.
func (env *environment) generateHistory(c *cli.Context, vocabulary *source.Tree, on register.Date) error {
	if terminal.IsTerminal(env.stdout) {
		return usagef("--commits writes to stdout what git fast-import reads: add | git -C REPOSITORY fast-import")
	}
	stream := generator.NewCommitStream(env.stdout)
	err := generator.WriteHistory(stream, vocabulary, generator.HistoryOptions{
		Listings: c.Int("listings"), Commits: c.Int("commits"), Seed: c.Uint64("seed"), On: on, Folder: filepath.ToSlash(c.String("data")),
	})
	return errors.Join(err, stream.Close())
}
