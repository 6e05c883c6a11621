package timetravel

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/register"
)

// StateUsage describes for --help how to name a state.
const StateUsage = history.NameUsage + ", an instant (2026-11-01T09:00:00Z)\n" +
	"or a date (YYYY-MM-DD, which is the end of that day in the register's time zone; a\n" +
	"tag that looks like one is refs/tags/2026-11-01)"

// A State is the register at one revision.
type State struct {
	history *register.History // one that has it
	seq     int               // 0 before there was a register
}

// A timeRange is a date or an instant.
type timeRange struct {
	from, to time.Time // the first and the last instant; the same for an instant
}

var (
	dateForm    = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	instantForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]`)
)

// parseTime parses a date or an instant, and reports whether the text is one.
func (v *View) parseTime(text string) (r timeRange, ok bool, err error) {
	switch {
	case dateForm.MatchString(text):
		d, err := register.ParseDate(text)
		if err != nil {
			return r, true, err
		}
		return timeRange{register.StartOf(d, v.zone), register.EndOf(d, v.zone)}, true, nil
	case instantForm.MatchString(text):
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return r, true, fmt.Errorf("%.100q is not an instant: write it as 2026-11-01T09:00:00Z, with its time zone", text)
		}
		return timeRange{t, t}, true, nil
	}
	return r, false, nil
}

// Current returns the state of the working files.
func (v *View) Current() State { return State{v.History, len(v.Revisions)} }

// State finds the state that text names. label is the flag or argument of text, for errors.
func (v *View) State(ctx context.Context, label, text string) (State, error) {
	m, ok, err := v.parseTime(text)
	if err != nil {
		return State{}, &history.NameError{Err: fmt.Errorf("%s: %w", label, err)}
	}
	if ok {
		return State{v.History, min(v.AsOf(m.to), v.committed())}, nil
	}
	if commit, err := history.FindCommit(v.dir, text); err == nil {
		if seq, err := v.FindCommit(commit); err == nil {
			return State{v.History, seq}, nil
		}
	}
	there, err := history.ReadAt(ctx, v.dir, text, v.options...)
	if errors.Is(err, history.ErrNone) {
		return State{v.History, 0}, nil // the commit is older than the folder
	}
	if err != nil {
		return State{}, history.Labelled(label, err)
	}
	other, err := there.Decode(ctx)
	if err != nil {
		return State{}, err
	}
	return State{other, len(other.Revisions)}, nil
}

// revision returns the revision of the state, and whether there was a register.
func (s State) revision() (register.Revision, bool) {
	if s.seq == 0 {
		return register.Revision{}, false
	}
	return s.history.Revisions[s.seq-1], true
}

// String names the state for people.
func (s State) String() string {
	r, ok := s.revision()
	if !ok {
		return "before the register had any revision"
	}
	return nameOf(r)
}

// nameOf names a revision for people.
func nameOf(r register.Revision) string {
	if r.Commit == "" {
		return "changes that are not committed"
	}
	return fmt.Sprintf("revision %d, commit %.12s of %s", r.Seq, r.Commit, r.Time.UTC().Format(time.RFC3339))
}

// version returns the version of the state.
func (s State) version(v *View) register.Version {
	r, _ := s.revision()
	if r.Commit == "" {
		return datafolder.FilesVersion(v.files)
	}
	return register.Version{ID: r.Commit, Commit: r.Commit, Time: r.Time}
}

// CommitAt returns the commit of the state that text names: the newest one of a date or an
// instant. label is the flag of text, for errors.
func (v *View) CommitAt(ctx context.Context, label, text string) (string, error) {
	state, err := v.State(ctx, label, text)
	if err != nil {
		return "", err
	}
	revision, ok := state.revision()
	if !ok {
		return "", &history.NameError{Err: fmt.Errorf("%s %s: the register had no revision yet", label, text)}
	}
	return revision.Commit, nil
}
