// Package timetravel looks back: at the register at any commit, date or instant, at what changed
// between two of them, and at the history of one record.
//
//	v, err := timetravel.Open(ctx, reader, "data")
//	log, err := v.Log(id, since, 50)                       // opencec log
//	before, err := v.State(ctx, "BASE", "2026-11-01")
//	report, err := v.Difference(before, v.Current(), on)   // opencec diff
//	record, err := v.Lookup(ctx, id, "v1.0", on)           // opencec show
//
// Unknown names are a *history.NameError.
package timetravel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A View is every revision of the register of a data folder. Uncommitted changes of the files are
// the last revision.
type View struct {
	*register.History

	dir     string
	files   *source.Tree
	zone    *time.Location
	options []history.Option // how more of the history is read
}

// Open reads the history of a data folder.
func Open(ctx context.Context, reader datafolder.Reader, dir string) (*View, error) {
	v := &View{dir: dir, options: reader.HistoryOptions()}
	var err error
	if v.files, err = reader.ReadTree(ctx, dir); err != nil {
		return nil, err
	}
	past, err := history.Read(ctx, dir, v.options...)
	if errors.Is(err, history.ErrNone) {
		return nil, fmt.Errorf("%w; the history of a register is that of its folder in git: git init, git add and git commit begin one", err)
	}
	if err != nil {
		return nil, err
	}
	decoded, err := past.Decode(ctx)
	if err != nil {
		return nil, err
	}
	if past.CacheError != nil {
		reader.WarnHistoryNotCached(past.CacheError)
	}
	if past.Shallow {
		reader.Warn(fmt.Sprintf("this clone lacks the commits before %.12s: what was said before is not known, and that commit seems to add all that there was; git fetch --unshallow gets them", decoded.Oldest))
	}
	v.History = past.AddUncommitted(decoded, v.files, reader.Now())
	v.zone = zoneOf(v.History)
	return v, nil
}

// Zone returns the register's time zone.
func (v *View) Zone() *time.Location { return v.zone }

// zoneOf returns the register's time zone: that of the newest readable settings, or UTC.
func zoneOf(h *register.History) *time.Location {
	for i := len(h.Settings) - 1; i >= 0; i-- {
		if s := h.Settings[i].Settings; s != nil {
			zone, _ := register.LoadZone(s.TimeZone) // UTC for a wrong one; the check says what is wrong with it
			return zone
		}
	}
	return time.UTC
}

// committed returns the newest revision that is a commit.
func (v *View) committed() int {
	if v.Uncommitted() {
		return len(v.Revisions) - 1
	}
	return len(v.Revisions)
}
