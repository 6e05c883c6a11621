package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/command/datafolder"
	"opencec/tools/command/gitcommit"
	"opencec/tools/input/importer"
	"opencec/tools/register"
)

func importCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:        "import",
		Usage:       "import lists or a database into a data folder",
		Subcommands: []*cli.Command{importListsCommand(env), importLegacyCommand(env)},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is nothing to import from %q; try opencec import cec or opencec import original", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

func importListsCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "cec",
		Usage:     "import approved-product lists, as the regulator publishes them: CSV or .xlsx",
		ArgsUsage: "FILE…",
		Description: "Adds a listing for every approved product, or updates existing ones. The newest list is\n" +
			"authoritative for the days from its date on: a moved expiry changes the period, another\n" +
			"approval adds one, and each period has its own power and capacity. A respelled name becomes\n" +
			"an alias. A product that is no longer in the list stays, and the register records since when\n" +
			"it is missing. Importing the same list twice changes nothing. Import lists of different dates\n" +
			"one after the other, the older first, each with its own --date, which is the age of the\n" +
			"register's data.\n\n" +
			"The exit code is 1 if something is left for a person to decide: a row that cannot be read,\n" +
			"rows that contradict each other, a figure that cannot be right, a product that is not in the\n" +
			"list, a manufacturer that seems to have been renamed. Everything else is imported.\n\n" +
			"A file is CSV, in UTF-8 or UTF-16 and with any usual separator, or a workbook. The whole file\n" +
			"decides how its dates and numbers are written; if its cells contradict each other, nothing is\n" +
			"imported. An unknown column is an error, because it may say that a product is suspended;\n" +
			"--ignore-column ignores it.\n\n" +
			"   opencec import cec --data ../my-register/data --kind inverters,batteries \\\n" +
			"      approved-inverters.csv approved-batteries.csv\n\n" +
			"With --commit the changes are committed to git with the date of the lists: by the user of\n" +
			"git's configuration, at noon of that day in the register's time zone, or now if the day is\n" +
			"today. A second list of the same date may follow on the same day. Importing lists in the\n" +
			"order of their dates in this way makes a register that knows what it said on which day (see\n" +
			"opencec log and show --as-of). The data folder must have no other changes, and the newest\n" +
			"commit must not be of a later day: init --date begins a register on an earlier one. No hooks\n" +
			"are run, and nothing is signed.\n\n" +
			"   opencec init my-register --title \"Example register\" --date 2026-07-01\n" +
			"   opencec import cec --data my-register/data --kind inverters --commit \\\n" +
			"      --date 2026-07-01 approved-inverters-2026-07-01.csv\n" +
			"   opencec import cec --data my-register/data --kind inverters --commit \\\n" +
			"      --date 2026-08-01 approved-inverters-2026-08-01.csv",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "data", Usage: "the `FOLDER` to import into; it is created if needed"},
			oneOf(&cli.StringFlag{Name: "kind", Usage: "the `KIND` of each file, in order, separated by commas: " + strings.Join(kindNames(), ", ")}, kindNames()),
			&cli.StringSliceFlag{Name: "ignore-column", Usage: "ignore the unknown column with the header `NAME`, which changes nothing; may be repeated"},
			vocabularyFlag("a new one gets its settings, entity types and device classes"),
			&cli.StringFlag{Name: "source", Usage: "the `ADDRESS` of the lists, for the records; it is shown to readers of old data"},
			&cli.StringFlag{Name: "retrieved", Usage: "the `DATE` on which they were downloaded there"},
			&cli.BoolFlag{Name: "commit", Usage: "commit what the lists change, and nothing else, as of --date"},
			&cli.StringFlag{Name: "date", Usage: "the `DATE` of the lists, which is the age of the data; defaults to today"},
			&cli.BoolFlag{Name: "json", Usage: "write the whole report as JSON"},
		},
		Action: func(c *cli.Context) error { return env.importLists(c) },
	}
}

func kindNames() []string {
	var names []string
	for _, k := range importer.Kinds() {
		names = append(names, string(k))
	}
	return names
}

