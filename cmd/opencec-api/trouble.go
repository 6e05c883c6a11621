package main

import (
	"regexp"
	"time"
)

// A trouble is a repeated failure, for one reason or several.
type trouble struct {
	since   time.Time       // of the first failure; zero if there is none
	err     error           // the last failure
	logged  map[string]bool // reasons that were logged
	overdue bool            // there is a notice about it
}

// is reports whether there is a failure.
func (t *trouble) is() bool { return !t.since.IsZero() }

// end ends the failure.
func (t *trouble) end() { *t = trouble{} }

// maxReasons limits how many reasons are remembered. Beyond it, each is logged once more.
const maxReasons = 100

// changing matches parts of a reason that change between tries while a file arrives:
// sizes, digests and the like.
var changing = regexp.MustCompile(`[0-9a-f]{32,}|[0-9]+`)

// add records a failure, and reports whether its reason is new.
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

// maxRetry is the longest time between two tries.
const maxRetry = time.Minute

// A backoff spaces out retries: the wait doubles each time.
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
