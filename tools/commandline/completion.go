package commandline

import (
	"bufio"
	"embed"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

//go:embed scripts
var scripts embed.FS

// setUp is how each shell gets its script for good, with PROGRAM for the name of the program.
var setUp = []struct{ shell, lines string }{
	{"bash", "   mkdir -p ~/.local/share/bash-completion/completions\n" +
		"   PROGRAM completion bash > ~/.local/share/bash-completion/completions/PROGRAM\n\n" +
		"or, where the package bash-completion is missing, in ~/.bashrc:\n\n" +
		"   source <(PROGRAM completion bash)"},
	{"zsh", "   mkdir -p ~/.zfunc && PROGRAM completion zsh > ~/.zfunc/_PROGRAM\n\n" +
		"with these lines in ~/.zshrc:\n\n" +
		"   fpath+=~/.zfunc\n" +
		"   autoload -Uz compinit && compinit"},
	{"fish", "   mkdir -p ~/.config/fish/completions\n" +
		"   PROGRAM completion fish > ~/.config/fish/completions/PROGRAM.fish"},
}

func completionCommand(o Options) *cli.Command {
	command := &cli.Command{
		Name:  "completion",
		Usage: "print the script by which bash, zsh or fish completes the command line",
		Description: "The script completes commands, flags and their values. Each shell reads it from a place\n" +
			"of its own, which the help of the shell's command names.\n\n" +
			"   source <(" + o.Program + " completion bash)",
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return o.WrongUse("there is no completion for %q; there is one for %s", c.Args().First(), strings.Join(shells(), ", "))
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
	for _, s := range setUp {
		command.Subcommands = append(command.Subcommands, &cli.Command{
			Name:        s.shell,
			Usage:       "print the script for " + s.shell,
			Description: "To complete commands in each new " + s.shell + ":\n\n" + strings.ReplaceAll(s.lines, "PROGRAM", o.Program),
			Action: func(c *cli.Context) error {
				if c.Args().Present() {
					return o.WrongUse("completion %s takes no arguments, but was given %q", s.shell, c.Args().First())
				}
				return printScript(o.Stdout, s.shell, o.Program)
			},
		})
	}
	command.Subcommands = append(command.Subcommands, &cli.Command{
		Name:            wordsCommand,
		Hidden:          true,
		HideHelp:        true,
		SkipFlagParsing: true,
		Action: func(c *cli.Context) error {
			return printCandidates(o.Stdout, complete(c.App, o.Arguments, c.Args().Slice()))
		},
	})
	return command
}

// wordsCommand is the command that the scripts call, with the words of the command line up
// to the cursor, after a first one "--".
const wordsCommand = "words"

func shells() []string {
	var names []string
	for _, s := range setUp {
		names = append(names, s.shell)
	}
	return names
}

// printScript writes a shell's script for a program. A function's name has no hyphen.
func printScript(w io.Writer, shell, program string) error {
	script, err := scripts.ReadFile("scripts/" + shell)
	if err != nil {
		return err
	}
	names := strings.NewReplacer("PROGRAM", program, "FUNCTION", strings.ReplaceAll(program, "-", "_"))
	_, err = names.WriteString(w, string(script))
	return err
}

// printCandidates writes a line with where the shell finds more: words (nowhere), files or
// folders. After it, each candidate has a line, with what it means after a tab.
func printCandidates(w io.Writer, found candidates) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, found.more)
	for _, c := range found.words {
		fmt.Fprintf(b, "%s\t%s\n", c.word, c.meaning)
	}
	return b.Flush()
}
