package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"opencec/tools/history"
	"opencec/tools/register"
)

// pointUsage says how a state of the register is named, for --help.
const pointUsage = history.NameUsage + ", an instant (2026-11-01T09:00:00Z)\n" +
	"or a date (YYYY-MM-DD, which is the end of that day in the register's time zone; a\n" +
	"tag that looks like one is refs/tags/2026-11-01)"

// A point is a state of the register that was asked for.
type point struct {
	history *register.History // one that has it
	seq     int               // 0 before there was a register
}

// A moment is a date or an instant of the command line.
type moment struct {
	from, to time.Time // the first and the last instant; the same for an instant
}

var (
	dateForm    = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	instantForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]`)
)

// moment reads a date or an instant, and reports whether the text is one.
func (b *logbook) moment(text string) (m moment, ok bool, err error) {
	switch {
	case dateForm.MatchString(text):
		d, err := register.ParseDate(text)
		if err != nil {
			return m, true, err
		}
		return moment{register.StartOf(d, b.zone), register.EndOf(d, b.zone)}, true, nil
	case instantForm.MatchString(text):
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return m, true, fmt.Errorf("%.100q is not an instant: write it as 2026-11-01T09:00:00Z, with its time zone", text)
		}
		return moment{t, t}, true, nil
	}
	return m, false, nil
}

// now is the point of the files at hand.
func (b *logbook) now() point { return point{b.History, len(b.Revisions)} }

// point finds the state that text names; label is the flag or the argument.
func (b *logbook) point(ctx context.Context, label, text string) (point, error) {
	m, ok, err := b.moment(text)
	if err != nil {
		return point{}, usagef("%s: %v", label, err)
	}
	if ok {
		return point{b.History, min(b.AsOf(m.to), b.committed())}, nil
	}
	if commit, err := history.FindCommit(b.dir, text); err == nil {
		if seq, err := b.Find(commit); err == nil {
			return point{b.History, seq}, nil
		}
	}
	there, err := history.ReadAt(ctx, b.dir, text, b.how...)
	if errors.Is(err, history.ErrNone) {
		return point{b.History, 0}, nil // the commit is older than the folder
	}
	if err != nil {
		return point{}, wrongName(label, err)
	}
	other, err := there.Decode(ctx)
	if err != nil {
		return point{}, err
	}
	return point{other, len(other.Revisions)}, nil
}

// revision returns the revision of the point, and whether there was a register.
func (p point) revision() (register.Revision, bool) {
	if p.seq == 0 {
		return register.Revision{}, false
	}
	return p.history.Revisions[p.seq-1], true
}

// String names the point for people.
func (p point) String() string {
	r, ok := p.revision()
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
	return fmt.Sprintf("revision %d, commit %.12s of %s", r.Seq, r.Commit, instant(r.Time))
}

// version names the data of the point.
func (p point) version(b *logbook) register.Version {
	r, _ := p.revision()
	if r.Commit == "" {
		return register.Version{ID: "files-" + b.files.Digest()[:16]}
	}
	return register.Version{ID: r.Commit, Commit: r.Commit, Time: r.Time}
}
