package history

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"opencec/tools/history/historytest"
)

// Times are days of 2026, as the clocks of commits had them and as the register has
// them; it is the 60th. A part of a day is an hour: 3.02 is two hours after 3.
func TestSetTimes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ clocks, want []float64 }{
		"in order":                               {[]float64{1, 2, 2, 5}, []float64{1, 2, 2, 5}},
		"one that is early":                      {[]float64{10, 3, 12}, []float64{10, 10, 12}},
		"one that is years early":                {[]float64{10, -5000, 12, 13}, []float64{10, 10, 12, 13}},
		"the newest is early":                    {[]float64{10, 20, 12}, []float64{10, 20, 20}},
		"the first is early":                     {[]float64{-5000, 10, 12}, []float64{-5000, 10, 12}},
		"a little late, as published":            {[]float64{10, 12.20, 12.10, 12.15, 12.17, 14}, []float64{10, 12.20, 12.20, 12.20, 12.20, 14}},
		"one of the past that is late":           {[]float64{1, 50, 3, 4, 5}, []float64{1, 3, 3, 4, 5}},
		"two of the past that are late":          {[]float64{1, 50, 51, 3, 4, 5}, []float64{1, 3, 3, 3, 4, 5}},
		"late and early":                         {[]float64{1, 50, 3, -9, 4, 5}, []float64{1, 3, 3, 3, 4, 5}},
		"undecided: what was said first":         {[]float64{1, 50, 3}, []float64{1, 50, 50}},
		"one of the future":                      {[]float64{1, 9000, 3}, []float64{1, 3, 3}},
		"most are of the future":                 {[]float64{1, 9000, 9001, 9002, 3}, []float64{1, 3, 3, 3, 3}},
		"the first is of the future":             {[]float64{9000, 2, 3}, []float64{2, 2, 3}},
		"one of the future, the newest is early": {[]float64{10, 9000, 2}, []float64{10, 10, 10}},
		"one":                                    {[]float64{5}, []float64{5}},
	} {
		got := timesOf(t, test.clocks, 60)
		for i, want := range test.want {
			if !got[i].Equal(day(want)) {
				t.Errorf("%s: commit %d is of %s, want %s", name, i+1, got[i], day(want))
			}
		}
	}
}

func day(n float64) time.Time {
	whole := int(n)
	return time.Date(2026, 1, whole, int((n-float64(whole))*100+0.5), 0, 0, 0, time.UTC)
}

func timesOf(t *testing.T, clocks []float64, now float64) []time.Time {
	t.Helper()
	commits := make([]commit, len(clocks))
	for i, n := range clocks {
		commits[i].clock = clockOf(day(n))
	}
	if err := setTimes(commits, day(now)); err != nil {
		t.Fatal(err)
	}
	times := make([]time.Time, len(commits))
	for i, c := range commits {
		times[i] = c.time
	}
	return times
}

// Times never decrease; a commit that is in order and close to the others keeps its time;
// and later commits that are in order do not change earlier times.
func TestTimesStay(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		clocks := []float64{1}
		for range 1 + random.IntN(20) {
			next := clocks[len(clocks)-1] + float64(random.IntN(3))
			if random.IntN(4) == 0 {
				next = float64(1 + random.IntN(80))
			}
			clocks = append(clocks, next)
		}
		last := 0.0
		for _, n := range clocks {
			last = max(last, n)
		}
		before := timesOf(t, clocks, 500)
		for i := 1; i < len(before); i++ {
			if before[i].Before(before[i-1]) {
				t.Fatalf("%v: %v", clocks, before)
			}
		}
		after := timesOf(t, append(clocks, last, last+1), 500)
		for i := range before {
			if !after[i].Equal(before[i]) {
				t.Fatalf("%v: commit %d was of %s, and is of %s after two more", clocks, i+1, before[i], after[i])
			}
		}
	}
}

// A newest commit in the future is refused, with advice; one that is slightly ahead is
// not. A future commit that is not the newest moves no other.
func TestFuture(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	commit := func(when, name string) {
		r.Write(acme, manufacturerYAML(name))
		r.Commit(when, name)
	}
	commit("2026-01-01T00:00:00Z", "one")
	commit("2026-01-02T00:10:00Z", "two")
	now := Now(instant("2026-01-02T00:00:00Z"))
	read(t, r.Dir, now)
	commit("2099-01-01T00:00:00Z", "three")
	future := r.Git("rev-parse", "HEAD")
	cache := CacheIn(t.TempDir())
	for range 2 {
		_, err := Read(t.Context(), r.Dir, now, cache)
		if !errors.Is(err, ErrFuture) || !strings.Contains(err.Error(), future[:12]) || !strings.Contains(err.Error(), "git commit --amend --no-edit") {
			t.Fatalf("error is %v", err)
		}
		read(t, r.Dir, Now(instant("2099-01-01T00:00:00Z")), cache) // which keeps its time
	}
	r.At("2026-01-03T00:00:00Z", "commit", "--quiet", "--allow-empty", "--message", "Correct the time")
	commit("2026-01-04T00:00:00Z", "four")
	checkOutline(t, decoded(t, r.Dir, Now(instant("2026-01-05T00:00:00Z")), cache), `
		1 2026-01-01T00:00:00Z one: =manufacturers/acme
		2 2026-01-02T00:10:00Z two: =manufacturers/acme
		3 2026-01-03T00:00:00Z three: =manufacturers/acme
		4 2026-01-04T00:00:00Z four: =manufacturers/acme
		`)
	r.Git("reset", "--quiet", "--hard", future)
	r.At("2026-01-03T00:00:00Z", "commit", "--quiet", "--amend", "--no-edit")
	read(t, r.Dir, Now(instant("2026-01-03T00:00:00Z")), cache)
}
