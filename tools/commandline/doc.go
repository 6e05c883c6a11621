// Package commandline is what the command lines of the programs share beside their own
// commands: completion in bash, zsh and fish, and manual pages. Both come from the tree of
// commands and flags, so that they cannot say anything else than --help.
//
// A shell's script is a few lines that ask the program itself, by a hidden command, what
// the word at the cursor can be. So a script stays right when the program is upgraded.
package commandline

import (
	"io"

	"github.com/urfave/cli/v2"
)

// Options are what the commands of this package need of a program.
type Options struct {
	Program string // its name
	Version string
	Date    string // of the version, by RFC 3339; "" where it is not known
	Stdout  io.Writer
	// WrongUse makes an error of which the program says that it was used wrongly.
	WrongUse func(format string, args ...any) error
	// Arguments are the values of arguments, by their names in ArgsUsage, such as ID.
	Arguments map[string]func() []string
	// ExitStatus says what the exit codes mean.
	ExitStatus string
}

// Commands returns the commands completion and man.
func Commands(o Options) []*cli.Command {
	return []*cli.Command{completionCommand(o), manCommand(o)}
}

// onlyArgument returns the argument of a command that takes one.
func onlyArgument(c *cli.Context, o Options, what string) (string, error) {
	if c.NArg() != 1 {
		return "", o.WrongUse("name %s; %d arguments were given", what, c.NArg())
	}
	return c.Args().First(), nil
}
