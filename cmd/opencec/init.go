package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/schemas"
	"opencec/tools/dialogue"
	"opencec/tools/gitcommit"
	"opencec/tools/register"
	"opencec/tools/scaffold"
	"opencec/tools/source"
	"opencec/tools/starter"
	"opencec/tools/terminal"
)

// A setting is what init asks for, under the name of its flag.
type setting struct {
	flag, path  string // path is the field in the settings
	usage       string // of the flag, and said before the question
	standard    string // taken without an answer
	placeholder string
	set         func(s *register.Settings, value string)
}

var initSettings = []setting{
	{"title", "title", "the `NAME` of the register, as its pages show it", "", "Example register",
		func(s *register.Settings, v string) { s.Title = v }},
	{"description", "description", "a `TEXT` that says what the register is and who is behind it", "", "",
		func(s *register.Settings, v string) { s.Description = v }},
	{"base-url", "base_url", "the `ADDRESS` at which the site will be, without a slash at its end", "http://localhost:8080", "https://register.example.org",
		func(s *register.Settings, v string) { s.BaseURL = v }},
	{"time-zone", "time_zone", "the `ZONE` in which the register's days begin and end, by its IANA name", "Australia/Sydney", "",
		func(s *register.Settings, v string) { s.TimeZone = v }},
	{"publisher", "publisher", "`WHO` publishes it", "", "Example Energy",
		func(s *register.Settings, v string) { s.Publisher = v }},
	{"contact", "contact", "the e-mail or web `ADDRESS` to which questions go", "", "register@example.org",
		func(s *register.Settings, v string) { s.Contact = v }},
	{"repository", "repository", "the `ADDRESS` of the repository, where changes are proposed", "", "https://git.example.org/register",
		func(s *register.Settings, v string) { s.Repository = v }},
	{"licence", "licence", "the `LICENCE` of the data: " + licenceIDs() + ", or the name of another", "CC-BY-4.0", "",
		func(s *register.Settings, v string) { s.Licence = licenceOf(v) }},
}

// licences are those that data is often under, by their SPDX identifiers.
var licences = []register.Licence{
	{Name: "Creative Commons Attribution 4.0 International", SPDX: "CC-BY-4.0", URL: "https://creativecommons.org/licenses/by/4.0/"},
	{Name: "Creative Commons Attribution Share Alike 4.0 International", SPDX: "CC-BY-SA-4.0", URL: "https://creativecommons.org/licenses/by-sa/4.0/"},
	{Name: "Creative Commons Zero v1.0 Universal", SPDX: "CC0-1.0", URL: "https://creativecommons.org/publicdomain/zero/1.0/"},
	{Name: "Open Data Commons Open Database License v1.0", SPDX: "ODbL-1.0", URL: "https://opendatacommons.org/licenses/odbl/1-0/"},
}

func licenceIDs() string {
	var ids []string
	for _, l := range licences {
		ids = append(ids, l.SPDX)
	}
	return strings.Join(ids, ", ")
}

func licenceOf(word string) register.Licence {
	for _, l := range licences {
		if strings.EqualFold(word, l.SPDX) || word == l.Name {
			return l
		}
	}
	return register.Licence{Name: word}
}

func initCommand(env *environment, stdin io.Reader) *cli.Command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "author", Usage: "`WHO` makes the first commit, as \"Ann Example <ann@example.org>\"", DefaultText: "the user of git's configuration"},
		&cli.StringFlag{Name: "date", Usage: "the `DATE` of the first commit, where older lists will come in with import --commit: that of the oldest list, or a day before it", DefaultText: "today"},
		&cli.BoolFlag{Name: "ask", Usage: "ask for the settings that were not given, also without a terminal"},
	}
	for _, s := range initSettings {
		flags = append(flags, &cli.GenericFlag{Name: s.flag, Value: &answers{}, Usage: s.usage, DefaultText: s.standard})
	}
	return &cli.Command{
		Name:      "init",
		Usage:     "begin a register of your own",
		ArgsUsage: "DIR",
		Description: "Makes a git repository with a register in it, and its first commit: the settings, the\n" +
			"entity types, device classes and test profiles that every register needs, schemas and\n" +
			"hints for editors, a check before each commit, and workflows for GitHub. DIR is a\n" +
			"folder that is new, or empty, or an empty clone. In a terminal it asks for the\n" +
			"settings that are not given. Git need not be installed. The branch is main, whatever\n" +
			"init.defaultBranch is, and no hook is run.\n\n" +
			"   opencec init my-register --title \"Example register\"\n" +
			"   cd my-register\n" +
			"   opencec serve\n\n" +
			"Where import --commit will bring in lists of the past, each as of its date, --date begins\n" +
			"the register before them.",
		Flags:  flags,
		Action: func(c *cli.Context) error { return env.initRegister(c, stdin) },
	}
}

func (env *environment) initRegister(c *cli.Context, stdin io.Reader) error {
	dir, err := onlyArgument(c, "the folder of the new register")
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
		if err := askSettings(c, dialogue.New(c.Context, stdin, env.stderr, scaffold.MaxAnswer), kit, &settings); err != nil {
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
		fmt.Fprintln(env.stderr, "note:", register.Printable(note))
	}
	fmt.Fprintf(env.stderr, "next:\n%s   opencec serve\n   opencec new listing\n", goTo(dir))
	_, err = fmt.Fprintf(env.stdout, "%s: a register with %d files, committed as %.12s\n", register.Printable(dir), len(files), hash)
	return err
}

