package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/terminal"
	"opencec/tools/command/timetravel"
)

// defaultRevisions is the default number of revisions: some screens.
const defaultRevisions = 50

func logCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "log",
		Usage:     "list what changed in the register, newest first",
		ArgsUsage: "[ID]",
		Description: "Lists the revisions of the register and what each changed, in words. With an ID, lists those\n" +
			"that concern that record: a listing with its certificates, or any other record. The ID may be\n" +
			"a former one. If records of several kinds have it, write the folder before it:\n" +
			"certificates/lab/1. Statuses are those of the day of the revision.\n\n" +
			"   opencec log --since 2026-11-01\n" +
			"   opencec log tesla/powerwall-2",
		Flags: []cli.Flag{
			dataFlag(),
			&cli.StringFlag{Name: "since", Usage: "only revisions after `REF`, a commit, a tag, a branch, main~3 or an instant; for a date, from that day on"},
			&cli.IntFlag{Name: "limit", Value: defaultRevisions, Usage: "at most `N` revisions, the newest; 0 for all"},
			&cli.BoolFlag{Name: "json", Usage: "write them as JSON, each change with the whole record"},
		},
		Action: func(c *cli.Context) error { return env.log(c) },
	}
}

func (env *environment) log(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if len(words) > 1 {
		return usagef("log takes one ID at most, but was given %d arguments", len(words))
	}
	limit := c.Int("limit")
	if limit < 0 {
		return usagef("--limit: %d is less than none: give 0 for all", limit)
	}
	v, err := timetravel.Open(c.Context, env.reader(c), c.String("data"))
	if err != nil {
		return err
	}
	since := 0
	if text := c.String("since"); text != "" {
		if since, err = v.Since(c.Context, "--since", text); err != nil {
			return wrongUse(err)
		}
	}
	l, err := readLog(v, words, since, limit)
	if err != nil {
		return wrongUse(err)
	}
	if l.Older > 0 {
		fmt.Fprintf(env.stderr, "%d older revisions are not shown: --limit 0 shows all\n", l.Older)
	}
	if c.Bool("json") {
		return terminal.WriteJSON(env.stdout, l)
	}
	_, err = io.WriteString(env.stdout, l.Text())
	return err
}

// readLog returns the log of the register, or of the record that the arguments name.
func readLog(v *timetravel.View, words []string, since, limit int) (timetravel.Log, error) {
	if len(words) == 0 {
		return v.Log(since, limit), nil
	}
	return v.LogOf(words[0], since, limit)
}
