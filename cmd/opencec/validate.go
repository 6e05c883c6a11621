package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/command/compare"
	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/history/review"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

func validateCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "validate",
		Usage:     "check every file of the register, and report all problems at once",
		ArgsUsage: "[PATH…]",
		Description: "Prints a line for each problem, as file:line:column: field: what is wrong, and a summary as the\n" +
			"last line. Errors fail the check; warnings do not. With PATHs only the problems of those files\n" +
			"and folders are reported; everything is still read, because records refer to each other.\n\n" +
			"At most 50 errors and 50 warnings are shown per file, and 1,000 problems in all, errors first.\n" +
			"The number of further problems follows those of the file, and the summary counts all. JSON has\n" +
			"them in \"omitted\".\n\n" +
			"With --base the files are also compared with the commit at which their branch left REF: deleted\n" +
			"records, ids that now mean something else, and changes that a reviewer has to see, such as\n" +
			"changes to past days. Later commits on REF do not matter. In text, warnings about records that\n" +
			"the difference does not affect are counted and not shown. It is an error if a merge took REF in\n" +
			"from the side, as git pull does: main's history would become another one.\n\n" +
			"With --at HEAD the files are those of the commit, and not what git's attributes and settings made\n" +
			"of them in the checkout: for programs that check contributions from others.\n\n" +
			"   opencec validate\n" +
			"   opencec validate --format github data/listings/tesla\n" +
			"   opencec validate --base main --format sarif",
		Flags: []cli.Flag{
			dataFlag(), onFlag(), atFlag("check"),
			oneOf(&cli.StringFlag{Name: "format", Value: string(source.FormatText), Usage: "`FORMAT` of the problems: " + strings.Join(formatNames(), ", ")}, formatNames()),
			&cli.BoolFlag{Name: "json", Usage: "the same as --format json"},
			&cli.BoolFlag{Name: "fix", Usage: "first fix what has only one right fix, and report each fix on stderr"},
			&cli.StringFlag{Name: "base", Usage: "also report what is wrong with the difference to `REF`: " + history.NameUsage},
			acceptRewrittenFlag(),
		},
		Action: func(c *cli.Context) error { return env.validate(c) },
	}
}

func formatNames() []string {
	var names []string
	for _, f := range source.Formats() {
		names = append(names, string(f))
	}
	return names
}

func (env *environment) validate(c *cli.Context) error {
	format := source.Format(c.String("format"))
	if c.Bool("json") {
		format = source.FormatJSON
	}
	if !slices.Contains(source.Formats(), format) {
		return usagef("--format: there is no format %q; the formats are %s%s", format, strings.Join(formatNames(), ", "), spelling.DidYouMean(string(format), formatNames()))
	}
	if c.IsSet("at") && c.Bool("fix") {
		return usagef("--fix and --at are both given: the files of a commit cannot be fixed")
	}
	paths, err := pathsIn(c)
	if err != nil {
		return err
	}
	f, affected, err := env.readToValidate(c, paths)
	if err != nil {
		return err
	}
	if c.IsSet("at") {
		if err := checkPathsInCommit(paths, slices.Concat(f.Files(), f.ProblemFiles())); err != nil {
			return err
		}
	}
	report := f.Report
	if len(paths) > 0 {
		within := slices.DeleteFunc(report.Problems, func(p source.Problem) bool {
			return !datafolder.IsWithinAny(p.File, paths) && p.Rule != review.RuleHistoryRewritten
		})
		report = source.NewReport(within, report.Listings, report.Certificates)
	}
	if format == source.FormatSARIF {
		report = report.Bounded()
		f.NameFromTop(report.Problems, report.Omitted)
	}
	if format == source.FormatText {
		return env.writeTextReport(c.Context, f, report, affected)
	}
	if err := report.Write(env.stdout, format, review.Rules()...); err != nil {
		return fmt.Errorf("write the problems: %w", err)
	}
	return failing(report)
}

func failing(report source.Report) error {
	if report.Errors > 0 {
		return errProblems
	}
	return nil
}

