package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/base/terminal"
	"opencec/tools/command/gitcommit"
	"opencec/tools/command/starter"
	"opencec/tools/input/dialogue"
	"opencec/tools/input/scaffold"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

func initCommand(env *environment, stdin io.Reader) *cli.Command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "author", Usage: "`WHO` makes the first commit, as \"Ann Example <ann@example.org>\"", DefaultText: "the user of git's configuration"},
		&cli.StringFlag{Name: "date", Usage: "the `DATE` of the first commit, if older lists will follow with import --commit: that of the oldest list, or a day before it", DefaultText: "today"},
		&cli.BoolFlag{Name: "ask", Usage: "ask for the settings that were not given, even without a terminal"},
	}
	for _, s := range starter.Settings() {
		flags = append(flags, &cli.GenericFlag{Name: s.Name, Value: &repeatedValue{}, Usage: s.Usage, DefaultText: s.Default})
	}
	return &cli.Command{
		Name:      "init",
		Usage:     "begin a register of your own",
		ArgsUsage: "DIR",
		Description: "Makes a git repository with a register in it, and its first commit: the settings, the entity\n" +
			"types, device classes and test profiles that every register needs, schemas and hints for\n" +
			"editors, a check before each commit, and workflows for GitHub. DIR is a new or empty folder,\n" +
			"or an empty clone. In a terminal it asks for the settings that were not given. Git need not\n" +
			"be installed. The branch is main, whatever init.defaultBranch is, and no hook is run.\n\n" +
			"   opencec init my-register --title \"Example register\"\n" +
			"   cd my-register\n" +
			"   opencec serve\n\n" +
			"If import --commit will import lists of the past, each with its date, --date begins the\n" +
			"register before them.",
		Flags:  flags,
		Action: func(c *cli.Context) error { return env.initRegister(c, stdin) },
	}
}

func (env *environment) initRegister(c *cli.Context, stdin io.Reader) error {
	dir, err := singleArgument(c, "the folder of the new register")
	if err != nil {
		return err
	}
	ask, err := asksForSettings(c, stdin)
	if err != nil {
		return err
	}
	if err := starter.CheckFolder(dir); err != nil {
		return err
	}
	kit, err := starter.New(c.Context)
	if err != nil {
		return err
	}
	repo, err := gitcommit.NewRepository(dir, c.String("author"))
	if errors.As(err, new(*gitcommit.AuthorError)) {
		err = usagef("--author: %w", err)
	}
	settings, settingsErr := flagSettings(c, kit)
	_, dateErr := env.firstCommitTime(c.String("date"), settings.TimeZone) // before anything is asked
	if err := errors.Join(err, settingsErr, dateErr); err != nil {
		return err
	}
	if ask {
		asked := slices.DeleteFunc(starter.Settings(), func(s starter.Setting) bool {
			return c.IsSet(s.Name) && (s.Name != "title" || settings.Title != "")
		})
		if err := kit.Ask(dialogue.New(c.Context, stdin, env.stderr, scaffold.MaxAnswer), asked, &settings); err != nil {
			return err
		}
	}
	when, err := env.firstCommitTime(c.String("date"), settings.TimeZone)
	if err != nil {
		return err
	}
	files, err := kit.Files(settings)
	if err != nil {
		return err
	}
	if err := starter.Write(dir, files); err != nil {
		return err
	}
	hash, err := repo.Commit(when)
	if err != nil {
		return err
	}
	for _, note := range repo.Notes {
		fmt.Fprintln(env.stderr, "note:", spelling.Printable(note))
	}
	fmt.Fprintf(env.stderr, "next:\n%s   opencec serve\n   opencec new listing\n", cdCommand(dir))
	_, err = fmt.Fprintf(env.stdout, "%s: a register with %d files, committed as %.12s\n", spelling.Printable(dir), len(files), hash)
	return err
}

