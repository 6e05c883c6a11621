package main

import (
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	repository "opencec" // the package at the top of it
	"opencec/tools/buildinfo"
	"opencec/tools/commandline"
	"opencec/tools/register"
	"opencec/tools/source"
)

// sharedOptions are those of the commands completion and man.
func sharedOptions(env *environment) commandline.Options {
	program := buildinfo.Read()
	return commandline.Options{
		Program: "opencec", Version: program.Version, Date: program.Time, Stdout: env.stdout, WrongUse: usagef,
		Arguments: map[string]func() []string{
			"ID": func() []string { return recordIDs(register.Listings) },
		},
		ExitStatus: "0 when all is well, 1 when there are problems, 2 when the command was used wrongly.",
	}
}

// oneOf returns a flag whose values are completed from a list.
func oneOf(f commandline.Flag, values []string) cli.Flag {
	return commandline.OneOf(f, func() []string { return values })
}

// recordIDs returns the ids of the records of a kind in the register of the working
// directory, for completion. Where there is no register they are those of the vocabulary
// in the tool, as new registers have them.
func recordIDs(k register.Kind) []string {
	files := os.DirFS("data")
	if _, err := fs.Stat(files, source.SettingsFile); err != nil {
		files = repository.Vocabulary()
	}
	names, err := fs.Glob(files, k.Folder+strings.Repeat("/*", k.Depth)+".yaml")
	if err != nil { // of a pattern that is wrong
		return nil
	}
	var ids []string
	for _, name := range names {
		ids = append(ids, strings.TrimSuffix(strings.TrimPrefix(name, k.Folder+"/"), ".yaml"))
	}
	slices.Sort(ids)
	return ids
}
