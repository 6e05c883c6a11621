package register

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ErrNoRevision is wrapped by the errors of a point at which the register said
// nothing, or at which it is not known what it said: it is before the first revision
// that is known, or no commit of the register's.
var ErrNoRevision = errors.New("no revision of the register is known for it")

// A RevisionSpec is a point in transaction time: it stands for the revision that was in force
// then. One of its fields is set.
type RevisionSpec struct {
	Seq    int       // the number of a revision; 0 is the time before the first, if no other field is set
	Commit string    // a commit in hexadecimal, or how it begins
	Time   time.Time // the newest revision up to then, this instant included
}

// MaxRevisions is how many revisions can be told by their numbers. More digits begin a
// commit.
const MaxRevisions = 999_999

var (
	seqPattern    = regexp.MustCompile(`^[0-9]{1,6}$`)
	commitPattern = regexp.MustCompile(`^[0-9a-fA-F]{7,64}$`)
	datePattern   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
)

// RevisionSpecForms says how a point is written.
const RevisionSpecForms = "a date (2026-11-23), an instant (2026-11-23T09:30:00Z), a commit (7 to 64 hexadecimal digits) or the number of a revision"

// ParseRevisionSpec reads the number of a revision, a commit, an instant, or a date, which
// means the end of that day in the location. An instant may have a space in the place
// of a plus, which is what becomes of one in an address.
func ParseRevisionSpec(s string, location *time.Location) (RevisionSpec, error) {
	switch {
	case seqPattern.MatchString(s):
		seq, err := strconv.Atoi(s)
		return RevisionSpec{Seq: seq}, err
	case commitPattern.MatchString(s):
		return RevisionSpec{Commit: strings.ToLower(s)}, nil
	case datePattern.MatchString(s):
		day, err := ParseDate(s)
		return RevisionSpec{Time: EndOf(day, location)}, err
	}
	t, err := time.Parse(time.RFC3339, strings.Replace(s, " ", "+", 1))
	if year := t.UTC().Year(); err == nil && year >= 0 && year <= 9999 { // or it could not be written again
		return RevisionSpec{Time: t.UTC()}, nil
	}
	return RevisionSpec{}, fmt.Errorf("%.100q is not a point in time: give %s", s, RevisionSpecForms)
}

// ParseSince reads the point after which changes are asked for: as ParseRevisionSpec does, but
// a date stands for the time before that day, so that what changed since then has what
// changed on it.
func ParseSince(s string, location *time.Location) (RevisionSpec, error) {
	if datePattern.MatchString(s) {
		day, err := ParseDate(s)
		return RevisionSpec{Time: EndOf(day.AddDays(-1), location)}, err
	}
	return ParseRevisionSpec(s, location)
}

// StartOf returns the first instant of a day, in UTC.
func StartOf(day Date, location *time.Location) time.Time {
	y, m, d := day.Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, location).UTC()
}

// EndOf returns the last instant of a day, in UTC.
func EndOf(day Date, location *time.Location) time.Time {
	return StartOf(day.AddDays(1), location).Add(-time.Nanosecond)
}

// RevisionSpecOf returns the point that stands for a revision, whatever others come to be.
func RevisionSpecOf(r Revision) RevisionSpec {
	if r.Commit != "" {
		return RevisionSpec{Commit: r.Commit}
	}
	return RevisionSpec{Seq: r.Seq}
}

// String returns the point as ParseRevisionSpec reads it.
func (p RevisionSpec) String() string {
	switch {
	case p.Commit != "":
		return p.Commit
	case !p.Time.IsZero():
		return p.Time.Format(time.RFC3339Nano)
	}
	return strconv.Itoa(p.Seq)
}

// Resolve returns the number of the revision that a point stands for, and 0 for the
// time before the first. A point of which no revision is known is an error that wraps
// ErrNoRevision.
func (h *History) Resolve(p RevisionSpec) (int, error) {
	switch {
	case p.Commit != "":
		seq, err := h.FindCommit(p.Commit)
		if err != nil {
			err = fmt.Errorf("%w: %w", ErrNoRevision, err)
		}
		return seq, err
	case !p.Time.IsZero():
		return h.AsOf(p.Time), nil
	case p.Seq < 0 || p.Seq > len(h.Revisions):
		return 0, fmt.Errorf("%w: there is no revision %d; the newest is %d", ErrNoRevision, p.Seq, len(h.Revisions))
	}
	return p.Seq, nil
}
