package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
)

// arguments returns the words of a command line that are not flags. Flags may follow them, as in
// show ID --on DATE, where the library no longer looks for flags.
func arguments(c *cli.Context) ([]string, error) {
	var words []string
	for rest := c.Args().Slice(); len(rest) > 0; {
		word := rest[0]
		rest = rest[1:]
		if word == "--" {
			return append(words, rest...), nil
		}
		if !strings.HasPrefix(word, "-") {
			words = append(words, word)
			continue
		}
		name, value, hasValue := strings.Cut(strings.TrimLeft(word, "-"), "=")
		at := slices.IndexFunc(c.Command.Flags, func(f cli.Flag) bool { return slices.Contains(f.Names(), name) })
		if at < 0 {
			return nil, usagef("there is no flag %.100q%s", word, spelling.DidYouMean(name, flagNames(c)))
		}
		if _, isSwitch := c.Command.Flags[at].(*cli.BoolFlag); isSwitch && !hasValue {
			value = "true"
		} else if !hasValue {
			if len(rest) == 0 {
				return nil, usagef("%s needs a value", word)
			}
			value, rest = rest[0], rest[1:]
		}
		if err := c.Set(name, value); err != nil {
			return nil, usagef("%s: %v", word, err)
		}
	}
	return words, nil
}
