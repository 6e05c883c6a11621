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
		Description: "Makes records of every row, or updates the ones that are there: a listing whose\n" +
			"status has changed gets a suspension, a last day or a further period, a respelled\n" +
			"name becomes an alias. What the database no longer has is reported and kept.\n" +
			"Importing the same database twice changes nothing. The exit code is 1 when rows\n" +
			"could not be read or contradict what is held; the rest is imported all the same.\n\n" +
			"The database is only read, in one transaction. The role needs to be allowed to\n" +
			"select from its tables, but not from keys, which is not imported. Keep a password\n" +
			"out of the command line, which others can see: put it into PGPASSWORD or ~/.pgpass.\n" +
			"Its times have no zone. They are read as UTC, in which the original writes them where\n" +
			"its server's clock is in UTC, as in its containers; --time-zone names another.\n" +
			"Without a URL, the original's own variables make it: DB_USER, DB_PASSWORD, DB_HOST,\n" +
			"DB_PORT and DB_NAME. Import before you restart the original: in development each of\n" +
			"its starts drops its tables.\n\n" +
			"   opencec import original --data ../my-register/data \\\n" +
			"      --database-url postgres://reader@db.example.org/opencec",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: databaseURL, Usage: "the `URL` of the original's database"},
			&cli.StringFlag{Name: "schema", Usage: "the `SCHEMA` of the tables; without it they are found as the role finds them, mostly in public"},
			&cli.StringFlag{Name: "data", Usage: "the `FOLDER` to import into; it is made when it is not there"},
			vocabularyFlag("a new one gets its settings, entity types, device classes and test profiles"),
			&cli.StringFlag{Name: "time-zone", Value: "UTC", Usage: "the `ZONE` of times in the database that have none"},
			&cli.BoolFlag{Name: "sample", Usage: "mark what is imported as sample data: its facts are made up"},
			&cli.StringFlag{Name: "source", Usage: "the `ADDRESS` of the original, noted in the records"},
			&cli.StringFlag{Name: "retrieved", Usage: "the `DATE` on which it was asked"},
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
