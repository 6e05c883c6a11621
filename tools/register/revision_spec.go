package register

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ErrNoRevision is wrapped by errors about a RevisionSpec for which no revision is known:
// a time before the first known revision, or a commit that is not in the register's
// history.
var ErrNoRevision = errors.New("no revision of the register is known for it")

// A RevisionSpec selects a revision, as a user writes it: by number, by commit, or as the
// revision in force at an instant. Exactly one field is set; the zero RevisionSpec is the
// time before the first revision.
type RevisionSpec struct {
	Seq    int       // the number of a revision; 0 is the time before the first, if no other field is set
	Commit string    // a commit in hexadecimal, or a prefix of one
	Time   time.Time // selects the newest revision up to and including this instant
}

// MaxRevisions is the largest revision number that a RevisionSpec can have. A longer run
// of digits is a commit prefix.
const MaxRevisions = 999_999

var (
	seqPattern    = regexp.MustCompile(`^[0-9]{1,6}$`)
	commitPattern = regexp.MustCompile(`^[0-9a-fA-F]{7,64}$`)
	datePattern   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
)

// RevisionSpecForms describes the accepted forms.
const RevisionSpecForms = "a date (2026-11-23), an instant (2026-11-23T09:30:00Z), a commit (7 to 64 hexadecimal digits) or the number of a revision"

// ParseRevisionSpec parses a revision number, a commit, an instant or a date. A date
// stands for the end of that day in the location. An instant may have a space instead of
// a plus sign, because a plus in a URL query decodes to a space.
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
	if year := t.UTC().Year(); err == nil && year >= 0 && year <= 9999 { // other years cannot be formatted again
		return RevisionSpec{Time: t.UTC()}, nil
	}
	return RevisionSpec{}, fmt.Errorf("%.100q is not a point in time: give %s", s, RevisionSpecForms)
}

// ParseSince parses the revision after which changes are requested. It differs from
// ParseRevisionSpec in that a date stands for the time before that day, so that the day's
// own changes are included.
func ParseSince(s string, location *time.Location) (RevisionSpec, error) {
	if datePattern.MatchString(s) {
		day, err := ParseDate(s)
		return RevisionSpec{Time: EndOf(day.AddDays(-1), location)}, err
	}
	return ParseRevisionSpec(s, location)
}

// StartOf returns the first instant of day in the location, in UTC.
func StartOf(day Date, location *time.Location) time.Time {
	y, m, d := day.Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, location).UTC()
}

// EndOf returns the last instant of day in the location, in UTC.
func EndOf(day Date, location *time.Location) time.Time {
	return StartOf(day.AddDays(1), location).Add(-time.Nanosecond)
}

// RevisionSpecOf returns the spec of a revision. It stays valid when revisions are added.
func RevisionSpecOf(r Revision) RevisionSpec {
	if r.Commit != "" {
		return RevisionSpec{Commit: r.Commit}
	}
	return RevisionSpec{Seq: r.Seq}
}

// String formats the spec as ParseRevisionSpec reads it.
func (p RevisionSpec) String() string {
	switch {
	case p.Commit != "":
		return p.Commit
	case !p.Time.IsZero():
		return p.Time.Format(time.RFC3339Nano)
	}
	return strconv.Itoa(p.Seq)
}

// Resolve returns the number of the revision that p selects, and 0 for the time before
// the first. If no such revision is known, the error wraps ErrNoRevision.
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
