package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/command/starter"
	"opencec/tools/input/source"
)

func vocabularyFlag(copied string) *cli.StringFlag {
	return &cli.StringFlag{
		Name:        "vocabulary",
		Usage:       "the data `FOLDER` from which " + copied,
		DefaultText: "data if that is a register, else the vocabulary in the tool",
	}
}

// vocabularyFolder returns the data folder of --vocabulary, or without the flag the one that
// starter.FindVocabulary finds.
func vocabularyFolder(c *cli.Context) (dir string, remove func() error, err error) {
	if c.IsSet("vocabulary") {
		return c.String("vocabulary"), func() error { return nil }, nil
	}
	return starter.FindVocabulary()
}

// settingsNote returns a function that notes, after an import into a new register, that the register has
// the settings of another one.
func (env *environment) settingsNote(dir string) func() {
	file := filepath.Join(dir, source.SettingsFile)
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return func() {}
	}
	return func() {
		fmt.Fprintf(env.stderr, "note: %s has the title, address and licence of another register: put your own there; opencec init begins a register with them\n", spelling.Printable(filepath.ToSlash(file)))
	}
}
