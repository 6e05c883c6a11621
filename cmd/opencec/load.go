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

// The flag and the variable for the URL of the register's database.
const (
	databaseURL      = "database-url"
	databaseVariable = "OPEN_CEC_API_DATABASE_URL"
)

func loadCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "load",
		Usage: "put the register into Postgres",
		Description: "Checks the register as build does, and writes what differs from the database in one\n" +
			"transaction: readers see the old version until it is done, and keep it if the load is stopped.\n" +
			"The first load creates the tables. Loading the same again writes nothing but the day, once;\n" +
			"servers use it to know how old their copy is.\n\n" +
			"   opencec load --database-url postgres://opencec@db.example.org/register\n\n" +
			"The published past must not change: the commit of the loaded version must be on the\n" +
			"first-parent line of the history. A rebase, an amended commit and a merge the wrong way round\n" +
			"break that. A shallow clone is refused, because it lacks the past.\n\n" +
			"With --at HEAD the files are those of the commit, whatever git's attributes, settings and edits\n" +
			"made of them in the checkout, and the version is always that commit.\n\n" +
			"Keep a password out of the command line, which others can see: put the URL into the\n" +
			"environment, or the password into PGPASSWORD or ~/.pgpass. deploy/database.md lists the rights\n" +
			"that the role needs.",
		Flags: []cli.Flag{
			dataFlag(), onFlag(), atFlag("load"),
			&cli.StringFlag{Name: databaseURL, EnvVars: []string{databaseVariable}, Usage: "the `URL` of the database"},
			&cli.BoolFlag{Name: "dry-run", Usage: "show what would change, and write nothing"},
			&cli.BoolFlag{Name: "allow-mass-change", Usage: "allow a load that removes more than 10 and more than 5 % of the listings or certificates"},
			acceptRewrittenFlag(),
			&cli.BoolFlag{Name: "json", Usage: "write all changes as JSON"},
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
		On:              reg.Today(env.now()), // by the clock, even with --on: the day on which somebody checked
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
		return history.ExplainLostCommit(f.Dir, err)
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

// databaseToLoad returns the database URL of the command line.
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

// explainMassChange adds to the error of a refused load how to load all the same.
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
