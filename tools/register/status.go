package register

import "slices"

// Status is the status of a listing on a day.
type Status string

// The statuses of a listing. Suspended, delisted, withdrawn and expired mean four
// different things to people who rely on them.
const (
	StatusDelisted  Status = "delisted"  // ended for good, for a breach
	StatusWithdrawn Status = "withdrawn" // ended by the applicant
	StatusSuspended Status = "suspended" // in a period, but stopped until something is corrected
	StatusActive    Status = "active"    // listed
	StatusUpcoming  Status = "upcoming"  // the first period has not begun
	StatusExpired   Status = "expired"   // a period is over and no later one has begun; it may be extended
)

// Statuses returns all statuses of a listing, the best first.
func Statuses() []Status {
	return []Status{StatusActive, StatusUpcoming, StatusSuspended, StatusExpired, StatusWithdrawn, StatusDelisted}
}

// StatusOn returns the listing's status on day, the first of these that applies:
//
//	delisted    from the day of the delisting on
//	withdrawn   from the day of the withdrawal on
//	suspended   inside a period and inside a suspension
//	active      inside a period
//	upcoming    before the first period
//	expired     after a period: the last one, or one followed by a gap
//
// A suspension applies only on days on which the product would otherwise be listed. A
// suspension without an end stops when the period ends: the listing is then expired, and
// suspended again in a later period until the suspension has an end.
func (l *Listing) StatusOn(day Date) Status {
	switch {
	case l.Delisted.holds(day):
		return StatusDelisted
	case l.Withdrawn.holds(day):
		return StatusWithdrawn
	}
	contains := func(p Period) bool { return p.Contains(day) }
	begun := func(p Period) bool { return !day.Before(p.From) }
	switch {
	case slices.ContainsFunc(l.Periods, contains):
		if slices.ContainsFunc(l.Suspensions, func(s Suspension) bool { return contains(s.Period()) }) {
			return StatusSuspended
		}
		return StatusActive
	case len(l.Periods) > 0 && !slices.ContainsFunc(l.Periods, begun):
		return StatusUpcoming
	}
	return StatusExpired
}

// ListedUntil returns the last day of the unbroken run of active days that contains day.
// The result is zero if the listing is not active on day, or if the run has no end.
func (l *Listing) ListedUntil(day Date) Date {
	if l.StatusOn(day) != StatusActive {
		return Date{}
	}
	last := l.coveredUntil(day)
	for _, s := range l.Suspensions {
		if s.From.After(day) {
			last = earlierEnd(last, s.From.AddDays(-1))
		}
	}
	for _, e := range []*Ending{l.Delisted, l.Withdrawn} {
		if e != nil {
			last = earlierEnd(last, e.On.AddDays(-1))
		}
	}
	return last
}

// coveredUntil returns the end of the period that contains day, extended by every period
// that follows without a gap. It does not rely on the order of the periods, since there
// are few.
func (l *Listing) coveredUntil(day Date) Date {
	last := day
	for grown := true; grown; {
		grown = false
		for _, p := range l.Periods {
			if !p.Contains(last) && !p.Contains(last.AddDays(1)) {
				continue
			}
			if p.To.IsZero() {
				return Date{}
			}
			if p.To.After(last) {
				last, grown = p.To, true
			}
		}
	}
	return last
}

// earlierEnd returns the earlier of two last days; a zero Date means no end.
func earlierEnd(a, b Date) Date {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// CertificateStatus is the status of a certificate on a day.
type CertificateStatus string

// The statuses of a certificate.
const (
	CertificateRevoked  CertificateStatus = "revoked"
	CertificateUpcoming CertificateStatus = "upcoming"
	CertificateCurrent  CertificateStatus = "current"
	CertificateExpired  CertificateStatus = "expired"
)

// CertificateStatuses returns all statuses of a certificate, the best first.
func CertificateStatuses() []CertificateStatus {
	return []CertificateStatus{CertificateCurrent, CertificateUpcoming, CertificateExpired, CertificateRevoked}
}

// StatusOn returns the certificate's status on day, the first that applies of revoked,
// upcoming, current and expired.
func (c *Certificate) StatusOn(day Date) CertificateStatus {
	switch {
	case c.Revoked.holds(day):
		return CertificateRevoked
	case day.Before(c.CertificationDate):
		return CertificateUpcoming
	case c.Expiry.IsZero() || !day.After(c.Expiry):
		return CertificateCurrent
	}
	return CertificateExpired
}
