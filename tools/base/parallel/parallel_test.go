package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"opencec/tools/base/parallel"
)

func TestDoCallsEachOnce(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 1000} {
		calls := make([]atomic.Int32, n)
		if err := parallel.Do(t.Context(), n, func(i int) error { calls[i].Add(1); return nil }); err != nil {
			t.Fatal(err)
		}
		for i := range calls {
			if got := calls[i].Load(); got != 1 {
				t.Errorf("of %d: %d was called %d times", n, i, got)
			}
		}
	}
}

func TestDoAtMostKeepsTheLimit(t *testing.T) {
	t.Parallel()
	const limit = 3
	var now, most atomic.Int32
	var all sync.WaitGroup
	all.Add(limit)
	err := parallel.DoAtMost(t.Context(), limit, 30, func(i int) error {
		running := now.Add(1)
		defer now.Add(-1)
		for seen := most.Load(); running > seen && !most.CompareAndSwap(seen, running); seen = most.Load() {
		}
		if i < limit { // wait until so many do run at the same time
			all.Done()
			all.Wait()
		}
		return nil
	})
	if err != nil || most.Load() != limit {
		t.Errorf("%d at the same time, error %v", most.Load(), err)
	}
}

// TestDoAtMostReturnsTheFirstError has a later call fail before an earlier one.
func TestDoAtMostReturnsTheFirstError(t *testing.T) {
	t.Parallel()
	later := make(chan struct{})
	var begun sync.Map
	err := parallel.DoAtMost(t.Context(), 2, 100, func(i int) error {
		begun.Store(i, true)
		switch i {
		case 5:
			<-later
			return errors.New("5")
		case 6:
			defer close(later)
			return errors.New("6")
		}
		return nil
	})
	if fmt.Sprint(err) != "5" {
		t.Errorf("error %v, want that of the least", err)
	}
	if _, ok := begun.Load(99); ok {
		t.Error("another call began after a failure")
	}
}

func TestDoStopsWithItsContext(t *testing.T) {
	t.Parallel()
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	var calls atomic.Int32
	err := parallel.DoAtMost(ctx, 1, 100, func(i int) error {
		calls.Add(1)
		if i == 9 {
			cancel(why)
		}
		return nil
	})
	if !errors.Is(err, why) || calls.Load() > 11 {
		t.Errorf("%d calls, error %v", calls.Load(), err)
	}
	ctx, cancel = context.WithCancelCause(t.Context())
	if err := parallel.DoAtMost(ctx, 1, 3, func(i int) error {
		if i == 2 {
			cancel(why)
		}
		return nil
	}); err != nil {
		t.Errorf("all was done, and the error is %v", err)
	}
}

func BenchmarkDo(b *testing.B) {
	_ = parallel.Do(b.Context(), b.N, func(int) error { return nil })
}
