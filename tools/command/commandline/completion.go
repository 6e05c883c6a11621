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

// installations is how each shell gets its script for good, with PROGRAM for the name of the program.
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
