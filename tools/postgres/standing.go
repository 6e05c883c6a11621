package postgres

import (
	"slices"

	"opencec/tools/register"
)

// A stretch is a run of days on which the same holds for a record.
type stretch struct {
	days  days
	holds register.Standing // its On is no date
}

// stretches returns what holds for a listing or a certificate on every day: each day is
// in one of them, and neighbours differ.
func stretches(reg *register.Register, rec register.Record) []stretch {
	holds := func(day register.Date) register.Standing {
		s := reg.Standing(rec, day)
		s.On = register.Date{}
		return s
	}
	at := changesOf(reg, rec)
	before := register.NewDate(2000, 1, 1) // any day, where nothing ever changes
	if len(at) > 0 {
		before = at[0].AddDays(-1)
	}
	all := []stretch{{holds: holds(before)}}
	for _, day := range at {
		last := &all[len(all)-1]
		now := holds(day)
		if now == last.holds {
			continue
		}
		last.days.until = day
		all = append(all, stretch{days{from: day}, now})
	}
	return all
}

// changes are days on which something may be other than on the day before. All rules of
// what holds compare the day with a date of the record, or of a certificate that covers
// it, so that nothing changes on any other day.
type changes []register.Date

// changesOf returns them for a record, in order.
func changesOf(reg *register.Register, rec register.Record) changes {
	var c changes
	switch rec := rec.(type) {
	case *register.Listing:
		for _, p := range rec.Periods {
			c.period(p)
		}
		for _, s := range rec.Suspensions {
			c.period(s.Period())
		}
		c.ending(rec.Delisted)
		c.ending(rec.Withdrawn)
		for _, certificate := range reg.CertificatesOf(rec.ID) {
			c.certificate(certificate)
		}
	case *register.Certificate:
		c.certificate(rec)
	}
	slices.SortFunc(c, register.Date.Compare)
	return slices.Compact(c)
}

func (c *changes) period(p register.Period) {
	*c = append(*c, p.From)
	if !p.To.IsZero() {
		*c = append(*c, p.To.AddDays(1))
	}
}

func (c *changes) ending(e *register.Ending) {
	if e != nil {
		*c = append(*c, e.On)
	}
}

func (c *changes) certificate(cert *register.Certificate) {
	c.period(register.Period{From: cert.CertificationDate, To: cert.Expiry})
	c.ending(cert.Revoked)
}
