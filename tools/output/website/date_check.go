package website

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// A factsVersion is what the register said about a listing from the end of a day on: the Facts from
// which its status on any day follows, or notListed.
type factsVersion struct {
	since register.Date
	facts string
}

// notListed stands for the facts of a listing that the register did not have.
const notListed = "null"

// factsVersionsOf replays the journal, and returns the versions of the facts of every listing. The
// key is the representative of the listing's ids. A version arises when the listing or a certificate
// that covers it changes; versions that say nothing new are dropped. Of several on one day only the
// last remains, because readers ask about the end of a day.
func factsVersionsOf(p *journalIndex, r *register.Register) map[register.Ref][]factsVersion {
	replay := factsReplay{p, r, map[string]*register.Listing{}, map[string]*register.Certificate{}, map[string][]*register.Certificate{}, map[register.Ref]bool{}, map[register.Ref][]factsVersion{}}
	lines := p.Lines
	for _, revision := range p.Revisions {
		for len(lines) > 0 && lines[0].Seq == revision.Seq {
			replay.apply(lines[0])
			lines = lines[1:]
		}
		if revision.Publishable {
			replay.recordChanged(p.day(revision.Revision))
		}
	}
	return replay.versions
}

// A factsReplay holds the listings and certificates while the journal is replayed.
type factsReplay struct {
	journal      *journalIndex
	register     *register.Register
	listings     map[string]*register.Listing
	certificates map[string]*register.Certificate
	covering     map[string][]*register.Certificate // by listing
	changed      map[register.Ref]bool              // listings whose facts may have changed since recordChanged
	versions     map[register.Ref][]factsVersion
}

func (r *factsReplay) apply(l change.Line) {
	switch l.Kind {
	case register.Listings:
		delete(r.listings, l.FormerID)
		delete(r.listings, l.ID)
		if rec, ok := l.After.(*register.Listing); ok && rec != nil {
			r.listings[l.ID] = rec
		}
		r.markChanged(l.ID)
	case register.Certificates:
		r.removeCertificate(l.FormerID)
		r.removeCertificate(l.ID)
		if rec, ok := l.After.(*register.Certificate); ok && rec != nil {
			r.addCertificate(rec)
		}
	}
}

func (r *factsReplay) markChanged(listing string) {
	r.changed[r.journal.root(register.Listings.Ref(listing))] = true
}

func (r *factsReplay) addCertificate(c *register.Certificate) {
	r.certificates[c.ID] = c
	for _, id := range c.Listings {
		r.covering[id] = append(r.covering[id], c)
		r.markChanged(id)
	}
}

func (r *factsReplay) removeCertificate(certificate string) {
	c, ok := r.certificates[certificate]
	if !ok {
		return
	}
	delete(r.certificates, certificate)
	for _, id := range c.Listings {
		r.covering[id] = slices.DeleteFunc(r.covering[id], func(other *register.Certificate) bool { return other == c })
		r.markChanged(id)
	}
}

// recordChanged appends a version for each changed listing.
func (r *factsReplay) recordChanged(day register.Date) {
	for key := range r.changed {
		r.versions[key] = appendVersion(r.versions[key], factsVersion{day, r.facts(key)})
	}
	clear(r.changed)
}

func appendVersion(versions []factsVersion, e factsVersion) []factsVersion {
	if n := len(versions); n > 0 && versions[n-1].since == e.since {
		versions = versions[:n-1]
	}
	if n := len(versions); n > 0 && versions[n-1].facts == e.facts || n == 0 && e.facts == notListed {
		return versions
	}
	return append(versions, e)
}

// facts returns the facts of a listing, under whichever id it has at that time.
func (r *factsReplay) facts(key register.Ref) string {
	ids := r.journal.members[key]
	if ids == nil {
		ids = []string{key.ID}
	}
	var found *register.Listing
	for _, id := range ids {
		if l := r.listings[id]; l != nil && (found == nil || r.register.Listing(id) != nil) {
			found = l
		}
	}
	if found == nil {
		return notListed
	}
	certificates := slices.Clone(r.covering[found.ID])
	slices.SortFunc(certificates, func(a, b *register.Certificate) int { return cmp.Compare(a.ID, b.ID) })
	return listingFacts(found, certificates).String()
}

// A DateCheck has what the page of a listing needs to answer for any day: was it listed, and what did
// the register say then?
type DateCheck struct {
	Days []StatusDays
	// Versions is JSON for the browser: the first known day of the register (0 if the history is not
	// known), whether the register may be older, and the versions of the listing's facts, each with
	// its first day.
	Versions string
	History  bool
	Since    Day // the first known day of the register
	Shallow  bool
}

// A StatusDays is consecutive days with the same status and certification.
type StatusDays struct {
	Days          string
	Status        StatusText
	Certification Certification
}

func (c *Catalogue) dateCheck(l *register.Listing) DateCheck {
	ask := DateCheck{Versions: `{"first":0}`, Days: c.statusDays(l)}
	if c.journal == nil || c.journal.firstDay().IsZero() {
		return ask
	}
	first := c.journal.firstDay()
	ask.History, ask.Shallow, ask.Since = true, c.journal.Shallow, dayOf(first)
	parts := []string{}
	for _, e := range c.factsVersions[c.journal.root(register.Listings.Ref(l.ID))] {
		parts = append(parts, "["+strconv.Itoa(factDate(e.since))+","+e.facts+"]")
	}
	shallow, _ := json.Marshal(c.journal.Shallow)
	ask.Versions = `{"first":` + strconv.Itoa(factDate(first)) + `,"shallow":` + string(shallow) + `,"versions":[` + strings.Join(parts, ",") + `]}`
	return ask
}

// statusDays returns the statuses of a listing over time, the newest first.
func (c *Catalogue) statusDays(l *register.Listing) []StatusDays {
	var list []StatusDays
	certificates := c.register.CertificatesOf(l.ID)
	for _, s := range mergeIgnoringValues(c.register.StatusIntervals(l)) {
		certification := register.CertificationOn(certificates, c.representativeDay(s))
		list = append(list, StatusDays{daysText(s.From, s.To), statusText(register.Status(s.State.Status)), Certification(certification)})
	}
	slices.Reverse(list)
	return list
}

// mergeIgnoringValues merges neighbours that differ only in attribute values.
func mergeIgnoringValues(intervals []register.StatusInterval) []register.StatusInterval {
	var all []register.StatusInterval
	for _, s := range intervals {
		s.State.DeviceClasses = ""
		if n := len(all); n > 0 && all[n-1].State == s.State {
			all[n-1].To = s.To
			continue
		}
		all = append(all, s)
	}
	return all
}

// representativeDay returns a day of the interval: that of the site if it is in the interval, and
// otherwise one of its ends.
func (c *Catalogue) representativeDay(s register.StatusInterval) register.Date {
	switch {
	case (register.Period{From: s.From, To: s.To}).Contains(c.on):
		return c.on
	case !s.From.IsZero():
		return s.From
	}
	return s.To
}

// daysText describes days from one to another. Either end may be open.
func daysText(from, to register.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return "always"
	case from.IsZero():
		return "until " + dayOf(to).Text
	case to.IsZero():
		return "from " + dayOf(from).Text
	case from == to:
		return dayOf(from).Text
	}
	return dayOf(from).Text + " to " + dayOf(to).Text
}
