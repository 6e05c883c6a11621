package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/databaseurl"
	"opencec/tools/command/publish"
	"opencec/tools/history"
	"opencec/tools/query/postgres"
	"opencec/tools/register"
)

// The flag that names the register's database, and the variable that does as well.
const (
	databaseURL      = "database-url"
	databaseVariable = "OPEN_CEC_API_DATABASE_URL"
)

func loadCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "load",
		Usage: "put the register into Postgres",
		Description: "Checks the register as build does, and writes what differs from what the database\n" +
			"has, in one transaction: those who read see the version before until it is done,\n" +
			"and keep it where it is stopped. The first load makes the tables. Loading the same\n" +
			"again writes nothing but the day, once: servers tell by it how old their copy is.\n\n" +
			"   opencec load --database-url postgres://opencec@db.example.org/register\n\n" +
			"What the register said does not change: the commit of the version that is loaded must be\n" +
			"on the first-parent line of the history, which a rebase, an amended commit and a merge\n" +
			"the wrong way round lose. A shallow clone, which does not know the past, is refused.\n\n" +
			"With --at HEAD the files are those that the commit has, whatever git's attributes, settings\n" +
			"and edits made of them in the checkout, and the version is always that commit.\n\n" +
			"Keep a password out of the command line, which others can see: put the URL into the\n" +
			"environment, or the password into PGPASSWORD or ~/.pgpass. deploy/database.md has the\n" +
			"rights that the role needs.",
		Flags: []cli.Flag{
			dataFlag(), onFlag(), atFlag("load"),
			&cli.StringFlag{Name: databaseURL, EnvVars: []string{databaseVariable}, Usage: "the `URL` of the database"},
			&cli.BoolFlag{Name: "dry-run", Usage: "show what would change, and write nothing"},
			&cli.BoolFlag{Name: "allow-mass-change", Usage: "allow a load that removes more than 10 and more than 5 % of the listings or certificates"},
			acceptRewrittenFlag(),
			&cli.BoolFlag{Name: "json", Usage: "write all that changes as JSON"},
		},
		Action: func(c *cli.Context) error { return env.load(c) },
	}
}

func (env *environment) load(c *cli.Context) error {
	if err := refuseArguments(c); err != nil {
		return err
	}
	url, err := databaseToLoad(c)
	if err != nil {
		return err
	}
	start := env.now()
	f, err := env.readFolder(c.Context, c)
	if err != nil {
		return err
	}
	reg, err := env.register(c.Context, f)
	if err != nil {
		return err
	}
	past, err := f.History(c.Context)
	if err != nil {
		return fmt.Errorf("read the history: %w", err)
	}
	if !c.Bool(acceptRewritten) {
		if err := publish.CheckFullHistory(f); err != nil {
			return err
		}
	}
	bar := env.progress()
	d, err := postgres.Load(c.Context, url, reg, postgres.LoadOptions{
		History:         past,
		On:              reg.Today(env.now()), // by the clock, whatever --on is: when somebody looked
		DryRun:          c.Bool("dry-run"),
		AllowMassChange: c.Bool("allow-mass-change"),
		AcceptRewritten: c.Bool(acceptRewritten),
		Waiting:         func() { fmt.Fprintln(env.stderr, "waiting for another load to end") },
		Progress:        bar.Show,
	})
	bar.End()
	if d == nil {
		return err
	}
	if lost := (*register.LostError)(nil); errors.As(err, &lost) {
		return history.ExplainLost(f.Dir, err)
	}
	if err := errors.Join(explainMassChange(err), env.writeDifference(c, d, err == nil)); err != nil {
		return err
	}
	if d.Abandoned != "" {
		fmt.Fprintf(env.stderr, "warning: the history is rewritten, as was accepted: it does not have commit %.12s, which was loaded\n", d.Abandoned)
	}
	if note := d.Note(); note != "" {
		fmt.Fprintln(env.stderr, "note:", note)
	}
	env.warnNoCommit(f, reg)
	fmt.Fprintf(env.stderr, "done in %s\n", env.now().Sub(start).Round(10*time.Millisecond))
	return nil
}

// databaseToLoad returns the URL of the database of the command line.
func databaseToLoad(c *cli.Context) (string, error) {
	url := c.String(databaseURL)
	if url == "" {
		return "", usagef("--%s is missing; the variable %s does as well", databaseURL, databaseVariable)
	}
	if err := databaseurl.Check(url); err != nil {
		return "", usageError{err}
	}
	return url, nil
}

// explainMassChange says how to load what was refused.
func explainMassChange(err error) error {
	var mass *postgres.MassChangeError
	if errors.As(err, &mass) {
		return fmt.Errorf("%w\nhint: --allow-mass-change loads it all the same", err)
	}
	return err
}

func (env *environment) writeDifference(c *cli.Context, d *postgres.Difference, allowed bool) error {
	if c.Bool("json") {
		return encodeJSON(env.stdout, d)
	}
	return d.WriteText(env.stdout, c.Bool("dry-run"), allowed)
}