// writeTextReport writes a report for people: without the warnings about records that a difference
// does not affect, and with how to fix what has only one right fix.
func (env *environment) writeTextReport(ctx context.Context, f *datafolder.Folder, report source.Report, affected map[string]bool) error {
	shown := report // with the counts of all
	if affected != nil {
		shown.Problems = slices.DeleteFunc(slices.Clone(report.Problems), func(p source.Problem) bool {
			return p.Severity == register.Warning && !affected[p.File]
		})
	}
	if err := shown.Write(env.stdout, source.FormatText); err != nil {
		return fmt.Errorf("write the problems: %w", err)
	}
	if hidden := report.Warnings - source.NewReport(shown.Problems, 0, 0).Warnings; hidden > 0 {
		fmt.Fprintf(env.stderr, "%s about records that do not change; without --base they are shown\n", register.CountOf(hidden, "warning"))
	}
	if report.Errors == 0 {
		return nil
	}
	mendable, err := f.CountFixable(ctx, report.Problems)
	if err != nil {
		return err
	}
	if mendable > 0 {
		atLeast := ""
		if report.Bounded().Omitted != nil {
			atLeast = "at least "
		}
		fmt.Fprintf(env.stderr, "%s%d of these can be fixed by: opencec validate --fix%s\n", atLeast, mendable, datafolder.DataFlag(f.Dir))
	}
	return errProblems
}

// readToValidate reads and checks the data folder of the command line, fixed and compared as the flags
// say. With --base it also returns the files that the difference affects.
func (env *environment) readToValidate(c *cli.Context, paths []string) (f *datafolder.Folder, affected map[string]bool, err error) {
	at := c.String("at")
	if c.IsSet("at") {
		f, err = env.reader(c).ReadCommit(c.Context, c.String("data"), at)
		err = wrongName("--at", err)
	} else {
		f, err = env.readFixed(c, paths)
	}
	if err != nil {
		return nil, nil, err
	}
	if c.IsSet("base") {
		d, err := env.compare(c, f, "--base", c.String("base"), at)
		if err != nil {
			return nil, nil, err
		}
		f.Report = d.Problems
		return f, d.Affected(), nil
	}
	if !c.IsSet("at") {
		if err := history.CheckFiles(f.Dir); err != nil {
			fmt.Fprintf(env.stderr, "warning: %v\n", err)
		}
	}
	return f, nil, nil
}

// readFixed reads and checks the working files. With --fix it first fixes them.
func (env *environment) readFixed(c *cli.Context, paths []string) (*datafolder.Folder, error) {
	f, err := env.readFolder(c.Context, c)
	if err != nil || !c.Bool("fix") {
		return f, err
	}
	if fixed, err := env.fix(c, f, paths); err != nil || fixed == 0 {
		return f, err
	}
	return env.readFolder(c.Context, c)
}

// compare compares a folder with the commit at which its branch left another one, and reports that
// commit on stderr.
func (env *environment) compare(c *cli.Context, f *datafolder.Folder, label, base, head string) (*compare.Comparison, error) {
	d, err := compare.Compare(c.Context, f, compare.Options{
		Base: base, Label: label, Head: head, AcceptRewritten: c.Bool(acceptRewritten), Now: env.now(),
	})
	if err != nil {
		return nil, wrongUse(err)
	}
	fmt.Fprintf(env.stderr, "compared with %s\n", d.Base())
	return d, nil
}

// pathsIn checks the paths of the command line: each must be in the data folder, and exist if the
// working files are read.
func pathsIn(c *cli.Context) ([]string, error) {
	var paths []string
	dir := c.String("data")
	for _, arg := range c.Args().Slice() {
		if strings.HasPrefix(arg, "-") {
			return nil, usagef("%s comes too late: flags go before paths", arg)
		}
		relative, inside, err := datafolder.Within(dir, arg)
		if err != nil {
			return nil, err
		}
		if !inside {
			return nil, usagef("%s is not in the data folder %s; name another one with --data", arg, dir)
		}
		if _, err := os.Lstat(arg); err != nil && !c.IsSet("at") {
			return nil, usagef("%s does not exist", arg)
		}
		paths = append(paths, filepath.ToSlash(filepath.Join(dir, relative)))
	}
	return paths, nil
}

// checkPathsInCommit refuses paths without a file in the commit that was read.
func checkPathsInCommit(paths, files []string) error {
	for _, p := range paths {
		if !slices.ContainsFunc(files, func(file string) bool { return datafolder.IsWithinAny(file, []string{p}) }) {
			return usagef("%s does not exist in the commit of --at", p)
		}
	}
	return nil
}
