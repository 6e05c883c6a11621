package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/buildinfo"
	"opencec/tools/base/spelling"
	"opencec/tools/base/terminal"
	"opencec/tools/register"
)

// Exit codes, on which scripts rely.
const (
	exitGood     = 0
	exitProblems = 1
	exitUsage    = 2
)

// A usageError reports wrong use of a command, as opposed to a problem in its input.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errProblems ends a command that has already reported the problems.
var errProblems = errors.New("problems found")

// An environment is what the commands need from outside.
type environment struct {
	stdout, stderr io.Writer
	now            func() time.Time
}

// run runs the command line and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, now func() time.Time) int {
	env := &environment{stdout, stderr, now}
	app := newApp(env)
	err := app.RunContext(ctx, args)
	var usage usageError
	switch {
	case err == nil:
		return exitGood
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "opencec: %v\nhint: opencec %s\n", err, strings.Join(append(subcommand(args[1:], app.Commands), "--help"), " "))
		return exitUsage
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "opencec: stopped")
		return exitProblems
	}
	fmt.Fprintf(stderr, "opencec: %v\n", err)
	return exitProblems
}

// subcommand returns the words of the command line that name a command.
func subcommand(args []string, commands []*cli.Command) []string {
	if len(args) == 0 {
		return nil
	}
	for _, c := range commands {
		if c.HasName(args[0]) {
			return append([]string{c.Name}, subcommand(args[1:], c.Subcommands)...)
		}
	}
	return nil
}

func newApp(env *environment) *cli.App {
	wrongUse := func(c *cli.Context, err error, _ bool) error { return unknownFlag(c, err) }
	app := &cli.App{
		Name:  "opencec",
		Usage: "keep and publish an open register of CSIP-AUS listings",
		Description: "The register is a folder of YAML files. See it with\n\n" +
			"   opencec serve\n\nand check it with\n\n   opencec validate",
		Writer:         env.stdout,
		ErrWriter:      env.stderr,
		Version:        buildinfo.Read().String(),
		Suggest:        true,
		OnUsageError:   wrongUse,
		ExitErrHandler: func(*cli.Context, error) {}, // run decides

		DisableSliceFlagSeparator: true, // the name of a file may have a comma

		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is no command %q; the commands are %s", c.Args().First(), commandNames(c.App.Commands))
			}
			return cli.ShowAppHelp(c)
		},
		Commands: []*cli.Command{
			initCommand(env, os.Stdin), serveCommand(env), validateCommand(env), newCommand(env, os.Stdin), fmtCommand(env), buildCommand(env), exportCommand(env), loadCommand(env), importCommand(env), generateCommand(env), schemaCommand(env), upgradeCommand(env), diffCommand(env), reviewCommand(env), logCommand(env), showCommand(env), signCommand(env), verifyCommand(env), keysCommand(env),
		},
	}
	app.Commands = append(app.Commands, sharedCommands(env)...)
	configureCommands(app.Commands, wrongUse)
	return app
}

// configureCommands adds to commands what all of them share: the reporting of wrong use, and help
// for --help after an argument.
func configureCommands(commands []*cli.Command, wrongUse cli.OnUsageErrorFunc) {
	for _, c := range commands {
		c.OnUsageError = wrongUse
		configureCommands(c.Subcommands, wrongUse)
		if len(c.Subcommands) > 0 {
			continue
		}
		action := c.Action
		c.Action = func(c *cli.Context) error {
			if !asksForHelp(c.Args().Slice()) {
				return action(c)
			}
			cli.HelpPrinter(c.App.Writer, cli.CommandHelpTemplate, c.Command)
			return nil
		}
	}
}

// asksForHelp reports whether a help flag is among the words after the first argument, where the
// library does not look for flags.
func asksForHelp(words []string) bool {
	if end := slices.Index(words, "--"); end >= 0 {
		words = words[:end]
	}
	return slices.ContainsFunc(words, func(word string) bool { return word == "--help" || word == "-h" })
}

// unknownFlag adds the most similar flag to the library's error about an unknown flag.
func unknownFlag(c *cli.Context, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown || c.Command == nil {
		return usageError{err}
	}
	return usagef("%w%s", err, spelling.DidYouMean(name, flagNames(c)))
}

// flagNames returns the names of a command's flags.
func flagNames(c *cli.Context) []string {
	var names []string
	for _, f := range c.Command.Flags {
		names = append(names, f.Names()...)
	}
	return names
}

func commandNames(commands []*cli.Command) string {
	var names []string
	for _, c := range commands {
		if !c.Hidden && c.Name != "help" {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// refuseArguments refuses arguments to a command that takes none.
func refuseArguments(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("%s takes no arguments, but was given %q", c.Command.FullName(), c.Args().First())
	}
	return nil
}

// requireFlags refuses a command line without required flags. The library's own check does not
// count as wrong use.
func requireFlags(c *cli.Context, flags ...string) error {
	for _, name := range flags {
		if !c.IsSet(name) {
			return usagef("--%s is missing", name)
		}
	}
	return nil
}

// Flags of several commands.
func dataFlag() *cli.StringFlag {
	return &cli.StringFlag{Name: "data", Value: "data", Usage: "the `FOLDER` of the register's files"}
}

func siteFlag() *cli.StringFlag {
	return &cli.StringFlag{Name: "site", Usage: "lay the `FOLDER`'s assets, content, layouts and static files over the built-in site"}
}

func onFlag() *cli.StringFlag {
	return &cli.StringFlag{Name: "on", Usage: "take `DATE` (YYYY-MM-DD) for today; statuses depend on it"}
}

// day returns the date of --on or, without it, today in the register's time zone.
func (env *environment) day(c *cli.Context, zone string) (register.Date, error) {
	if text := c.String("on"); text != "" {
		d, err := register.ParseDate(text)
		if err != nil {
			return d, usagef("--on: %v", err)
		}
		return d, nil
	}
	loc, _ := register.LoadZone(zone) // UTC for a wrong one; the check says what is wrong with it
	return register.DateIn(env.now(), loc), nil
}

// progress returns a progress display for long work on a terminal.
func (env *environment) progress() *terminal.Progress {
	return terminal.NewProgress(env.stderr, env.now)
}

// encodeJSON writes v as indented JSON.
func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
