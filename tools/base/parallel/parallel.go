// Package parallel runs similar work concurrently.
package parallel

import (
	"context"
	"runtime"
	"sync"
)

// Do calls work(0) … work(n-1) on all processors, like DoAtMost.
func Do(ctx context.Context, n int, work func(i int) error) error {
	return DoAtMost(ctx, runtime.GOMAXPROCS(0), n, work)
}

// DoAtMost calls work(0) … work(n-1), starting in this order, with at most limit running
// at the same time. After the first failure, or when ctx is done, it starts no further
// calls and waits for the running ones.
//
// Of several errors it returns that of the smallest i, so that the same work fails with
// the same error whichever call finishes first; an errgroup returns the first error in
// time. If only ctx ended the work, the error is its cause.
func DoAtMost(ctx context.Context, limit, n int, work func(i int) error) error {
	q := queue{n: n, failed: n}
	var workers sync.WaitGroup
	for range min(limit, n) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i, ok := q.take()
				if !ok {
					return
				}
				if err := work(i); err != nil {
					q.fail(i, err)
				}
			}
		})
	}
	workers.Wait()
	if q.err != nil || q.next == n {
		return q.err
	}
	return context.Cause(ctx)
}

// A queue hands out the numbers below n in order, until one of them fails.
type queue struct {
	mu     sync.Mutex
	next   int
	n      int
	failed int   // the smallest number that failed; n for none
	err    error // its error
}

func (q *queue) take() (i int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.next == q.n || q.err != nil {
		return 0, false
	}
	q.next++
	return q.next - 1, true
}

func (q *queue) fail(i int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i < q.failed {
		q.failed, q.err = i, err
	}
}
