package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/history"
	"opencec/tools/postgres"
	"opencec/tools/publish"
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
	if err := noArguments(c); err != nil {
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
		if err := publish.CheckWhole(f); err != nil {
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
	env.noteVersions(d)
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
	if err := postgres.CheckURL(url); err != nil {
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
		enc := json.NewEncoder(env.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(d)
	}
	var b strings.Builder
	dry := c.Bool("dry-run")
	for _, k := range d.Kinds {
		writeKind(&b, k, dry)
	}
	switch {
	case !d.Changed:
		fmt.Fprintf(&b, "nothing differs: version %s is in the database as number %d\n", d.Version.ID, d.Previous.Seq)
	case !allowed: // the error says why nothing was written
	case dry && d.NoSchema:
		fmt.Fprintf(&b, "version %s would be the first one, and the tables would be made; nothing was written\n", d.Version.ID)
	case dry:
		fmt.Fprintf(&b, "version %s would be loaded; nothing was written\n", d.Version.ID)
	default:
		fmt.Fprintf(&b, "version %s is loaded as number %d: %d rows written or ended\n", d.Version.ID, d.Version.Seq, d.RowsWritten)
	}
	if d.Revisions > 1 && allowed {
		fmt.Fprintf(&b, "its history has %d revisions that the database did not know\n", d.Revisions)
	}
	_, err := io.WriteString(env.stdout, b.String())
	return err
}

// writeKind writes how many records of a kind change, and in full which ones.
func writeKind(b *strings.Builder, k postgres.KindDifference, full bool) {
	if k.IsEmpty() {
		return
	}
	renamed := make([]string, len(k.Renamed))
	for i, r := range k.Renamed {
		renamed[i] = r.From + " to " + r.To
	}
	changes := []struct {
		word    string
		records []string
	}{{"added", k.Added}, {"changed", k.Changed}, {"renamed", renamed}, {"removed", k.Removed}}
	var counts []string
	for _, c := range changes {
		if len(c.records) > 0 || c.word != "renamed" {
			counts = append(counts, fmt.Sprintf("%d %s", len(c.records), c.word))
		}
	}
	fmt.Fprintf(b, "%s: %s\n", k.Kind, strings.Join(counts, ", "))
	if !full {
		return
	}
	for _, c := range changes {
		for _, record := range c.records[:min(len(c.records), maxShown)] {
			fmt.Fprintf(b, "  %s %s\n", c.word, record)
		}
		if more := len(c.records) - maxShown; more > 0 {
			fmt.Fprintf(b, "  %s %d more, which --json has\n", c.word, more)
		}
	}
}

// maxShown is how many records of each kind and change a dry run shows: a screenful.
const maxShown = 20

// noteVersions says what is unusual about the order in which versions are loaded.
func (env *environment) noteVersions(d *postgres.Difference) {
	was, is := d.Previous, d.Version
	switch {
	case was == nil || !d.Changed:
	case was.ID == is.ID:
		fmt.Fprintf(env.stderr, "note: number %d is version %s as well; this release makes other rows of it, or its settings differ\n", was.Seq, was.ID)
	case !is.Time.IsZero() && is.Time.Before(was.Time):
		fmt.Fprintf(env.stderr, "note: version %s of %s is older than number %d, version %s of %s, whose place it takes\n",
			is.ID, is.Time.UTC().Format(time.RFC3339), was.Seq, was.ID, was.Time.UTC().Format(time.RFC3339))
	}
}
