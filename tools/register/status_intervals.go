package register

import "slices"

// A StatusInterval is a run of days on which the same holds for a listing or a certificate.
type StatusInterval struct {
	From, To Date      // both ends are in it; the zero Date for no end
	State    DayStatus // its On is no date
}

// StatusIntervals returns what holds for a listing or a certificate of r on every day, the
// oldest first: each day is in one of them, and neighbours differ.
func (r *Register) StatusIntervals(rec Record) []StatusInterval {
	holds := func(day Date) DayStatus {
		s := r.DayStatus(rec, day)
		s.On = Date{}
		return s
	}
	at := changeDatesOf(r, rec)
	all := []StatusInterval{{State: holds(dayBefore(at))}}
	for _, day := range at {
		last := &all[len(all)-1]
		now := holds(day)
		if now == last.State {
			continue
		}
		last.To = day.AddDays(-1)
		all = append(all, StatusInterval{From: day, State: now})
	}
	return all
}

// changeDates are days on which something may be other than on the day before. All rules of
// what holds compare the day with a date of the record, or of a certificate that covers
// it, so that nothing changes on any other day.
type changeDates []Date

// dayBefore returns the day before the first of sorted turns; any day, where nothing ever
// changes.
func dayBefore(at changeDates) Date {
	if len(at) == 0 {
		return NewDate(2000, 1, 1)
	}
	return at[0].AddDays(-1)
}

// ChangeDays returns the days on which the status of a listing or a certificate may
// become another by what the record itself says, in order. Records of other kinds have
// no such days.
func ChangeDays(rec Record) []Date {
	var t changeDates
	t.addRecord(rec)
	return t.sorted()
}

// changeDatesOf returns the days of a record, those of the certificates that cover a listing
// among them, in order.
func changeDatesOf(r *Register, rec Record) changeDates {
	var t changeDates
	t.addRecord(rec)
	if l, ok := rec.(*Listing); ok {
		for _, certificate := range r.CertificatesOf(l.ID) {
			t.addRecord(certificate)
		}
	}
	return t.sorted()
}

func (t changeDates) sorted() changeDates {
	slices.SortFunc(t, Date.Compare)
	return slices.Compact(t)
}

func (t *changeDates) addRecord(rec Record) {
	switch rec := rec.(type) {
	case *Listing:
		for _, p := range rec.Periods {
			t.addPeriod(p)
		}
		for _, s := range rec.Suspensions {
			t.addPeriod(s.Period())
		}
		t.addEnding(rec.Delisted)
		t.addEnding(rec.Withdrawn)
	case *Certificate:
		t.addPeriod(Period{From: rec.CertificationDate, To: rec.Expiry})
		t.addEnding(rec.Revoked)
	}
}

func (t *changeDates) addPeriod(p Period) {
	t.add(p.From)
	if !p.To.IsZero() {
		t.add(p.To.AddDays(1))
	}
}

func (t *changeDates) addEnding(e *Ending) {
	if e != nil {
		t.add(e.On)
	}
}

// add adds a day. A record that breaks the schema may lack a date.
func (t *changeDates) add(d Date) {
	if !d.IsZero() {
		*t = append(*t, d)
	}
}
