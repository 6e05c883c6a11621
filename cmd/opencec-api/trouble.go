package main

import (
	"regexp"
	"time"
)

// A trouble is something that fails again and again, for one reason or several.
type trouble struct {
	since   time.Time       // of the first failure; zero while all is well
	err     error           // the last one
	logged  map[string]bool // the reasons that were logged
	overdue bool            // readers have a notice that it lasts
}

// is reports whether there is any.
func (t *trouble) is() bool { return !t.since.IsZero() }

// end ends it.
func (t *trouble) end() { *t = trouble{} }

// maxReasons bounds how many reasons are remembered. After more of them, each is logged
// once more.
const maxReasons = 100

// changing are the parts of a reason that differ from one try to the next while a file
// arrives: sizes, digests and the like.
var changing = regexp.MustCompile(`[0-9a-f]{32,}|[0-9]+`)

// add notes a failure, and reports whether its reason is a new one.
func (t *trouble) add(err error, now time.Time) bool {
	if !t.is() || len(t.logged) == maxReasons {
		t.logged = map[string]bool{}
	}
	if !t.is() {
		t.since = now
	}
	t.err = err
	reason := changing.ReplaceAllString(err.Error(), "#")
	known := t.logged[reason]
	t.logged[reason] = true
	return !known
}

// maxRetry is the longest time between two tries of the same thing.
const maxRetry = time.Minute

// A backoff spaces out the tries of what fails: twice as long each time.
type backoff struct {
	wait time.Duration
	next time.Time
}

func (b *backoff) reset() { *b = backoff{} }

func (b *backoff) due(now time.Time) bool { return !now.Before(b.next) }

func (b *backoff) failed(now time.Time) {
	b.wait = min(max(2*b.wait, pollEvery), maxRetry)
	b.next = now.Add(b.wait)
}
