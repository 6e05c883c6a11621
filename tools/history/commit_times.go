package history

import (
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// ErrFuture means that the time of the newest commit is in the future. The error says how
// to fix it.
var ErrFuture = errors.New("the newest commit is of the future")

// maxAhead is how far a committer's clock may be ahead of the local one.
const maxAhead = 15 * time.Minute

// maxDisorder is how much later than one of its successors a commit may be without being
// considered wrong.
const maxDisorder = 24 * time.Hour

// earliest is the beginning of git's time, and latest the last instant of RFC 3339, whose
// years have four digits. Times outside are meaningless.
var (
	earliest = time.Unix(0, 0).UTC()
	latest   = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
)

// clockOf returns a commit's own time, limited to earliest and latest.
func clockOf(when time.Time) time.Time {
	when = when.UTC().Truncate(time.Second)
	switch {
	case when.Before(earliest):
		return earliest
	case when.After(latest):
		return latest
	}
	return when
}

// setTimes assigns effective times to commits, oldest first: their own times, adjusted so
// that none is earlier than its predecessor.
//
// A commit that is earlier than its predecessor gets the predecessor's time. So the time
// of a commit does not depend on later ones, and what was published stays true. The
// exception is a commit that is obviously wrong and would move all its successors: one
// that is later than now, or more than a day later than successors that are in order
// among themselves. It gets the time of the first of these.
//
// The newest commit must not be later than now. A zero now disables the comparison.
func setTimes(commits []commit, now time.Time) error {
	until := latest.Add(-time.Second)
	if !now.IsZero() {
		until = now.Add(maxAhead)
	}
	newest := commits[len(commits)-1]
	if err := CheckTime(newest.hash, newest.clock, now); err != nil {
		return err
	}
	ordered := inOrder(commits, until)
	var next time.Time // of the next commit in order
	for i := len(commits) - 1; i >= 0; i-- {
		c := &commits[i]
		c.time = c.clock
		switch {
		case ordered[i]:
			next = c.clock
		case c.clock.After(until) && (next.IsZero() || c.clock.Equal(latest)):
			c.time = earliest
		case c.clock.After(until), !next.IsZero() && c.clock.After(next.Add(maxDisorder)):
			c.time = next
		}
	}
	before := earliest
	for i := range commits {
		if commits[i].time.Before(before) {
			commits[i].time = before
		}
		before = commits[i].time
	}
	return nil
}

// CheckTime returns an error that wraps ErrFuture if the newest commit is later than now
// by more than clocks may differ.
func CheckTime(newest plumbing.Hash, clock, now time.Time) error {
	if now.IsZero() || !clock.After(now.Add(maxAhead)) {
		return nil
	}
	return fmt.Errorf("%w: commit %.12s is of %s, and it is %s: correct the clock and then the commit by: git commit --amend --no-edit; "+
		"or, where the commit cannot be changed any more, put one on top of it, which gives it its time: git commit --allow-empty --message 'Correct the time'",
		ErrFuture, newest, clock.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
}

// inOrder marks the longest series of commits that are not after until and in which none
// is earlier than the one before it. Among several it selects the one that stays longest
// at the beginning.
func inOrder(commits []commit, until time.Time) []bool {
	// The longest series that begins with commit i has length[i] commits. starts[n-1] is
	// the latest start of a series with n commits.
	length, starts := make([]int, len(commits)), []time.Time{}
	for i := len(commits) - 1; i >= 0; i-- {
		clock := commits[i].clock
		if clock.After(until) {
			continue
		}
		n := sort.Search(len(starts), func(n int) bool { return starts[n].Before(clock) })
		if n == len(starts) {
			starts = append(starts, clock)
		} else if starts[n].Before(clock) {
			starts[n] = clock
		}
		length[i] = n + 1
	}
	ordered := make([]bool, len(commits))
	last, left := earliest, len(starts)
	for i, c := range commits {
		if left > 0 && length[i] == left && !c.clock.Before(last) {
			ordered[i], last, left = true, c.clock, left-1
		}
	}
	return ordered
}
