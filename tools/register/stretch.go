package register

import "slices"

// A Stretch is a run of days on which the same holds for a listing or a certificate.
type Stretch struct {
	From, To Date     // both ends are in it; the zero Date for no end
	Holds    Standing // its On is no date
}

// Stretches returns what holds for a listing or a certificate of r on every day, the
// oldest first: each day is in one of them, and neighbours differ.
func (r *Register) Stretches(rec Record) []Stretch {
	holds := func(day Date) Standing {
		s := r.Standing(rec, day)
		s.On = Date{}
		return s
	}
	at := turnsOf(r, rec)
	all := []Stretch{{Holds: holds(dayBefore(at))}}
	for _, day := range at {
		last := &all[len(all)-1]
		now := holds(day)
		if now == last.Holds {
			continue
		}
		last.To = day.AddDays(-1)
		all = append(all, Stretch{From: day, Holds: now})
	}
	return all
}

// turns are days on which something may be other than on the day before. All rules of
// what holds compare the day with a date of the record, or of a certificate that covers
// it, so that nothing changes on any other day.
type turns []Date

// dayBefore returns the day before the first of sorted turns; any day, where nothing ever
// changes.
func dayBefore(at turns) Date {
	if len(at) == 0 {
		return NewDate(2000, 1, 1)
	}
	return at[0].AddDays(-1)
}

// ChangeDays returns the days on which the status of a listing or a certificate may
// become another by what the record itself says, in order. Records of other kinds have
// no such days.
func ChangeDays(rec Record) []Date {
	var t turns
	t.record(rec)
	return t.sorted()
}

// turnsOf returns the days of a record, those of the certificates that cover a listing
// among them, in order.
func turnsOf(r *Register, rec Record) turns {
	var t turns
	t.record(rec)
	if l, ok := rec.(*Listing); ok {
		for _, certificate := range r.CertificatesOf(l.ID) {
			t.record(certificate)
		}
	}
	return t.sorted()
}

func (t turns) sorted() turns {
	slices.SortFunc(t, Date.Compare)
	return slices.Compact(t)
}

func (t *turns) record(rec Record) {
	switch rec := rec.(type) {
	case *Listing:
		for _, p := range rec.Periods {
			t.period(p)
		}
		for _, s := range rec.Suspensions {
			t.period(s.Period())
		}
		t.ending(rec.Delisted)
		t.ending(rec.Withdrawn)
	case *Certificate:
		t.period(Period{From: rec.CertificationDate, To: rec.Expiry})
		t.ending(rec.Revoked)
	}
}

func (t *turns) period(p Period) {
	t.day(p.From)
	if !p.To.IsZero() {
		t.day(p.To.AddDays(1))
	}
}

func (t *turns) ending(e *Ending) {
	if e != nil {
		t.day(e.On)
	}
}

// day adds a day. A record that breaks the schema may lack a date.
func (t *turns) day(d Date) {
	if !d.IsZero() {
		*t = append(*t, d)
	}
}
