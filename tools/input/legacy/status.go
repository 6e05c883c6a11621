package legacy

import (
	"fmt"
	"slices"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// A rowState is what a row of listings says about days: its current status, and the days on
// which it was made and last changed. The package comment explains how it is used.
type rowState struct {
	status  register.Status // active, suspended or expired
	created register.Date
	changed register.Date // never before created
}

// reasonSuspended is the reason of imported suspensions.
const reasonSuspended = "Suspended in the database that this was imported from, which gives no reason; it may have begun before the first day here."

// setFirstDays sets the days of a new listing.
func (s rowState) setFirstDays(l *register.Listing) {
	period := register.Period{From: s.created}
	switch s.status {
	case register.StatusExpired:
		period.To = register.Later(s.changed.AddDays(-1), s.created)
	case register.StatusSuspended:
		l.Suspensions = []register.Suspension{{From: s.changed, Reason: reasonSuspended}}
	}
	l.Periods = []register.Period{period}
}

// whyNotExpired returns why a listing is not expired today although its row is: a listing that
// began today ends today at the earliest. It returns "" if they agree.
func (s rowState) whyNotExpired(l *register.Listing, today register.Date) string {
	held := l.StatusOn(today)
	if s.status != register.StatusExpired || held != register.StatusActive && held != register.StatusSuspended {
		return ""
	}
	return fmt.Sprintf("the record is %s to the end of today, %s, as what ends has been listed for a day at least; it is expired from tomorrow on", held, today)
}

// updateDays changes the days of a held listing whose status today differs from the row's. It
// returns what changed, or why the days contradict the row; then nothing changed.
func (s rowState) updateDays(l *register.Listing, today register.Date) ([]importing.FieldChange, string) {
	held := l.StatusOn(today)
	switch {
	case held == s.status:
		return nil, ""
	case held == register.StatusDelisted || held == register.StatusWithdrawn:
		if s.status == register.StatusExpired { // the closest status of the original
			return nil, ""
		}
		return nil, fmt.Sprintf("the record is %s", held)
	case held == register.StatusUpcoming || len(l.Periods) == 0:
		return nil, fmt.Sprintf("the record is %s", held)
	case s.status == register.StatusExpired:
		return s.end(l)
	}
	return s.resume(l, today)
}

// resume makes a listing active or suspended: it lifts a suspension, lists an ended listing
// again, and suspends an active one, in this order and as needed. If a step fails, it changes
// nothing.
func (s rowState) resume(l *register.Listing, today register.Date) (fields []importing.FieldChange, reason string) {
	before := *l
	for _, step := range []struct {
		from register.Status
		do   func(*register.Listing, register.Date) ([]importing.FieldChange, string)
	}{
		{register.StatusSuspended, s.lift}, {register.StatusExpired, s.relist}, {register.StatusActive, s.suspend},
	} {
		if held := l.StatusOn(today); held != step.from || held == s.status {
			continue
		}
		changed, reason := step.do(l, today)
		if reason != "" {
			*l = before
			return nil, reason
		}
		fields = append(fields, changed...)
	}
	return fields, ""
}

// end ends the last period, and a suspension in it, on the day before the change, or on the
// day itself if either began on it.
func (s rowState) end(l *register.Listing) ([]importing.FieldChange, string) {
	last := len(l.Periods) - 1
	period, n := l.Periods[last], len(l.Suspensions)
	begun := period.From
	if n > 0 {
		begun = register.Later(begun, l.Suspensions[n-1].From)
	}
	if s.changed.Before(begun) {
		return nil, fmt.Sprintf("something of the record begins on %s, after the row was last changed on %s", begun, s.changed)
	}
	day := register.Later(s.changed.AddDays(-1), begun)
	if !period.To.IsZero() && period.To.Before(day) { // a row from after today makes it no longer
		day = period.To
	}
	var fields []importing.FieldChange
	if day != period.To {
		fields = append(fields, importing.FieldChange{Field: "expiry", Before: period.To.String(), After: day.String()})
		l.Periods = append(l.Periods[:last:last], register.Period{From: period.From, To: day})
	}
	if n > 0 && (l.Suspensions[n-1].To.IsZero() || l.Suspensions[n-1].To.After(day)) {
		fields = append(fields, endSuspension(l, n-1, day))
	}
	return fields, ""
}

// lift ends today's suspension on the day before the change, on the day itself if it began
// then, or with its period if it began in an earlier one.
func (s rowState) lift(l *register.Listing, today register.Date) ([]importing.FieldChange, string) {
	for i, held := range l.Suspensions {
		if !held.Period().Contains(today) {
			continue
		}
		if s.changed.Before(held.From) {
			return nil, fmt.Sprintf("the record is suspended from %s, after the row was last changed on %s", held.From, s.changed)
		}
		day := register.Later(s.changed.AddDays(-1), held.From)
		for _, p := range l.Periods {
			if p.Contains(held.From) && !p.Contains(day) {
				day = p.To
			}
		}
		if held.To == day {
			return nil, ""
		}
		return []importing.FieldChange{endSuspension(l, i, day)}, ""
	}
	return nil, ""
}

// endSuspension sets the last day of a suspension.
func endSuspension(l *register.Listing, i int, day register.Date) importing.FieldChange {
	suspensions := append([]register.Suspension{}, l.Suspensions...)
	before := importing.PeriodText(suspensions[i].Period())
	suspensions[i].To = day
	l.Suspensions = suspensions
	return importing.FieldChange{Field: "suspensions", Before: before, After: importing.PeriodText(suspensions[i].Period())}
}

// relist adds a period from the day of the change. A suspension that was never lifted gets
// the last day of its period, because it would hold in the new period too.
func (s rowState) relist(l *register.Listing, _ register.Date) ([]importing.FieldChange, string) {
	last := l.Periods[len(l.Periods)-1]
	if !s.changed.After(last.To) {
		return nil, fmt.Sprintf("the record ends on %s, and the row was last changed on %s, when it was listed", last.To, s.changed)
	}
	var fields []importing.FieldChange
	if n := len(l.Suspensions); n > 0 && l.Suspensions[n-1].Period().Contains(s.changed) {
		fields = append(fields, endSuspension(l, n-1, last.To))
	}
	period := register.Period{From: s.changed}
	l.Periods = append(l.Periods[:len(l.Periods):len(l.Periods)], period)
	return append(fields, importing.FieldChange{Field: "periods", After: importing.PeriodText(period)}), ""
}

// suspend adds a suspension from the day of the change, or from the beginning of today's
// period if that is later.
func (s rowState) suspend(l *register.Listing, today register.Date) ([]importing.FieldChange, string) {
	now := slices.IndexFunc(l.Periods, func(p register.Period) bool { return p.Contains(today) })
	suspension := register.Suspension{From: register.Later(s.changed, l.Periods[now].From), Reason: reasonSuspended}
	if n := len(l.Suspensions); n > 0 {
		if held := l.Suspensions[n-1]; held.To.IsZero() || !suspension.From.After(held.To) {
			return nil, fmt.Sprintf("the record is suspended %s, and the row was last changed on %s", importing.PeriodText(held.Period()), s.changed)
		}
	}
	l.Suspensions = append(l.Suspensions[:len(l.Suspensions):len(l.Suspensions)], suspension)
	return []importing.FieldChange{{Field: "suspensions", After: importing.PeriodText(suspension.Period())}}, ""
}
