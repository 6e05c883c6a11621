package commandline

import (
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// candidates are what the word at the cursor can be.
type candidates struct {
	more  string // where the shell finds more: noMore, files or folders
	words []candidate
}

type candidate struct{ word, meaning string }

const (
	noMore  = "words"
	files   = "files"
	folders = "folders"
)

// A Flag is any flag of the library.
type Flag interface {
	cli.DocGenerationFlag
	cli.VisibleFlag
	cli.CategorizableFlag
}

// A choiceFlag has values of a list that is known.
type choiceFlag struct {
	Flag
	choices func() []string
}

// OneOf tells the completion the values of a flag. It does not check what is given.
func OneOf(f Flag, choices func() []string) cli.Flag { return &choiceFlag{f, choices} }

// complete returns what the last of the words can be. The first word is "--", which keeps
// this program from reading the others as its own flags.
func complete(app *cli.App, arguments map[string]func() []string, words []string) candidates {
	if len(words) < 2 || words[0] != "--" {
		return candidates{more: noMore}
	}
	before, last := words[1:len(words)-1], words[len(words)-1]
	at := &place{commands: app.Commands, flags: app.Flags, arguments: arguments, version: app.Version != ""}
	for _, word := range before {
		at.pass(word)
	}
	found := at.candidates(last)
	found.words = slices.DeleteFunc(found.words, func(c candidate) bool { return !strings.HasPrefix(c.word, last) })
	return found
}

// A place is where in the command line a word is.
type place struct {
	commands  []*cli.Command // that the word can name
	flags     []cli.Flag
	usage     string // of the arguments
	arguments map[string]func() []string
	version   bool     // whether there is --version
	given     int      // arguments before it
	valueOf   cli.Flag // whose value the word is; nil for a word of its own
	onlyArgs  bool     // after --, nothing is a flag
}

// pass goes past a word.
func (p *place) pass(word string) {
	switch {
	case p.valueOf != nil:
		p.valueOf = nil
	case !p.onlyArgs && word == "--":
		p.onlyArgs = true
	case !p.onlyArgs && len(word) > 1 && word[0] == '-':
		name, _, hasValue := strings.Cut(strings.TrimLeft(word, "-"), "=")
		if f := p.flag(name); f != nil && takesValue(f) && !hasValue {
			p.valueOf = f
		}
	default:
		p.argument(word)
	}
}

func (p *place) argument(word string) {
	at := slices.IndexFunc(p.commands, func(c *cli.Command) bool { return c.HasName(word) })
	if at < 0 {
		p.commands = nil
		p.given++
		return
	}
	c := p.commands[at]
	*p = place{commands: c.Subcommands, flags: c.Flags, usage: c.ArgsUsage, arguments: p.arguments}
}

func (p *place) flag(name string) cli.Flag {
	for _, f := range p.flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

func (p *place) candidates(word string) candidates {
	flag, value, hasValue := strings.Cut(word, "=")
	switch {
	case p.valueOf != nil:
		return p.values(p.valueOf, "", word)
	case !p.onlyArgs && hasValue && strings.HasPrefix(flag, "-"):
		if f := p.flag(strings.TrimLeft(flag, "-")); f != nil && takesValue(f) {
			return p.values(f, flag+"=", value)
		}
		return candidates{more: noMore}
	case !p.onlyArgs && strings.HasPrefix(word, "-"):
		return candidates{noMore, p.flagNames()}
	case len(p.commands) > 0:
		return candidates{noMore, p.commandNames()}
	}
	return p.argumentValues()
}

func (p *place) commandNames() []candidate {
	var names []candidate
	for _, c := range p.commands {
		if !c.Hidden && c.Name != "help" {
			names = append(names, candidate{c.Name, c.Usage})
		}
	}
	return names
}

func (p *place) flagNames() []candidate {
	names := []candidate{{"--help", "show help"}}
	if p.version {
		names = append(names, candidate{"--version", "print the version"})
	}
	for _, f := range p.flags {
		if documented, ok := f.(Flag); ok && documented.IsVisible() && !isBuiltIn(f) {
			_, usage := placeholder(documented)
			names = append(names, candidate{"--" + f.Names()[0], usage})
		}
	}
	slices.SortFunc(names, func(a, b candidate) int { return strings.Compare(a.word, b.word) })
	return names
}

// isBuiltIn reports whether a flag is one that the library adds when a command runs.
func isBuiltIn(f cli.Flag) bool { return slices.Contains([]string{"help", "version"}, f.Names()[0]) }

// values returns the values of a flag after a prefix. A value can be a list with commas.
func (p *place) values(f cli.Flag, prefix, value string) candidates {
	if chosen, ok := f.(*choiceFlag); ok {
		before := value[:strings.LastIndex(value, ",")+1]
		return candidates{noMore, wordsOf(prefix+before, chosen.choices())}
	}
	name := ""
	if documented, ok := f.(Flag); ok {
		name, _ = placeholder(documented)
	}
	return candidates{more: pathsNamed(name)}
}

// argumentValues returns the values of an argument, which the last name in the usage
// stands for where there are more arguments than names.
func (p *place) argumentValues() candidates {
	names := strings.Fields(p.usage)
	if len(names) == 0 {
		return candidates{more: noMore}
	}
	name := strings.Trim(names[min(p.given, len(names)-1)], "[]….")
	if choices := p.arguments[name]; choices != nil {
		return candidates{noMore, wordsOf("", choices())}
	}
	return candidates{more: pathsNamed(name)}
}

func wordsOf(prefix string, choices []string) []candidate {
	var words []candidate
	for _, c := range choices {
		words = append(words, candidate{word: prefix + c})
	}
	return words
}

// pathsNamed returns what paths a value can be, by its name in the help.
func pathsNamed(name string) string {
	if name == "FOLDER" || name == "DIR" {
		return folders
	}
	return files
}

func takesValue(f cli.Flag) bool {
	documented, ok := f.(cli.DocGenerationFlag)
	return ok && documented.TakesValue()
}

var quoted = regexp.MustCompile("`([^`]*)`")

// placeholder returns the name of a flag's value, which is quoted in its usage, and the
// usage without the quotes.
func placeholder(f cli.DocGenerationFlag) (name, usage string) {
	usage = f.GetUsage()
	if found := quoted.FindStringSubmatch(usage); found != nil {
		name = found[1]
	}
	return name, strings.ReplaceAll(usage, "`", "")
}
