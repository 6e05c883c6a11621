package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/register"
	"opencec/tools/source"
)

func validateCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "validate",
		Usage:     "check every file of the register, and report all problems at once",
		ArgsUsage: "[PATH…]",
		Description: "Prints a line for each problem, as file:line:column: field: what is wrong, and a\n" +
			"summary as the last line. Errors fail the check; warnings do not. With PATHs only\n" +
			"the problems of those files and folders are reported; everything is read all the\n" +
			"same, since records refer to each other.\n\n" +
			"   opencec validate\n" +
			"   opencec validate --format github data/listings/tesla",
		Flags: []cli.Flag{
			dataFlag(), onFlag(),
			&cli.StringFlag{Name: "format", Value: string(source.FormatText), Usage: "`FORMAT` of the problems: " + strings.Join(formatNames(), ", ")},
			&cli.BoolFlag{Name: "json", Usage: "the same as --format json"},
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
		return usagef("--format: there is no format %q; the formats are %s%s", format, strings.Join(formatNames(), ", "), didYouMean(string(format), formatNames()))
	}
	paths, err := pathsIn(c.String("data"), c.Args().Slice())
	if err != nil {
		return err
	}
	f, err := env.readFolder(c.Context, c)
	if err != nil {
		return err
	}
	report := f.report
	if len(paths) > 0 {
		within := slices.DeleteFunc(report.Problems, func(p source.Problem) bool { return !inAny(p.File, paths) })
		report = source.NewReport(within, report.Listings, report.Certificates)
	}
	if err := report.Write(env.stdout, format); err != nil {
		return fmt.Errorf("write the problems: %w", err)
	}
	if report.Errors > 0 {
		return errProblems
	}
	return nil
}

func didYouMean(word string, names []string) string {
	if near := register.Nearest(word, names); near != "" {
		return fmt.Sprintf(" (did you mean %s?)", near)
	}
	return ""
}

// pathsIn checks the paths of the command line: each must be there, and be in the
// data folder.
func pathsIn(dir string, args []string) ([]string, error) {
	var paths []string
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") {
			return nil, usagef("%s comes too late: flags go before paths", arg)
		}
		relative, inside, err := within(dir, arg)
		if err != nil {
			return nil, err
		}
		if !inside {
			return nil, usagef("%s is not in the data folder %s; name another one with --data", arg, dir)
		}
		if _, err := os.Lstat(arg); err != nil {
			return nil, usagef("%s is not there", arg)
		}
		paths = append(paths, filepath.ToSlash(filepath.Join(dir, relative)))
	}
	return paths, nil
}

func inAny(file string, paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return file == p || strings.HasPrefix(file, strings.TrimSuffix(p, "/")+"/") })
}
