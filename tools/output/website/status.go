package website

import (
	"encoding/json"

	"opencec/tools/register"
)

// A StatusText is a status in the words of the site. The style sheet adds an icon by ID.
type StatusText struct {
	ID      register.Status // of a listing, or the converted status of a certificate
	Name    string
	Meaning string
	Count   int
	Href    string
}

// Number returns the count in words.
func (s StatusText) Number() string { return register.FormatCount(s.Count) }

func statusText(s register.Status) StatusText {
	text := StatusText{ID: s}
	switch s {
	case register.StatusActive:
		text.Name, text.Meaning = "Active", "Listed on that day: the day is inside a listing period, and nothing below holds."
	case register.StatusUpcoming:
		text.Name, text.Meaning = "Not yet listed", "Its first listing period begins later."
	case register.StatusSuspended:
		text.Name, text.Meaning = "Suspended", "Stopped inside a listing period, until something has been corrected. It may become active again."
	case register.StatusExpired:
		text.Name, text.Meaning = "Expired", "Its listing period has ended, also if it was suspended until then. It may be extended or listed again."
	case register.StatusWithdrawn:
		text.Name, text.Meaning = "Withdrawn", "Ended at the request of the applicant."
	case register.StatusDelisted:
		text.Name, text.Meaning = "Delisted", "Ended for good, because of a breach."
	default:
		panic("website: no words for the status " + string(s))
	}
	return text
}

func certificateStatusText(s register.CertificateStatus) StatusText {
	text := StatusText{ID: register.Status(s)}
	switch s {
	case register.CertificateCurrent:
		text.Name, text.Meaning = "Current", "Valid on that day: issued, not expired and not revoked."
	case register.CertificateUpcoming:
		text.Name, text.Meaning = "Not yet valid", "Its certification date is still to come."
	case register.CertificateExpired:
		text.Name, text.Meaning = "Expired", "Its last day has passed."
	case register.CertificateRevoked:
		text.Name, text.Meaning = "Revoked", "Taken back by the certifying body."
	default:
		panic("website: no words for the status " + string(s))
	}
	return text
}

// statusSummary returns the statusSentence, and adds if the official list does not have an active
// listing.
func statusSummary(l *register.Listing, day register.Date) string {
	text := statusSentence(l, day)
	if _, absent := l.AbsenceOn(day); absent && l.StatusOn(day) == register.StatusActive {
		text += "; not in the official list"
	}
	return text
}

// statusSentence describes the status of a listing on a day, and what comes next.
// site/assets/js/status.js has the same sentences.
func statusSentence(l *register.Listing, day register.Date) string {
	switch l.StatusOn(day) {
	case register.StatusDelisted:
		return "Delisted on " + dayOf(l.Delisted.On).Text
	case register.StatusWithdrawn:
		return "Withdrawn on " + dayOf(l.Withdrawn.On).Text
	case register.StatusSuspended:
		return suspensionSentence(l, day)
	case register.StatusActive:
		if until := l.ListedUntil(day); !until.IsZero() {
			return "Listed until " + dayOf(until).Text
		}
		return "Listed, with no end date"
	}
	return periodSentence(l, day)
}

func suspensionSentence(l *register.Listing, day register.Date) string {
	for _, s := range l.Suspensions {
		if !s.Period().Contains(day) {
			continue
		}
		if s.To.IsZero() {
			return "Suspended since " + dayOf(s.From).Text
		}
		return "Suspended until " + dayOf(s.To).Text
	}
	return ""
}

// periodSentence describes the next period, or else the last one.
func periodSentence(l *register.Listing, day register.Date) string {
	var next, last register.Date
	for _, p := range l.Periods {
		if p.From.After(day) && (next.IsZero() || p.From.Before(next)) {
			next = p.From
		}
		if p.To.Before(day) && p.To.After(last) {
			last = p.To
		}
	}
	switch {
	case !next.IsZero() && last.IsZero():
		return "Listed from " + dayOf(next).Text
	case !next.IsZero():
		return "Listed again from " + dayOf(next).Text
	case !last.IsZero():
		return "Listing ended on " + dayOf(last).Text
	}
	return "No listing period recorded"
}

// A Certification is the certification of a listing in the words of the site.
// site/assets/js/status.js has the same words.
type Certification register.Certification

// Name returns the text with a capital letter: "No certificate recorded".
func (c Certification) Name() string { return capitalise(string(c)) }

// Certified reports whether a certificate is current.
func (c Certification) Certified() bool { return register.Certification(c) == register.Certified }

// certificateSentence describes the status of a certificate on a day.
func certificateSentence(c *register.Certificate, day register.Date) string {
	switch c.StatusOn(day) {
	case register.CertificateRevoked:
		return "Revoked on " + dayOf(c.Revoked.On).Text
	case register.CertificateUpcoming:
		return "Valid from " + dayOf(c.CertificationDate).Text
	case register.CertificateExpired:
		return "Expired on " + dayOf(c.Expiry).Text
	}
	if c.Expiry.IsZero() {
		return "Valid, with no expiry date"
	}
	return "Valid until " + dayOf(c.Expiry).Text
}

// Facts are the dates that a status follows from. The browser computes today's status from them. A
// date is the number yyyymmdd, so that numbers order as dates do; 0 stands for no date.
//
// For a listing they are [periods, suspensions, delisted, withdrawn, certificates]. The current
// listing may also have the days on which its verdict is good, and those on which an official list
// does not have it (see Catalogue.facts). Lists of days are flat: from, to, from, to. The list of
// certificates has certification date, expiry and revocation of each; these three dates are also a
// certificate's own facts.
type Facts []any

func factDate(d register.Date) int {
	t := d.Time()
	if d.IsZero() {
		return 0
	}
	return t.Year()*10_000 + int(t.Month())*100 + t.Day()
}

func endingDate(e *register.Ending) int {
	if e == nil {
		return 0
	}
	return factDate(e.On)
}

func listingFacts(l *register.Listing, certificates []*register.Certificate) Facts {
	periods, suspensions, covering := []int{}, []int{}, []int{}
	for _, p := range l.Periods {
		periods = append(periods, factDate(p.From), factDate(p.To))
	}
	for _, s := range l.Suspensions {
		suspensions = append(suspensions, factDate(s.From), factDate(s.To))
	}
	for _, c := range certificates {
		covering = append(covering, factDate(c.CertificationDate), factDate(c.Expiry), endingDate(c.Revoked))
	}
	return Facts{periods, suspensions, endingDate(l.Delisted), endingDate(l.Withdrawn), covering}
}

func certificateFacts(c *register.Certificate) Facts {
	return Facts{factDate(c.CertificationDate), factDate(c.Expiry), endingDate(c.Revoked)}
}

// String returns the facts as JSON.
func (f Facts) String() string {
	b, err := json.Marshal([]any(f))
	if err != nil {
		panic(err) // only numbers and lists of them
	}
	return string(b)
}
