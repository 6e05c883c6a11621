package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/base/terminal"
	"opencec/tools/command/timetravel"
	"opencec/tools/history/change"
)

func diffCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     "describe what changed in the register between two states",
		ArgsUsage: "BASE [HEAD]",
		Description: "Describes the changes in words, such as which expiry moved from which day to which, or\n" +
			"which listing is active again. HEAD defaults to the working files, with uncommitted\n" +
			"changes. BASE and HEAD are " + timetravel.StateUsage + ".\n\n" +
			"   opencec diff main\n" +
			"   opencec diff 2026-11-01 HEAD --on 2026-12-01 --format markdown",
		Flags: []cli.Flag{
			dataFlag(), onFlag(),
			oneOf(&cli.StringFlag{Name: "format", Value: "text", Usage: "`FORMAT` of the differences: " + strings.Join(diffFormats, ", ") + "; Markdown is as long as a comment on a pull request may be"}, diffFormats),
			&cli.BoolFlag{Name: "json", Usage: "the same as --format json"},
		},
		Action: func(c *cli.Context) error { return env.diff(c) },
	}
}

var diffFormats = []string{"text", "markdown", "json"}

func (env *environment) diff(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if len(words) < 1 || len(words) > 2 {
		return usagef("diff takes BASE and perhaps HEAD, but was given %d arguments", len(words))
	}
	format := c.String("format")
	if c.Bool("json") {
		format = "json"
	}
	if !slices.Contains(diffFormats, format) {
		return usagef("--format: there is no format %.100q; the formats are %s%s", format, strings.Join(diffFormats, ", "), spelling.DidYouMean(format, diffFormats))
	}
	v, err := timetravel.Open(c.Context, env.reader(c), c.String("data"))
	if err != nil {
		return err
	}
	on, err := env.day(c, v.Zone().String())
	if err != nil {
		return err
	}
	base, err := v.State(c.Context, "BASE", words[0])
	if err != nil {
		return wrongUse(err)
	}
	head := v.Current()
	if len(words) > 1 {
		if head, err = v.State(c.Context, "HEAD", words[1]); err != nil {
			return wrongUse(err)
		}
	}
	fmt.Fprintf(env.stderr, "from %s\nto %s\n", base, head)
	report, err := v.Difference(base, head, on)
	if err != nil {
		return err
	}
	return writeReport(env.stdout, report, format)
}

func writeReport(w io.Writer, report change.Report, format string) error {
	switch format {
	case "json":
		return terminal.WriteJSON(w, report)
	case "markdown":
		_, err := io.WriteString(w, report.Markdown(change.CommentLimit))
		return err
	}
	_, err := io.WriteString(w, report.Text(change.Limit{}))
	return err
}
