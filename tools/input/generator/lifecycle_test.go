package generator

import (
	"testing"

	"opencec/tools/register"
)

// Periods are in order and apart, suspensions lie inside, and no day leaves the
// calendar, on the first and last day that can be today too.
func TestLifecycle(t *testing.T) {
	t.Parallel()
	for _, on := range []register.Date{today, earliestToday, latestToday} {
		g := &Generator{options: Options{Listings: 1, On: on}}
		for i := range 1000 {
			r := g.random("lifecycle", i)
			l := &register.Listing{Meta: register.Meta{ID: "m/x"}, Manufacturer: "m", Periods: g.lifecycle(r)}
			g.disturb(r, l)
			records := register.Records{Listings: []*register.Listing{l}}
			for _, p := range records.Check(on, nil) {
				if p.Rule == register.RulePeriods {
					t.Fatalf("%d: %s: %s: %+v", i, p.Field, p.Message, l)
				}
			}
			for _, d := range []register.Date{l.Periods[0].From, l.Periods[len(l.Periods)-1].To} {
				if days := on.DaysUntil(d); !d.IsZero() && (days < -30*year || days > 30*year) {
					t.Fatalf("%d: %s is far from %s", i, d, on)
				}
			}
		}
	}
}

func TestSuspendedToday(t *testing.T) {
	t.Parallel()
	g := &Generator{options: Options{Listings: 1, On: today}}
	for i := range 500 {
		r := g.random("suspended", i)
		l := &register.Listing{Periods: []register.Period{{From: today.AddDays(-20), To: today.AddDays(20)}}}
		g.suspendNow(r, l)
		if got := l.StatusOn(today); got != register.StatusSuspended {
			t.Fatalf("%d: %s: %+v", i, got, l.Suspensions)
		}
	}
}
