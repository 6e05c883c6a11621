package main

import (
	"errors"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/databaseurl"
	"opencec/tools/input/legacy"
	"opencec/tools/register"
)

func importLegacyCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "original",
		Usage: "import the Postgres database of the original API",
		Description: "Adds records for every row, or updates existing ones: a listing whose status has changed\n" +
			"gets a suspension, a last day or a further period, and a respelled name becomes an alias. What\n" +
			"the database no longer has is reported and kept. Importing the same database twice changes\n" +
			"nothing. The exit code is 1 if rows could not be read or contradict what is held; everything\n" +
			"else is imported.\n\n" +
			"The database is only read, in one transaction. The role needs permission to select from its\n" +
			"tables, except keys, which is not imported. Keep a password out of the command line, which\n" +
			"others can see: put it into PGPASSWORD or ~/.pgpass. Times in the database have no zone. They\n" +
			"are read as UTC, which the original writes if its server's clock is in UTC, as in its\n" +
			"containers; --time-zone names another zone. Without a URL, the original's own variables are\n" +
			"used: DB_USER, DB_PASSWORD, DB_HOST, DB_PORT and DB_NAME. Import before you restart the\n" +
			"original: in development it drops its tables each time it starts.\n\n" +
			"   opencec import original --data ../my-register/data \\\n" +
			"      --database-url postgres://reader@db.example.org/opencec",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: databaseURL, Usage: "the `URL` of the original's database"},
			&cli.StringFlag{Name: "schema", Usage: "the `SCHEMA` of the tables; by default that of the role's search path, mostly public"},
			&cli.StringFlag{Name: "data", Usage: "the `FOLDER` to import into; it is created if needed"},
			vocabularyFlag("a new one gets its settings, entity types, device classes and test profiles"),
			&cli.StringFlag{Name: "time-zone", Value: "UTC", Usage: "the `ZONE` of times in the database without a zone"},
			&cli.BoolFlag{Name: "sample", Usage: "mark what is imported as sample data: its facts are made up"},
			&cli.StringFlag{Name: "source", Usage: "the `ADDRESS` of the original, for the records"},
			&cli.StringFlag{Name: "retrieved", Usage: "the `DATE` on which the data was read there"},
			onFlag(),
			&cli.BoolFlag{Name: "json", Usage: "write the whole report as JSON"},
		},
		Action: func(c *cli.Context) error { return env.importLegacy(c) },
	}
}

func (env *environment) importLegacy(c *cli.Context) (err error) {
	if c.String(databaseURL) == "" {
		url, err := databaseurl.FromEnvironment(os.LookupEnv)
		if err != nil {
			return usageError{err}
		}
		if url != "" {
			if err := c.Set(databaseURL, url); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(refuseArguments(c), requireFlags(c, databaseURL, "data")); err != nil {
		return err
	}
	if err := databaseurl.Check(c.String(databaseURL)); err != nil {
		return usageError{err}
	}
	zone, err := register.LoadZone(c.String("time-zone"))
	if err != nil {
		return usagef("--time-zone: %v", err)
	}
	from, err := sourceOf(c)
	if err != nil {
		return err
	}
	if _, err := env.day(c, ""); err != nil { // before anything is read
		return err
	}
	vocabulary, remove, err := vocabularyFolder(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	db, err := legacy.Read(c.Context, c.String(databaseURL), legacy.ReadOptions{Schema: c.String("schema"), Zone: zone.String()})
	if err != nil {
		return err
	}
	note := env.settingsNote(c.String("data"))
	bar := env.progress()
	report, err := legacy.Import(c.Context, c.String("data"), db, legacy.Options{
		Vocabulary: vocabulary,
		Today: func(zone *time.Location) register.Date {
			today, _ := env.day(c, zone.String())
			return today
		},
		Source:   from,
		Sample:   c.Bool("sample"),
		Progress: bar.Step("writing files"),
	})
	bar.End()
	if report == nil {
		return err
	}
	note()
	if err := errors.Join(err, env.writeImportReport(c, report)); err != nil {
		return err
	}
	if !report.IsComplete() {
		return errProblems // the report says which rows are left out
	}
	return nil
}