// asksForSettings reports whether there is a dialogue; without one there has to be a title.
func asksForSettings(c *cli.Context, stdin io.Reader) (bool, error) {
	title, err := only(c, "title")
	if err != nil {
		return false, err
	}
	if c.Bool("ask") || title == "" && dialogue.IsPerson(stdin) {
		return true, nil
	}
	if title == "" {
		return false, usagef("--title is missing: it is the name of the register; --ask asks for all settings")
	}
	return false, nil
}

// goTo returns the line by which a shell goes to the folder dir; "" if it is there.
func goTo(dir string) string {
	if filepath.Clean(dir) == "." {
		return ""
	}
	return "   cd " + terminal.ShellWord(register.Printable(dir)) + "\n"
}

// onlyArgument returns the one word of the command line that is no flag. What says what
// it is.
func onlyArgument(c *cli.Context, what string) (string, error) {
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

// firstCommitTime returns when the register begins: now, or with the day of --date, so that
// lists of that day and later can be imported after it.
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

// flagSettings returns the settings that the flags give, and all that is wrong with them.
func flagSettings(c *cli.Context, kit *starter.Kit) (register.Settings, error) {
	var settings register.Settings
	var wrong []error
	for _, s := range initSettings {
		given, err := only(c, s.flag)
		wrong = append(wrong, err)
		if value := cmp.Or(given, s.standard); value != "" {
			s.set(&settings, value)
		}
	}
	problems, err := kit.Check(settings)
	for _, p := range problems {
		if settings.Title == "" && p.Path == "title" {
			continue // it is asked for
		}
		wrong = append(wrong, usagef("%s", aboutSetting(p)))
	}
	return settings, errors.Join(append(wrong, err)...)
}

// aboutSetting says what is wrong with a setting by the name of its flag.
func aboutSetting(p source.Problem) string {
	for _, s := range initSettings {
		if isOf(p, s) {
			p.Path = "--" + s.flag
		}
	}
	return register.Printable(p.Told())
}

func isOf(p source.Problem, s setting) bool {
	return p.Path == s.path || strings.HasPrefix(p.Path, s.path+".")
}

// askSettings asks for the settings that no flag gave, each until it is a good one.
func askSettings(c *cli.Context, d *dialogue.Dialogue, kit *starter.Kit, settings *register.Settings) error {
	fmt.Fprintln(d.Out, "A new register. Leave an answer empty where it is not known; < goes back to the question before; Ctrl-D stops and leaves nothing behind.")
	asked := slices.DeleteFunc(slices.Clone(initSettings), func(s setting) bool {
		return c.IsSet(s.flag) && (s.flag != "title" || settings.Title != "")
	})
	for i := 0; i < len(asked); {
		err := askSetting(d, kit, asked[i], settings)
		switch {
		case errors.Is(err, dialogue.ErrBack):
			i = max(0, i-1)
		case err != nil:
			return err
		default:
			i++
		}
	}
	return nil
}

func askSetting(d *dialogue.Dialogue, kit *starter.Kit, s setting, settings *register.Settings) error {
	name := strings.ReplaceAll(s.flag, "-", " ")
	fmt.Fprintf(d.Out, "\n%s: %s\n", name, strings.ReplaceAll(s.usage, "`", ""))
	if s.placeholder != "" {
		d.Say("  for example: " + s.placeholder)
	}
	if s.standard != "" {
		d.Say("  empty for: " + s.standard)
	}
	for {
		text, err := d.Answer()
		if err != nil {
			return err
		}
		s.set(settings, cmp.Or(text, s.standard))
		problems, err := kit.Check(*settings)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(problems, func(p source.Problem) bool { return isOf(p, s) })
		if at < 0 {
			return nil
		}
		if text == "" {
			d.Say("  " + name + " is needed")
			continue
		}
		problem := problems[at]
		problem.Path = name
		d.Say("  " + problem.Told())
	}
}

func schemaCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "schema",
		Usage:     "write the JSON Schemas, by which editors complete the register's files",
		ArgsUsage: "DIR",
		Description: "Writes the schemas into the folder DIR, with the device classes and attributes that the\n" +
			"register has. The files of a register refer to the folder schemas beside data: write\n" +
			"them again after a change in data/device-classes, or with a newer tool.\n\n" +
			"   opencec schema schemas",
		Flags:  []cli.Flag{dataFlag()},
		Action: func(c *cli.Context) error { return env.writeSchemas(c.Context, c) },
	}
}

func (env *environment) writeSchemas(ctx context.Context, c *cli.Context) error {
	dir, err := onlyArgument(c, "the folder to write the schemas into")
	if err != nil {
		return err
	}
	tree, err := env.reader(c).ReadTree(ctx, c.String("data"))
	if err != nil {
		return err
	}
	files, err := schemas.All(tree.Records.DeviceClasses)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of the schemas: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the folder of the schemas: %w", err)
	}
	defer root.Close()
	for _, f := range files {
		if err := source.WriteFile(root, f.Name, f.Data); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(env.stdout, filepath.Join(dir, f.Name)); err != nil {
			return err
		}
	}
	return nil
}
