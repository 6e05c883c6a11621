package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// reader returns the reader of data folders for a command line, for the day of its --on.
func (env *environment) reader(c *cli.Context) datafolder.Reader {
	return datafolder.Reader{
		Now:  env.now,
		Day:  func(zone string) (register.Date, error) { return env.day(c, zone) },
		Warn: env.warn,
	}
}

// readFolder reads and checks the data folder of the command line, as of the commit of --at if
// that is given. Problems in the folder are not an error.
func (env *environment) readFolder(ctx context.Context, c *cli.Context) (*datafolder.Folder, error) {
	if !c.IsSet("at") { // not even to nothing, as by a variable that is empty: that is no commit
		return env.reader(c).Read(ctx, c.String("data"))
	}
	return env.readFolderAt(ctx, c, c.String("at"))
}

// readFolderAt is like readFolder, as of a commit.
func (env *environment) readFolderAt(ctx context.Context, c *cli.Context, commit string) (*datafolder.Folder, error) {
	f, err := env.reader(c).ReadAt(ctx, c.String("data"), commit)
	return f, wrongName("--at", err)
}

// atFlag returns the flag of commands that can read the files of a commit.
func atFlag(usage string) *cli.StringFlag {
	return &cli.StringFlag{Name: "at", Usage: usage + " the files of `COMMIT` and not those at hand: a hash, a tag, a branch, HEAD or main~3"}
}

// wrongName returns err as wrong use if the text of a flag or an argument does not name a commit,
// and otherwise unchanged.
func wrongName(label string, err error) error { return wrongUse(history.Labelled(label, err)) }

// wrongUse returns err as wrong use if it is about a name that a person gave.
func wrongUse(err error) error {
	if errors.As(err, new(*history.NameError)) {
		return usageError{err}
	}
	return err
}

// register builds the Register of a folder. If the files have errors, it writes them to stderr.
func (env *environment) register(ctx context.Context, f *datafolder.Folder) (*register.Register, error) {
	reg, err := f.Register(ctx)
	if !errors.Is(err, datafolder.ErrProblems) {
		return reg, err
	}
	errorsOnly := f.Report
	errorsOnly.Problems = slices.DeleteFunc(slices.Clone(f.Report.Problems), func(p source.Problem) bool {
		return p.Severity != register.Error
	})
	if err := errorsOnly.Write(env.stderr, source.FormatText); err != nil {
		return nil, err
	}
	return nil, errProblems
}

// warnNoCommit warns if the register has no commit, but could have one.
func (env *environment) warnNoCommit(f *datafolder.Folder, reg *register.Register) {
	if f.IsUncommitted(reg) {
		fmt.Fprintf(env.stderr, "warning: the files are not those of commit %.12s, so the result has no commit; --at HEAD uses the files of the commit\n", f.Commit())
	}
}

// warn writes a warning to stderr.
func (env *environment) warn(message string) { fmt.Fprintln(env.stderr, "warning:", message) }
