// Package parallel does many like things at the same time.
package parallel

import (
	"context"
	"runtime"
	"sync"
)

// Do calls work(0) … work(n-1) on all processors, as DoAtMost does.
func Do(ctx context.Context, n int, work func(i int) error) error {
	return DoAtMost(ctx, runtime.GOMAXPROCS(0), n, work)
}

// DoAtMost calls work(0) … work(n-1) in this order, at most limit of them at the same
// time. After the first failure, and when ctx is done, it begins no other call, and
// waits for those that have begun.
//
// Of several errors it returns that of the least i, so that the same work fails with the
// same error whichever call is first; an errgroup returns that of the first to fail. When
// only ctx ended the work, the error is why.
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

// A queue gives out the numbers below n in order, until one of them fails.
type queue struct {
	mu     sync.Mutex
	next   int
	n      int
	failed int   // the least number that failed; n for none
	err    error // why
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
