// Package commandline is what the command lines of the programs share besides their own
// commands: completion in bash, zsh and fish, and manual pages. Both are derived from the
// commands and flags that a program describes, so they agree with its help.
//
// A shell's script is a few lines that call a hidden command of the program for the completions
// of the word at the cursor. So a script stays right when the program is upgraded.
//
// The package needs no command library, which keeps programs small.
package commandline

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Program describes the command line of a program.
type Program struct {
	Command                               // by which it is started; its commands are in it
	Version    string                     // as in v1.2.0
	Date       string                     // of the version, by RFC 3339; "" where it is not known
	ExitStatus string                     // what the exit codes mean
	Values     map[string]func() []string // of arguments, by their names in Command.Arguments
}

// A Command is a command or subcommand.
type Command struct {
	Name, Usage string
	Aliases     []string
	Arguments   string // their names, as in "ID [FILE…]"
	Description string // paragraphs; a line that is indented is a command
	Flags       []Flag // without --help and --version
	Commands    []Command
	Hidden      bool
}

// A Flag is an option of a command.
type Flag struct {
	Names      []string // the long one first
	Usage      string   // with the name of the value in backquotes
	Default    string
	Variables  []string // of the environment
	TakesValue bool
	Choices    func() []string // its values, where they are a closed list
}

// WrongUse is an error of the person at the command line.
type WrongUse struct{ message string }

func (w WrongUse) Error() string { return w.message }

func wrongUse(format string, args ...any) error { return WrongUse{fmt.Sprintf(format, args...)} }

// The commands of this package. The scripts call wordsCommand with "--" and the words of the
// command line up to the cursor.
const (
	completionCommand = "completion"
	wordsCommand      = "words"
	manCommand        = "man"
)

// Shared returns the commands of this package for a program.
func Shared(program string) []Command {
	completion := Command{
		Name:  completionCommand,
		Usage: "print the script by which bash, zsh or fish completes the command line",
		Description: "The script completes commands, flags and their values. Each shell reads it from a place\n" +
			"of its own, which the help of the shell's command names.\n\n" +
			"   source <(" + program + " completion bash)",
	}
	for _, s := range installations {
		completion.Commands = append(completion.Commands, Command{
			Name:        s.shell,
			Usage:       "print the script for " + s.shell,
			Description: "To complete commands in each new " + s.shell + ":\n\n" + strings.ReplaceAll(s.lines, "PROGRAM", program),
		})
	}
	completion.Commands = append(completion.Commands, Command{Name: wordsCommand, Hidden: true})
	return []Command{completion, {
		Name:      manCommand,
		Usage:     "write the manual pages",
		Arguments: "DIR",
		Description: "Writes a page for each command into the folder DIR, which is made when it is not there:\n" +
			program + ".1, and for each command one with its name behind a hyphen.\n\n" +
			"   " + program + " man ~/.local/share/man/man1\n" +
			"   man " + program,
	}}
}

// IsShared reports whether arguments name a command of this package.
func IsShared(args []string) bool {
	return len(args) > 0 && (args[0] == completionCommand || args[0] == manCommand)
}

// Run runs a command of this package. Help handles requests for its help.
func (p *Program) Run(args []string, stdout io.Writer) error {
	if args[0] == manCommand {
		if len(args) != 2 {
			return wrongUse("name the folder to write the manual pages into; %d arguments were given", len(args)-1)
		}
		return p.writeManual(args[1])
	}
	switch {
	case len(args) == 1 || !slices.Contains(append(shells(), wordsCommand), args[1]):
		return wrongUse("there is no completion for %q; there is one for %s", strings.Join(args[1:], " "), strings.Join(shells(), ", "))
	case args[1] == wordsCommand:
		return printCandidates(stdout, p.complete(args[2:]))
	case len(args) > 2:
		return wrongUse("completion %s takes no arguments, but was given %q", args[1], args[2])
	}
	return printScript(stdout, args[1], p.Name)
}

// Help writes the help of a command of this package if the arguments ask for it.
func Help(program string, args []string, stdout io.Writer) (asked bool, err error) {
	last := args[len(args)-1]
	if len(args) > 1 && args[1] == wordsCommand || last != "--help" && last != "-h" {
		return false, nil
	}
	commands, c := Shared(program), Command{}
	for _, word := range args[:len(args)-1] {
		at := slices.IndexFunc(commands, func(c Command) bool { return c.Name == word })
		if at < 0 {
			return false, nil
		}
		c = commands[at]
		commands = c.Commands
	}
	text := strings.ReplaceAll("\n"+c.Description, "\n", "\n   ")
	usage := strings.TrimSpace(program + " " + strings.Join(args[:len(args)-1], " ") + " " + c.Arguments)
	if len(commands) > 0 {
		usage += " " + strings.Join(shells(), "|")
	}
	_, err = fmt.Fprintf(stdout, "NAME:\n   %s - %s\n\nUSAGE:\n   %s\n\nDESCRIPTION:%s\n", c.Name, c.Usage, usage, text)
	return true, err
}
