package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/history"
	"opencec/tools/intake"
	"opencec/tools/register"
	"opencec/tools/review"
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
			"Of one file at most 50 errors and 50 warnings are shown, and 1,000 problems in all,\n" +
			"errors first. How many more there are is said behind those of the file, and in the\n" +
			"summary all are counted. JSON has them in \"omitted\".\n\n" +
			"With --base the files are also compared with those of the commit at which their\n" +
			"branch left REF: a record that is deleted, an id that means something else now, and\n" +
			"what a reviewer has to see, such as days of the past that are said anew. What\n" +
			"happened on REF since does not count. As text, warnings about records that the\n" +
			"difference does not touch are counted and not shown. It is an error if a merge took\n" +
			"REF in from the side, as git pull does: main's history would be another one.\n\n" +
			"With --at HEAD the files are those that the commit has, and not what git's attributes and\n" +
			"settings made of them in the checkout: for programs that check what others send.\n\n" +
			"   opencec validate\n" +
			"   opencec validate --format github data/listings/tesla\n" +
			"   opencec validate --base main --format sarif",
		Flags: []cli.Flag{
			dataFlag(), onFlag(), atFlag("check"),
			oneOf(&cli.StringFlag{Name: "format", Value: string(source.FormatText), Usage: "`FORMAT` of the problems: " + strings.Join(formatNames(), ", ")}, formatNames()),
			&cli.BoolFlag{Name: "json", Usage: "the same as --format json"},
			&cli.BoolFlag{Name: "fix", Usage: "first mend what has one right answer, and tell each mend on stderr"},
			&cli.StringFlag{Name: "base", Usage: "also tell what is wrong with the difference to `REF`: " + history.NameUsage},
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
		return usagef("--format: there is no format %q; the formats are %s%s", format, strings.Join(formatNames(), ", "), didYouMean(string(format), formatNames()))
	}
	if c.IsSet("at") && c.Bool("fix") {
		return usagef("--fix and --at are both given: what a commit has cannot be mended")
	}
	paths, err := pathsIn(c)
	if err != nil {
		return err
	}
	f, touched, err := env.readToValidate(c, paths)
	if err != nil {
		return err
	}
	if c.IsSet("at") {
		if err := inCommit(paths, slices.Concat(f.files(), f.problemFiles())); err != nil {
			return err
		}
	}
	report := f.report
	if len(paths) > 0 {
		within := slices.DeleteFunc(report.Problems, func(p source.Problem) bool { return !inAny(p.File, paths) && p.Rule != review.RuleHistoryRewritten })
		report = source.NewReport(within, report.Listings, report.Certificates)
	}
	if format == source.FormatSARIF {
		report = report.Bounded()
		f.inRepository(report.Problems, report.Omitted)
	}
	if format == source.FormatText {
		return env.tell(c.Context, f, report, touched)
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

// tell writes a report for people: without the warnings about records that a difference
// does not touch, and with how to mend what has one right answer.
func (env *environment) tell(ctx context.Context, f *folder, report source.Report, touched map[string]bool) error {
	shown := report // with the counts of all
	if touched != nil {
		shown.Problems = slices.DeleteFunc(slices.Clone(report.Problems), func(p source.Problem) bool {
			return p.Severity == register.Warning && !touched[p.File]
		})
	}
	if err := shown.Write(env.stdout, source.FormatText); err != nil {
		return fmt.Errorf("write the problems: %w", err)
	}
	if hidden := report.Warnings - source.NewReport(shown.Problems, 0, 0).Warnings; hidden > 0 {
		fmt.Fprintf(env.stderr, "%s about records that do not change; without --base they are shown\n", intake.Count(hidden, "warning"))
	}
	if report.Errors == 0 {
		return nil
	}
	mendable, err := f.mendable(ctx, report.Problems)
	if err != nil {
		return err
	}
	if mendable > 0 {
		atLeast := ""
		if report.Bounded().Omitted != nil {
			atLeast = "at least "
		}
		fmt.Fprintf(env.stderr, "%s%d of these can be mended by: opencec validate --fix%s\n", atLeast, mendable, dataFlagOf(f.dir))
	}
	return errProblems
}

// dataFlagOf is the flag that names a data folder, where it needs one.
func dataFlagOf(dir string) string {
	if dir == "data" {
		return ""
	}
	return " --data " + dir
}

// mendable counts the errors that --fix would mend.
func (f *folder) mendable(ctx context.Context, problems []source.Problem) (int, error) {
	files := map[string]bool{}
	for _, p := range problems {
		files[p.File] = true
	}
	_, mends, err := f.tree.Fix(ctx, func(name string) bool { return files[shownPath(f.dir, name)] })
	if err != nil {
		return 0, fmt.Errorf("look for what can be mended: %w", err)
	}
	type place struct {
		file string
		line int
		path string
	}
	mended := map[place]bool{}
	for _, m := range mends {
		mended[place{shownPath(f.dir, m.File), m.Line, m.Path}] = true
	}
	count := 0
	for _, p := range problems {
		if p.Severity == register.Error && mended[place{p.File, p.Line, p.Path}] {
			count++
		}
	}
	return count, nil
}

// readToValidate reads and checks the data folder of the command line, mended and
// compared as the flags ask for. With a base it also returns which files the difference
// touches.
func (env *environment) readToValidate(c *cli.Context, paths []string) (f *folder, touched map[string]bool, err error) {
	if c.IsSet("at") {
		return env.readCommitToValidate(c)
	}
	if f, err = env.readFolder(c.Context, c); err != nil {
		return nil, nil, err
	}
	if c.Bool("fix") {
		fixed, err := env.fix(c, f, paths)
		if err != nil {
			return nil, nil, err
		}
		if fixed > 0 {
			if f, err = env.readFolder(c.Context, c); err != nil {
				return nil, nil, err
			}
		}
	}
	if !c.IsSet("base") {
		if err := history.CheckFiles(f.dir); err != nil {
			fmt.Fprintf(env.stderr, "warning: %v\n", err)
		}
		return f, nil, nil
	}
	return env.compareToValidate(c, f, "")
}

// readCommitToValidate is readToValidate for the files of the commit of --at.
func (env *environment) readCommitToValidate(c *cli.Context) (*folder, map[string]bool, error) {
	at := c.String("at")
	f, err := env.readFolderAt(c, "--at", at)
	if err != nil || !c.IsSet("base") {
		return f, nil, err
	}
	return env.compareToValidate(c, f, at)
}

// compareToValidate compares a folder with its base, and returns which files the
// difference touches.
func (env *environment) compareToValidate(c *cli.Context, f *folder, head string) (*folder, map[string]bool, error) {
	d, err := env.compare(c, f, "--base", c.String("base"), head)
	if err != nil {
		return nil, nil, err
	}
	return f, f.touched(d), nil
}

// readFolderAt reads and checks the data folder of the command line as a commit had it;
// label is the flag or argument that names the commit.
func (env *environment) readFolderAt(c *cli.Context, label, commit string) (*folder, error) {
	dir := c.String("data")
	hash, err := history.FindCommit(dir, commit)
	if err != nil {
		return nil, wrongName(label, err)
	}
	tree, err := history.ReadFiles(c.Context, dir, hash)
	if err != nil {
		return nil, err
	}
	return env.check(c, dir, tree)
}

// compare adds to the report of a folder what is wrong with its difference to where
// the commit head left the branch that text names, and returns the difference. Without
// a head the files are those at hand, on top of the commit that is checked out.
func (env *environment) compare(c *cli.Context, f *folder, label, text, head string) (difference, error) {
	if head == "" {
		head = "HEAD"
		if err := history.CheckFiles(f.dir); err != nil {
			return difference{}, err
		}
	}
	b, err := findBase(f.dir, label, text, head, env.now())
	if err != nil {
		return difference{}, err
	}
	d, err := b.difference(c.Context, f, c.Bool(acceptRewritten))
	if err != nil {
		return difference{}, err
	}
	fmt.Fprintf(env.stderr, "compared with %s\n", b)
	f.inFolder(d.problems)
	problems := append(f.withoutTwice(d), d.problems...)
	suggestRenamed(problems, d.states)
	slices.SortStableFunc(problems, source.Problem.Compare)
	f.report = source.NewReport(problems, f.report.Listings, f.report.Certificates)
	return d, nil
}

// inFolder writes the files of problems with the folder that they are in, as they
// are named on the command line.
func (f *folder) inFolder(problems []source.Problem) {
	for i := range problems {
		problems[i].File = shownPath(f.dir, problems[i].File)
	}
}

// mend adds to problems how their files would be mended.
func (f *folder) mend(problems []source.Problem) {
	source.AddEdits(problems, func(file string) []byte {
		name, _ := filepath.Rel(f.dir, filepath.FromSlash(file)) // it begins with f.dir
		return f.tree.File(filepath.ToSlash(name))
	})
}

// inRepository makes problems ones for a program that has the repository and not the
// command line: with what mends them, and with files as seen from its top.
func (f *folder) inRepository(problems []source.Problem, omitted *source.Omitted) {
	f.mend(problems)
	top, folder, err := history.Place(f.dir)
	if err != nil || top == "" {
		return // the files are in none
	}
	for i, p := range problems {
		name, _ := filepath.Rel(f.dir, filepath.FromSlash(p.File)) // it begins with f.dir
		problems[i].File = path.Join(folder, filepath.ToSlash(name))
		if f.tree.File(filepath.ToSlash(name)) == nil {
			problems[i].Edit = nil // a file that is gone has no lines to mend
		}
	}
	if omitted != nil {
		for i, file := range omitted.Files {
			name, _ := filepath.Rel(f.dir, filepath.FromSlash(file.File))
			omitted.Files[i].File = path.Join(folder, filepath.ToSlash(name))
		}
	}
}

func didYouMean(word string, names []string) string {
	if near := register.Nearest(word, names); near != "" {
		return fmt.Sprintf(" (did you mean %s?)", near)
	}
	return ""
}

// pathsIn checks the paths of the command line: each must be in the data folder, and be
// there if the files at hand are read.
func pathsIn(c *cli.Context) ([]string, error) {
	var paths []string
	dir := c.String("data")
	for _, arg := range c.Args().Slice() {
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
		if _, err := os.Lstat(arg); err != nil && !c.IsSet("at") {
			return nil, usagef("%s is not there", arg)
		}
		paths = append(paths, filepath.ToSlash(filepath.Join(dir, relative)))
	}
	return paths, nil
}

// inCommit refuses paths of the command line of which the commit that was read has no file.
func inCommit(paths, files []string) error {
	for _, p := range paths {
		if !slices.ContainsFunc(files, func(file string) bool { return inAny(file, []string{p}) }) {
			return usagef("%s is not there, in the commit of --at", p)
		}
	}
	return nil
}

// files returns the files that were read, by their paths on the command line.
func (f *folder) files() []string {
	names := f.tree.Files()
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = shownPath(f.dir, name)
	}
	return shown
}

// problemFiles returns the files that are reported: some of them could not be read.
func (f *folder) problemFiles() []string {
	files := make([]string, len(f.report.Problems))
	for i, p := range f.report.Problems {
		files[i] = p.File
	}
	return files
}

func inAny(file string, paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return file == p || strings.HasPrefix(file, strings.TrimSuffix(p, "/")+"/") })
}
