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
		Usage:     "write the files of the register in their canonical form",
		ArgsUsage: "[PATH…]",
		Description: "The schema hint for editors comes first, then the fields in a fixed order. Small groups\n" +
			"and lists are on one line, and texts are quoted only if they must be. Comments stay with\n" +
			"their field. The content of a file does not change. Prints the files that it has written;\n" +
			"a file that cannot be read stays as it is and is reported. With PATHs it formats only those\n" +
			"files and folders.\n\n" +
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

// filesOf returns the folder to read and the options for reading it: the data folder, or a copy of
// it as of the commit of --at, which remove deletes.
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
