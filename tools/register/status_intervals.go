package register

import "slices"

// A StatusInterval is a run of days on which a listing or a certificate has one state.
type StatusInterval struct {
	From, To Date      // both inclusive; a zero Date leaves that end open
	State    DayStatus // its On is zero
}

// StatusIntervals returns the states of a listing or a certificate of r over time, oldest
// first. The intervals cover every day, and neighbouring states differ.
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

// changeDates are the days on which a state may differ from the day before. Every rule
// compares the day with a date of the record or of a certificate that covers it, so no
// state changes on any other day.
type changeDates []Date

// dayBefore returns the day before the first of sorted dates, or an arbitrary day if
// there are none.
func dayBefore(at changeDates) Date {
	if len(at) == 0 {
		return NewDate(2000, 1, 1)
	}
	return at[0].AddDays(-1)
}

// ChangeDays returns, in order, the days on which the record's own dates may change the
// status of a listing or a certificate. Records of other kinds have none.
func ChangeDays(rec Record) []Date {
	var t changeDates
	t.addRecord(rec)
	return t.sorted()
}

// changeDatesOf returns, in order, the change dates of a record, and for a listing also
// those of the certificates that cover it.
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

// add adds d unless it is zero: a record that breaks the schema may lack a date.
func (t *changeDates) add(d Date) {
	if !d.IsZero() {
		*t = append(*t, d)
	}
}
