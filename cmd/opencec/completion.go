package main

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/data"
	"opencec/tools/base/buildinfo"
	"opencec/tools/command/commandline"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// sharedCommands returns the commands completion and man.
func sharedCommands(env *environment) []*cli.Command {
	return cliCommands(env, nil, commandline.Shared("opencec"))
}

// cliCommands converts descriptions to commands of the library, below the words of a command.
func cliCommands(env *environment, above []string, described []commandline.Command) []*cli.Command {
	var commands []*cli.Command
	for _, d := range described {
		words := append(slices.Clone(above), d.Name)
		commands = append(commands, &cli.Command{
			Name: d.Name, Usage: d.Usage, ArgsUsage: d.Arguments, Description: d.Description,
			Hidden: d.Hidden, HideHelp: d.Hidden, SkipFlagParsing: d.Hidden, // what is hidden takes any words
			Subcommands: cliCommands(env, words, d.Commands),
			Action: func(c *cli.Context) error {
				if len(d.Commands) > 0 && !c.Args().Present() {
					return cli.ShowSubcommandHelp(c)
				}
				err := describeProgram(c.App).Run(append(words, c.Args().Slice()...), env.stdout)
				if errors.As(err, new(commandline.WrongUse)) {
					return usageError{err}
				}
				return err
			},
		})
	}
	return commands
}

// describeProgram describes the command line of the tool.
func describeProgram(app *cli.App) *commandline.Program {
	program := buildinfo.Read()
	return &commandline.Program{
		Version: program.Version, Date: program.Time,
		ExitStatus: "0 when all is well, 1 when there are problems, 2 when the command was used wrongly.",
		Values:     map[string]func() []string{"ID": func() []string { return recordIDs(register.Listings) }},
		Command: commandline.Command{
			Name: app.Name, Usage: app.Usage, Description: app.Description,
			Flags: describeFlags(app.Flags), Commands: describeCommands(app.Commands),
		},
	}
}

func describeCommands(commands []*cli.Command) []commandline.Command {
	var described []commandline.Command
	for _, c := range commands {
		if c.Name == "help" { // which the library adds
			continue
		}
		described = append(described, commandline.Command{
			Name: c.Name, Aliases: c.Aliases, Usage: c.Usage, Arguments: c.ArgsUsage, Description: c.Description, Hidden: c.Hidden,
			Flags: describeFlags(c.Flags), Commands: describeCommands(c.Subcommands),
		})
	}
	return described
}

func describeFlags(flags []cli.Flag) []commandline.Flag {
	var described []commandline.Flag
	for _, f := range flags {
		documented, ok := f.(documentedFlag)
		if !ok || !documented.IsVisible() || f == cli.HelpFlag || f == cli.VersionFlag {
			continue
		}
		d := commandline.Flag{
			Names: f.Names(), Usage: documented.GetUsage(), Default: documented.GetDefaultText(),
			Variables: documented.GetEnvVars(), TakesValue: documented.TakesValue(),
		}
		if chosen, ok := f.(*choiceFlag); ok {
			d.Choices = chosen.choices
		}
		described = append(described, d)
	}
	return described
}

// A documentedFlag is any flag of the library.
type documentedFlag interface {
	cli.DocGenerationFlag
	cli.VisibleFlag
	cli.CategorizableFlag
}

// A choiceFlag is a flag with values for completion.
type choiceFlag struct {
	documentedFlag
	choices func() []string
}

// oneOf returns a flag whose values are completed from a list.
func oneOf(f documentedFlag, values []string) cli.Flag {
	return &choiceFlag{f, func() []string { return values }}
}

// idOf returns a flag whose values are completed from the ids of a kind of record.
func idOf(f documentedFlag, k register.Kind) cli.Flag {
	return &choiceFlag{f, func() []string { return recordIDs(k) }}
}

// recordIDs returns the ids of a kind of record in the register of the working directory, for
// completion. Without a register it returns those of the embedded vocabulary, which new registers
// have.
func recordIDs(k register.Kind) []string {
	files := os.DirFS("data")
	if _, err := fs.Stat(files, source.SettingsFile); err != nil {
		files = data.Vocabulary
	}
	names, err := fs.Glob(files, k.Folder()+strings.Repeat("/*", k.Depth())+".yaml")
	if err != nil { // of a pattern that is wrong
		return nil
	}
	var ids []string
	for _, name := range names {
		ids = append(ids, strings.TrimSuffix(strings.TrimPrefix(name, k.Folder()+"/"), ".yaml"))
	}
	slices.Sort(ids)
	return ids
}