func (env *environment) importLists(c *cli.Context) (err error) {
	if err := requireFlags(c, "data", "kind"); err != nil {
		return err
	}
	vocabulary, remove, err := vocabularyFolder(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	kinds, err := kindsOf(c)
	if err != nil {
		return err
	}
	from, err := sourceOf(c)
	if err != nil {
		return err
	}
	files, unused, err := importer.ReadFiles(kinds, c.Args().Slice(), c.StringSlice("ignore-column"))
	if err != nil {
		return err
	}
	if len(unused) > 0 {
		return usagef("--ignore-column: no list has an unknown column %q", unused[0])
	}
	date, err := listDate(c)
	if err != nil {
		return err
	}
	commit, err := env.prepareCommit(c, vocabulary, date)
	if err != nil {
		return err
	}
	note := env.settingsNote(c.String("data"))
	report, err := env.importFiles(c, vocabulary, files, date, from)
	if report == nil {
		return err
	}
	note()
	if err := errors.Join(err, env.writeImportReport(c, report)); err != nil {
		return err
	}
	if commit != nil {
		if err := env.commitImport(c.Context, commit, importer.CommitMessage(files, date, report), report.Files); err != nil {
			return err
		}
	}
	if !report.IsComplete() {
		return errProblems // the report says what is left for a person to decide
	}
	return nil
}

// importFiles imports lists with a date. Without a date, importer.Import assumes one.
func (env *environment) importFiles(c *cli.Context, vocabulary string, lists []*importer.List, date register.Date, from *register.Source) (*importer.Report, error) {
	zone, err := datafolder.TimeZone(c.String("data"), vocabulary)
	if err != nil {
		return nil, err
	}
	bar := env.progress()
	report, err := importer.Import(c.Context, c.String("data"), lists, importer.Options{
		Vocabulary: os.DirFS(vocabulary),
		On:         register.DateIn(env.now(), zone),
		Date:       date,
		Source:     from,
		Progress:   bar.Step("writing files"),
		Read:       env.reader(c).SourceOptions(),
	})
	bar.End()
	return report, err
}

// An importReport is what an import found and changed. Its JSON is complete.
type importReport interface {
	WriteText(w io.Writer) error
}

func (env *environment) writeImportReport(c *cli.Context, report importReport) error {
	if !c.Bool("json") {
		return report.WriteText(env.stdout)
	}
	return encodeJSON(env.stdout, report)
}

// kindsOf returns the kind of each file of the command line.
func kindsOf(c *cli.Context) ([]importer.Kind, error) {
	words := strings.Split(c.String("kind"), ",")
	if c.NArg() == 0 {
		return nil, usagef("name the files to import")
	}
	if len(words) != c.NArg() {
		return nil, usagef("--kind names %d kinds, and there are %d files: give the kind of each, in order", len(words), c.NArg())
	}
	kinds := make([]importer.Kind, len(words))
	for i, word := range words {
		kind, err := importer.ParseKind(strings.TrimSpace(word))
		if err != nil {
			return nil, usagef("--kind: %v", err)
		}
		kinds[i] = kind
	}
	return kinds, nil
}

func sourceOf(c *cli.Context) (*register.Source, error) {
	address, retrieved := c.String("source"), c.String("retrieved")
	if address == "" {
		if retrieved != "" {
			return nil, usagef("--retrieved is the date of --source: give the address as well")
		}
		return nil, nil
	}
	if flaw := spelling.AddressFlaw(address); flaw != "" { // without the address, which can have a password
		return nil, usagef("--source: the address %s", flaw)
	}
	from := &register.Source{URL: address}
	if retrieved != "" {
		var err error
		if from.Retrieved, err = register.ParseDate(retrieved); err != nil {
			return nil, usagef("--retrieved: %v", err)
		}
	}
	return from, nil
}

// listDate returns the date of --date, or no date if it is not given.
func listDate(c *cli.Context) (register.Date, error) {
	text := c.String("date")
	switch {
	case c.Bool("commit") && text == "":
		return register.Date{}, usagef("--commit needs the date of the lists: --date 2026-07-01")
	case text == "":
		return register.Date{}, nil
	}
	date, err := register.ParseDate(text)
	if err != nil {
		return date, usagef("--date: %v", err)
	}
	return date, nil
}

// prepareCommit prepares the commit of an import. It returns nil without --commit.
func (env *environment) prepareCommit(c *cli.Context, vocabulary string, date register.Date) (*gitcommit.Commit, error) {
	if !c.Bool("commit") {
		return nil, nil
	}
	zone, err := datafolder.TimeZone(c.String("data"), vocabulary)
	if err != nil {
		return nil, err
	}
	if today := register.DateIn(env.now(), zone); date.After(today) {
		return nil, usagef("--date: %s is to come; it is %s", date, today)
	}
	return gitcommit.Prepare(c.Context, gitcommit.Options{
		Dir: c.String("data"), Date: date, Zone: zone, Now: env.now(), History: env.reader(c).HistoryOptions(),
	})
}

// commitImport commits the imported files and reports the commit.
func (env *environment) commitImport(ctx context.Context, commit *gitcommit.Commit, message string, written []string) error {
	hash, err := commit.Commit(ctx, message, written)
	if err != nil {
		return fmt.Errorf("%w; the files are written, and git add and git commit commit them", err)
	}
	if hash == "" {
		fmt.Fprintln(env.stderr, "nothing to commit: the import changed no file")
		return nil
	}
	fmt.Fprintf(env.stderr, "committed as %.12s of %s\n", hash, commit.Time().Format(time.RFC3339))
	return nil
}
