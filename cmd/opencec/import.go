package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/importer"
	"opencec/tools/register"
	"opencec/tools/source"
)

func importCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "import",
		Usage: "bring lists from elsewhere into a data folder",
		Subcommands: []*cli.Command{{
			Name:      "cec",
			Usage:     "import approved-product lists, as the regulator publishes them in CSV",
			ArgsUsage: "FILE…",
			Description: "Makes a listing of every approved product, or updates the ones that are there: a\n" +
				"moved expiry changes the period, another window adds one, a respelled name becomes\n" +
				"an alias. What a list no longer has is reported and kept. Importing the same list\n" +
				"twice changes nothing. Import lists of different dates one after the other, the\n" +
				"older first.\n\n" +
				"   opencec import cec --data ../my-register/data --kind inverters,batteries \\\n" +
				"      approved-inverters.csv approved-batteries.csv",
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "data", Required: true, Usage: "the `FOLDER` to import into; it is made when it is not there"},
				onFlag(),
				&cli.StringFlag{Name: "kind", Required: true, Usage: "the `KIND` of each file, in order, separated by commas: " + kindNames()},
				&cli.StringFlag{Name: "vocabulary", Value: "data", Usage: "the data `FOLDER` from which a new one gets its settings, entity types and device classes"},
				&cli.StringFlag{Name: "source", Usage: "the `ADDRESS` that the lists are from, noted in the records"},
				&cli.StringFlag{Name: "retrieved", Usage: "the `DATE` on which they were fetched there"},
				&cli.BoolFlag{Name: "dry-run", Usage: "report, and write nothing"},
				&cli.BoolFlag{Name: "json", Usage: "write the whole report as JSON"},
			},
			Action: func(c *cli.Context) error { return env.importLists(c) },
		}},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is nothing to import from %q; try opencec import cec", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

func kindNames() string {
	var names []string
	for _, k := range importer.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

func (env *environment) importLists(c *cli.Context) error {
	kinds, err := kindsOf(c)
	if err != nil {
		return err
	}
	from, err := sourceOf(c)
	if err != nil {
		return err
	}
	var lists []*importer.List
	for i, name := range c.Args().Slice() {
		list, err := readList(kinds[i], name)
		if err != nil {
			return err
		}
		lists = append(lists, list)
	}
	plan, err := env.planImport(c, lists, from)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		enc := json.NewEncoder(env.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(plan.Report)
	}
	return plan.Report.WriteText(env.stdout)
}

// planImport plans the import and, unless it is a dry run, carries it out.
func (env *environment) planImport(c *cli.Context, lists []*importer.List, from *register.Source) (*importer.Plan, error) {
	dir := c.String("data")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	added, err := importer.AddVocabulary(root, os.DirFS(c.String("vocabulary")), lists)
	if err != nil {
		return nil, err
	}
	for _, name := range added {
		fmt.Fprintf(env.stderr, "copied %s from %s\n", name, c.String("vocabulary"))
	}
	f, err := env.readFolder(c.Context, c)
	if err != nil {
		return nil, err
	}
	if f.report.Errors > 0 {
		if err := f.report.Write(env.stderr, source.FormatText); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s has errors: mend them first, so that nothing is imported twice", dir)
	}
	plan, err := importer.NewPlan(&f.tree.Records, lists, from)
	if err != nil || c.Bool("dry-run") {
		return plan, err
	}
	bar := env.newProgress("writing files")
	err = plan.Write(c.Context, root, bar.show)
	bar.end()
	return plan, err
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
	from := &register.Source{URL: address}
	if retrieved != "" {
		var err error
		if from.Retrieved, err = register.ParseDate(retrieved); err != nil {
			return nil, usagef("--retrieved: %v", err)
		}
	}
	return from, nil
}

func readList(kind importer.Kind, name string) (list *importer.List, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the list: %w", err)
	}
	defer f.Close()
	return importer.ReadList(kind, f, filepath.Base(name))
}
