package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/history"
	"opencec/tools/register"
	"opencec/tools/source"
)

// A logbook is all that the register of a data folder ever said, for the commands
// that look back. The changes of the files that are not committed are its last
// revision.
type logbook struct {
	*register.History

	dir   string
	files *source.Tree
	zone  *time.Location
	how   []history.Option
}

// openLogbook reads the history of the data folder of the command line.
func (env *environment) openLogbook(ctx context.Context, c *cli.Context) (*logbook, error) {
	b := &logbook{dir: c.String("data"), how: env.reader(c).HistoryOptions()}
	var err error
	if b.files, err = env.reader(c).ReadTree(ctx, b.dir); err != nil {
		return nil, err
	}
	git, err := history.Read(ctx, b.dir, b.how...)
	if errors.Is(err, history.ErrNone) {
		return nil, fmt.Errorf("%w; the history of a register is that of its folder in git: git init, git add and git commit begin one", err)
	}
	if err != nil {
		return nil, err
	}
	decoded, err := git.Decode(ctx)
	if err != nil {
		return nil, err
	}
	if git.CacheError != nil {
		env.reader(c).WarnHistoryNotKept(git.CacheError)
	}
	if git.Shallow {
		fmt.Fprintf(env.stderr, "warning: this clone lacks the commits before %.12s: what was said before is not known, and that commit seems to add all that there was; git fetch --unshallow gets them\n", decoded.Oldest)
	}
	b.History = git.AddUncommitted(decoded, b.files, env.now())
	b.zone = zoneOf(b.History)
	return b, nil
}

// zoneOf returns the register's time zone: that of the newest settings that can be
// read, and UTC without any.
func zoneOf(h *register.History) *time.Location {
	for i := len(h.Settings) - 1; i >= 0; i-- {
		if s := h.Settings[i].Settings; s != nil {
			zone, _ := register.LoadZone(s.TimeZone) // UTC for a wrong one; the check says what is wrong with it
			return zone
		}
	}
	return time.UTC
}

// committed is the newest revision that is a commit. What is not committed the
// register has not said yet.
func (b *logbook) committed() int {
	if b.Uncommitted() {
		return len(b.Revisions) - 1
	}
	return len(b.Revisions)
}

// day returns the date of --on, and today in the register's time zone without it.
func (b *logbook) day(env *environment, c *cli.Context) (register.Date, error) {
	return env.day(c, b.zone.String())
}
