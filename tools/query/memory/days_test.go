package memory

import (
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// The indexes of the days last asked for are kept, and no more of them.
func TestDaysKept(t *testing.T) {
	t.Parallel()
	made := map[register.Date]int{}
	d := days{indexers: func(on register.Date) map[*query.Field]func() *index {
		made[on]++
		return nil
	}}
	day := func(n int) register.Date { return querytest.Today.AddDays(n) }
	for n := range keptDays {
		d.of(day(n))
	}
	d.of(day(0)) // now the last that was asked for
	d.of(day(keptDays))
	d.of(day(0))
	d.of(day(1)) // was the longest ago
	if len(d.cached) != keptDays {
		t.Errorf("%d days are kept", len(d.cached))
	}
	for n, want := range map[int]int{0: 1, 1: 2, 2: 1, keptDays: 1} {
		if made[day(n)] != want {
			t.Errorf("day %d was made %d times, want %d", n, made[day(n)], want)
		}
	}
}
