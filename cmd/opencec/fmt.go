package main

import (
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/input/source"
)

func fmtCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "fmt",
		Usage:     "write the files of the register in their one canonical form",
		ArgsUsage: "[PATH…]",
		Description: "The schema hint for editors comes first, then the fields in their\n" +
			"one order; small groups and lists stand on one line, and texts are quoted only where\n" +
			"they must be. Comments stay with the field that they stand at. What a file says does not\n" +
			"change. Prints the files that it has written; one that cannot be read is left alone, and\n" +
			"reported. With PATHs only those files and folders are looked at.\n\n" +
			"   opencec fmt\n" +
			"   opencec fmt --check data/listings/tesla",
		Flags: []cli.Flag{
			dataFlag(),
			atFlag("with --check: look at"),
			&cli.BoolFlag{Name: "check", Usage: "write nothing; print the files that differ, and exit with 1 if there are any"},
		},
		Action: func(c *cli.Context) error { return env.fmt(c) },
	}
}

func (env *environment) fmt(c *cli.Context) error {
	if c.IsSet("at") && !c.Bool("check") {
		return usagef("--at goes with --check: what a commit has cannot be written")
	}
	dir := c.String("data")
	paths, err := pathsIn(c)
	if err != nil {
		return err
	}
	var seen []string
	wanted := func(name string) bool {
		seen = append(seen, datafolder.Path(dir, name))
		return len(paths) == 0 || datafolder.IsWithinAny(datafolder.Path(dir, name), paths)
	}
	from, options, remove, err := filesOf(c)
	if err != nil {
		return err
	}
	defer remove()
	differ, problems, err := source.Reformat(c.Context, from, wanted, options...)
	if err != nil {
		return datafolder.Hint(dir, err)
	}
	if c.IsSet("at") {
		if err := checkPathsInCommit(paths, seen); err != nil {
			return err
		}
	}
	for i := range problems {
		problems[i].File = datafolder.Path(dir, problems[i].File)
	}
	if err := source.WriteProblems(env.stderr, problems); err != nil {
		return err
	}
	if !c.Bool("check") {
		if err := datafolder.WriteFiles(c.Context, dir, differ); err != nil {
			return err
		}
	}
	for _, r := range differ {
		fmt.Fprintln(env.stdout, spelling.Printable(datafolder.Path(dir, r.Name)))
	}
	if len(problems) > 0 || c.Bool("check") && len(differ) > 0 {
		return errProblems
	}
	return nil
}

// filesOf returns the folder of the files to read, and how: the data folder, or a copy of it
// as the commit of --at has it, which remove takes away.
func filesOf(c *cli.Context) (dir string, options []source.Option, remove func(), err error) {
	dir = c.String("data")
	if !c.IsSet("at") {
		return dir, nil, func() {}, nil
	}
	commit, err := history.FindCommit(dir, c.String("at"))
	if err != nil {
		return "", nil, nil, wrongName("--at", err)
	}
	copied, top, err := history.CopyFiles(c.Context, dir, commit)
	return copied, []source.Option{source.OfCommit(top)}, func() { os.RemoveAll(copied) }, err
}
