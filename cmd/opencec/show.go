package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/terminal"
	"opencec/tools/command/timetravel"
)

func showCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "show a record on a day, and as the register had it at a time",
		ArgsUsage: "ID",
		Description: "Shows a record and what holds for it on the day of --on. For a listing that is its status,\n" +
			"whether it is certified, until when it is listed, its certificates, what that means and what to\n" +
			"do, how old the data is, and the attribute values of that day. With --as-of it shows both what\n" +
			"the register said about that day then and what it says now. The value of --as-of is\n" +
			timetravel.StateUsage + ".\n\n" +
			"The ID may be a former one. If records of several kinds have it, write the folder\n" +
			"before it: certificates/lab/1.\n\n" +
			"   opencec show tesla/powerwall-2 --on 2026-01-15\n" +
			"   opencec show tesla/powerwall-2 --on 2026-01-15 --as-of 2026-02-01",
		Flags: []cli.Flag{
			dataFlag(), onFlag(),
			&cli.StringFlag{Name: "as-of", Usage: "also show what the register said at `REF`"},
			&cli.BoolFlag{Name: "json", Usage: "write the record as in the API; with --as-of both records, as then and now"},
		},
		Action: func(c *cli.Context) error { return env.show(c) },
	}
}

func (env *environment) show(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("show takes the ID of one record, but was given %d arguments", len(words))
	}
	v, err := timetravel.Open(c.Context, env.reader(c), c.String("data"))
	if err != nil {
		return err
	}
	on, err := env.day(c, v.Zone().String())
	if err != nil {
		return err
	}
	found, err := v.Lookup(c.Context, words[0], "--as-of", c.String("as-of"), on)
	if err != nil {
		return wrongUse(err)
	}
	write := found.WriteText
	if c.Bool("json") {
		write = found.WriteJSON
	}
	if err := write(env.stdout); err != nil {
		return err
	}
	if absent := found.Absent(); absent != "" {
		fmt.Fprintf(env.stderr, "opencec: %s\n", terminal.Escape(absent))
		return errProblems
	}
	return nil
}