// asksForSettings reports whether to ask for settings; otherwise a title is required.
func asksForSettings(c *cli.Context, stdin io.Reader) (bool, error) {
	title, err := singleValue(c, "title")
	if err != nil {
		return false, err
	}
	if c.Bool("ask") || title == "" && dialogue.IsInteractive(stdin) {
		return true, nil
	}
	if title == "" {
		return false, usagef("--title is missing: it is the name of the register; --ask asks for all settings")
	}
	return false, nil
}

// cdCommand returns the line that changes to the folder dir in a shell, or "" if it is current.
func cdCommand(dir string) string {
	if filepath.Clean(dir) == "." {
		return ""
	}
	return "   cd " + terminal.ShellWord(spelling.Printable(dir)) + "\n"
}

// singleArgument returns the only argument of the command line. what describes it for errors.
func singleArgument(c *cli.Context, what string) (string, error) {
	words, err := arguments(c)
	switch {
	case err != nil:
		return "", err
	case len(words) == 0 || words[0] == "":
		return "", usagef("name %s", what)
	case len(words) > 1:
		return "", usagef("%.80q belongs to no flag: write quotes around a value with spaces", words[1])
	}
	return words[0], nil
}

// firstCommitTime returns when the register begins: now, or at the start of the day of --date, so
// that lists of that day and later can be imported after it.
func (env *environment) firstCommitTime(text, timeZone string) (time.Time, error) {
	if text == "" {
		return env.now().Truncate(time.Second), nil
	}
	date, err := register.ParseDate(text)
	if err != nil {
		return time.Time{}, usagef("--date: %v", err)
	}
	zone, _ := register.LoadZone(timeZone) // flagSettings says what is wrong with it
	if today := register.DateIn(env.now(), zone); date.After(today) {
		return time.Time{}, usagef("--date: %s is to come; it is %s", date, today)
	}
	return register.StartOf(date, zone).In(zone), nil
}

// flagSettings returns the settings of the flags, and everything that is wrong with them.
func flagSettings(c *cli.Context, kit *starter.Kit) (register.Settings, error) {
	var settings register.Settings
	var wrong []error
	for _, s := range starter.Settings() {
		given, err := singleValue(c, s.Name)
		wrong = append(wrong, err)
		s.Set(&settings, given)
	}
	problems, err := kit.Check(settings)
	for _, p := range problems {
		if settings.Title == "" && p.Path == "title" {
			continue // it is asked for
		}
		wrong = append(wrong, usagef("%s", settingProblem(p)))
	}
	return settings, errors.Join(append(wrong, err)...)
}

// settingProblem describes a problem of a setting by the name of its flag.
func settingProblem(p source.Problem) string {
	for _, s := range starter.Settings() {
		if s.IsAbout(p) {
			p.Path = "--" + s.Name
		}
	}
	return spelling.Printable(p.Detail())
}

func schemaCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "schema",
		Usage:     "write the JSON Schemas with which editors complete the register's files",
		ArgsUsage: "DIR",
		Description: "Writes the schemas into the folder DIR, with the device classes and attributes of the\n" +
			"register. The files of a register refer to the folder schemas beside data: write the schemas\n" +
			"again after a change in data/device-classes, or with a newer tool.\n\n" +
			"   opencec schema schemas",
		Flags:  []cli.Flag{dataFlag()},
		Action: func(c *cli.Context) error { return env.writeSchemas(c.Context, c) },
	}
}

func (env *environment) writeSchemas(ctx context.Context, c *cli.Context) error {
	dir, err := singleArgument(c, "the folder to write the schemas into")
	if err != nil {
		return err
	}
	tree, err := env.reader(c).ReadTree(ctx, c.String("data"))
	if err != nil {
		return err
	}
	written, err := starter.WriteSchemas(dir, tree.Records.DeviceClasses)
	for _, file := range written {
		if _, err := fmt.Fprintln(env.stdout, file); err != nil {
			return err
		}
	}
	return err
}
