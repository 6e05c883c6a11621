package commandline

import (
	"bufio"
	"embed"
	"fmt"
	"io"
	"strings"
)

//go:embed scripts
var scripts embed.FS

// installations are the commands that install each shell's script, with PROGRAM for the name.
var installations = []struct{ shell, lines string }{
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

func shells() []string {
	var names []string
	for _, s := range installations {
		names = append(names, s.shell)
	}
	return names
}

// printScript writes a shell's script for a program. Function names have no hyphens.
func printScript(w io.Writer, shell, program string) error {
	script, err := scripts.ReadFile("scripts/" + shell)
	if err != nil {
		return err
	}
	names := strings.NewReplacer("PROGRAM", program, "FUNCTION", strings.ReplaceAll(program, "-", "_"))
	_, err = names.WriteString(w, string(script))
	return err
}

// printCandidates writes a line with where the shell finds more (words for nowhere, files or
// folders), and then each candidate on a line with its meaning after a tab.
func printCandidates(w io.Writer, found candidates) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, found.more)
	for _, c := range found.words {
		fmt.Fprintf(b, "%s\t%s\n", c.word, c.meaning)
	}
	return b.Flush()
}
