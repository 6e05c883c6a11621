package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/generator"
	"opencec/tools/source"
)

func generateCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "generate",
		Usage: "make a synthetic register of any size, marked as sample data",
		Description: "Fills a folder that is new or empty with made-up manufacturers, listings and\n" +
			"certificates, shaped like the real lists: for tests and measurements at size, and\n" +
			"to show the register without a claim about any real product. The same numbers, day\n" +
			"and vocabulary give the same bytes, and a smaller register is a part of a larger\n" +
			"one.\n\n" +
			"   opencec generate --listings 10000 --seed 1 --on 2026-11-23 --data /tmp/large\n" +
			"   opencec validate --data /tmp/large --on 2026-11-23",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "data", Usage: "the `FOLDER` to make"},
			&cli.IntFlag{Name: "listings", Usage: fmt.Sprintf("how many listings, `N` from 1 to %d; a certificate comes with about every sixth", generator.MaxListings)},
			&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "a `NUMBER`; another one gives another register"},
			onFlag(),
			&cli.StringFlag{Name: "vocabulary", Value: "data", Usage: "the data `FOLDER` from which settings, entity types, device classes and test profiles are copied"},
		},
		Action: func(c *cli.Context) error { return env.generate(c) },
	}
}

func (env *environment) generate(c *cli.Context) error {
	if err := errors.Join(noArguments(c), needs(c, "data", "listings")); err != nil {
		return err
	}
	if n := c.Int("listings"); n < 1 || n > generator.MaxListings {
		return usagef("--listings: %d is not between 1 and %d", n, generator.MaxListings)
	}
	start := env.now()
	vocabulary, err := source.Load(c.Context, c.String("vocabulary"))
	if err != nil {
		return fmt.Errorf("read the vocabulary: %w", err)
	}
	on, err := env.day(c, vocabulary.Records.Settings.TimeZone)
	if err != nil {
		return err
	}
	options := generator.Options{Listings: c.Int("listings"), Seed: c.Uint64("seed"), On: on}
	bar := env.newProgress("writing listings")
	made, err := generator.WriteFolder(c.Context, c.String("data"), vocabulary, options, bar.show)
	bar.end()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.stdout, "%s: %d listings, %d certificates, %d manufacturers, %d files, for %s, seed %d\n",
		c.String("data"), made.Listings, made.Certificates, made.Manufacturers, made.Files, on, options.Seed)
	fmt.Fprintf(env.stderr, "generated in %s\n", env.now().Sub(start).Round(10*time.Millisecond))
	return err
}
