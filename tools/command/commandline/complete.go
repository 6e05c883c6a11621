package commandline

import (
	"regexp"
	"slices"
	"strings"
)

// candidates are the possible completions of the word at the cursor.
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

// complete returns the completions of the last of the words. The first word is "--", which
// keeps this program from reading the others as its own flags.
func (p *Program) complete(words []string) candidates {
	if len(words) < 2 || words[0] != "--" {
		return candidates{more: noMore}
	}
	before, last := words[1:len(words)-1], words[len(words)-1]
	at := &position{Command: p.Command, program: p, top: true}
	for _, word := range before {
		at.advance(word)
	}
	found := at.candidates(last)
	found.words = slices.DeleteFunc(found.words, func(c candidate) bool { return !strings.HasPrefix(c.word, last) })
	return found
}

// A position is the position of a word in the command line.
type position struct {
	Command  // to which the word belongs
	program  *Program
	top      bool  // there is no command before it
	given    int   // arguments before it
	valueOf  *Flag // whose value the word is; nil for a word of its own
	onlyArgs bool  // after --, nothing is a flag
}

// advance moves past a word.
func (p *position) advance(word string) {
	switch {
	case p.valueOf != nil:
		p.valueOf = nil
	case !p.onlyArgs && word == "--":
		p.onlyArgs = true
	case !p.onlyArgs && len(word) > 1 && word[0] == '-':
		name, _, hasValue := strings.Cut(strings.TrimLeft(word, "-"), "=")
		if f := p.flag(name); f != nil && f.TakesValue && !hasValue {
			p.valueOf = f
		}
	default:
		p.argument(word)
	}
}

func (p *position) argument(word string) {
	at := slices.IndexFunc(p.Commands, func(c Command) bool { return c.Name == word || slices.Contains(c.Aliases, word) })
	if at < 0 {
		p.Commands = nil
		p.given++
		return
	}
	*p = position{Command: p.Commands[at], program: p.program}
}

func (p *position) flag(name string) *Flag {
	at := slices.IndexFunc(p.Flags, func(f Flag) bool { return slices.Contains(f.Names, name) })
	if at < 0 {
		return nil
	}
	return &p.Flags[at]
}

func (p *position) candidates(word string) candidates {
	flag, value, hasValue := strings.Cut(word, "=")
	switch {
	case p.valueOf != nil:
		return p.values(p.valueOf, "", word)
	case !p.onlyArgs && hasValue && strings.HasPrefix(flag, "-"):
		if f := p.flag(strings.TrimLeft(flag, "-")); f != nil && f.TakesValue {
			return p.values(f, flag+"=", value)
		}
		return candidates{more: noMore}
	case !p.onlyArgs && strings.HasPrefix(word, "-"):
		return candidates{noMore, p.flagNames()}
	case len(p.Commands) > 0:
		return candidates{noMore, p.commandNames()}
	}
	return p.argumentValues()
}

func (p *position) commandNames() []candidate {
	var names []candidate
	for _, c := range p.Commands {
		if !c.Hidden {
			names = append(names, candidate{c.Name, c.Usage})
		}
	}
	return names
}

func (p *position) flagNames() []candidate {
	names := []candidate{{"--help", "show help"}}
	if p.top {
		names = append(names, candidate{"--version", "print the version"})
	}
	for _, f := range p.Flags {
		_, usage := f.unquoted()
		names = append(names, candidate{"--" + f.Names[0], usage})
	}
	slices.SortFunc(names, func(a, b candidate) int { return strings.Compare(a.word, b.word) })
	return names
}

// values returns the values of a flag with a prefix. A value can be a comma-separated list.
func (p *position) values(f *Flag, prefix, value string) candidates {
	if f.Choices != nil {
		before := value[:strings.LastIndex(value, ",")+1]
		return candidates{noMore, wordsOf(prefix+before, f.Choices())}
	}
	name, _ := f.unquoted()
	return candidates{more: pathsNamed(name)}
}

// argumentValues returns the values of an argument. The last name in the usage stands for all
// further arguments.
func (p *position) argumentValues() candidates {
	names := strings.Fields(p.Arguments)
	if len(names) == 0 {
		return candidates{more: noMore}
	}
	name := strings.Trim(names[min(p.given, len(names)-1)], "[]….")
	if choices := p.program.Values[name]; choices != nil {
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

// pathsNamed returns which paths a value can be, by its name in the help.
func pathsNamed(name string) string {
	if name == "FOLDER" || name == "DIR" {
		return folders
	}
	return files
}

var quoted = regexp.MustCompile("`([^`]*)`")

// unquoted returns the name of a flag's value, which is quoted in its usage, and the usage
// without the quotes.
func (f *Flag) unquoted() (name, usage string) {
	if found := quoted.FindStringSubmatch(f.Usage); found != nil {
		name = found[1]
	}
	return name, strings.ReplaceAll(f.Usage, "`", "")
}
