package generator

import "opencec/tools/register"

// Lengths of parts of lifecycles, in days.
const (
	month    = 30
	year     = 365
	nearDays = 120 // ends around today lie this near: more than what is warned of
)

// terms are the terms of listings and certificates.
var terms = []int{3 * year, 4 * year, 5 * year}

// lifecycle draws the periods of a listing, relative to today.
func (g *Generator) lifecycle(r random) []register.Period {
	on := g.options.On
	term := pick(r, terms)
	last := register.Period{}
	switch roll := r.IntN(100); {
	case roll < 15: // open
		last.From = on.AddDays(-r.between(month, 8*year))
	case roll < 18: // upcoming
		last.From = on.AddDays(r.between(1, 200))
		last.To = last.From.AddDays(term - 1)
	default:
		last.To = on.AddDays(end(r, roll, term))
		last.From = last.To.AddDays(1 - term)
	}
	periods := []register.Period{last}
	for len(periods) < 3 && r.chance(20) {
		periods = append([]register.Period{before(r, periods[0])}, periods...)
	}
	return periods
}

// end draws the number of days from today to the end of a listing with a term.
func end(r random, roll, term int) int {
	switch {
	case roll < 35:
		return r.between(-nearDays, nearDays)
	case roll < 60:
		return -r.between(nearDays, 5*year)
	}
	return r.between(nearDays, term-1)
}

// before draws the period before another. Mostly the listing was renewed in time; sometimes it
// had lapsed.
func before(r random, p register.Period) register.Period {
	gap := 0
	if r.chance(30) {
		gap = r.between(month, 400)
	}
	to := p.From.AddDays(-1 - gap)
	return register.Period{From: to.AddDays(1 - pick(r, terms)), To: to}
}

// Reasons that say that they are made up.
var (
	suspensionReasons = []string{
		"Sample: limits were not followed after communication was lost.",
		"Sample: readings were reported with a wrong sign.",
		"Sample: the label did not name the model.",
		"Sample: a document was missing from the renewal.",
	}
	delistingReasons  = []string{"Sample: sold with firmware that was not tested.", "Sample: a recall was not carried out."}
	withdrawalReasons = []string{"Sample: no longer made.", "Sample: replaced by a newer series.", "Sample: the applicant ended the listing."}
	revocationReasons = []string{"Sample: the tests were repeated and not passed.", "Sample: the device differed from the one tested."}
)

// disturb gives some listings a suspension or an early end.
func (g *Generator) disturb(r random, l *register.Listing) {
	switch roll := r.IntN(100); {
	case roll < 4:
		g.suspendNow(r, l)
	case roll < 9:
		g.suspendBefore(r, l)
	case roll < 12:
		l.Delisted = g.ending(r, l.Periods[len(l.Periods)-1].From, delistingReasons)
	case roll < 15:
		l.Withdrawn = g.ending(r, l.Periods[len(l.Periods)-1].From, withdrawalReasons)
	}
}

// suspendNow suspends a listing today, with or without an end.
func (g *Generator) suspendNow(r random, l *register.Listing) {
	on := g.options.On
	for _, p := range l.Periods {
		if !p.Contains(on) {
			continue
		}
		s := register.Suspension{From: register.Later(p.From, on.AddDays(-r.between(0, 2*month))), Reason: pick(r, suspensionReasons)}
		if to := on.AddDays(r.between(0, month)); r.chance(50) && p.Contains(to) {
			s.To = to
		}
		l.Suspensions = []register.Suspension{s}
	}
}

// suspendBefore adds one or two past suspensions to the first period.
func (g *Generator) suspendBefore(r random, l *register.Listing) {
	p := l.Periods[0]
	if yesterday := g.options.On.AddDays(-1); p.Contains(yesterday) {
		p.To = yesterday
	}
	if p.To.IsZero() || !p.To.Before(g.options.On) {
		return
	}
	from := p.From
	for range r.between(1, 2) {
		from = from.AddDays(r.between(1, year/2))
		to := from.AddDays(r.between(0, 3*month))
		if !p.Contains(to) {
			return
		}
		l.Suspensions = append(l.Suspensions, register.Suspension{From: from, To: to, Reason: pick(r, suspensionReasons)})
		from = to
	}
}

// ending draws a lasting end, mostly in the past and not before earliest.
func (g *Generator) ending(r random, earliest register.Date, reasons []string) *register.Ending {
	on := g.options.On.AddDays(r.between(-2*year, 2*month))
	return &register.Ending{On: register.Later(earliest, on), Reason: pick(r, reasons)}
}
