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

// An edition is what the register said of a listing from the end of a day on: the
// Facts that its status follows from on any day, or "null" when the register had no
// such listing.
type edition struct {
	since register.Date
	facts string
}

// notListed is the facts of a listing that the register did not have.
const notListed = "null"

// editionsOf replays a chronicle, and returns the editions of every listing by what
// stands for its ids. An edition comes with a change of the listing's own record or
// of a certificate that covers it, and only one that says something new counts. Of
// several on one day the last does, since readers ask about the end of a day.
func editionsOf(p *past, r *register.Register) map[register.Ref][]edition {
	replay := replay{p, r, map[string]*register.Listing{}, map[string]*register.Certificate{}, map[string][]*register.Certificate{}, map[register.Ref]bool{}, map[register.Ref][]edition{}}
	lines := p.Lines
	for _, revision := range p.Revisions {
		for len(lines) > 0 && lines[0].Seq == revision.Seq {
			replay.apply(lines[0])
			lines = lines[1:]
		}
		if revision.Publishable {
			replay.keep(p.day(revision.Revision))
		}
	}
	return replay.editions
}

// A replay takes listings and their certificates from revision to revision.
type replay struct {
	past         *past
	register     *register.Register
	listings     map[string]*register.Listing
	certificates map[string]*register.Certificate
	covering     map[string][]*register.Certificate // by listing
	touched      map[register.Ref]bool              // listings that may have another edition since the last one kept
	editions     map[register.Ref][]edition
}

func (r *replay) apply(l change.Line) {
	switch l.Kind {
	case register.Listings:
		delete(r.listings, l.FormerID)
		delete(r.listings, l.ID)
		if rec, ok := l.After.(*register.Listing); ok && rec != nil {
			r.listings[l.ID] = rec
		}
		r.touch(l.ID)
	case register.Certificates:
		r.uncover(l.FormerID)
		r.uncover(l.ID)
		if rec, ok := l.After.(*register.Certificate); ok && rec != nil {
			r.cover(rec)
		}
	}
}

func (r *replay) touch(listing string) {
	r.touched[r.past.root(register.Listings.Ref(listing))] = true
}

func (r *replay) cover(c *register.Certificate) {
	r.certificates[c.ID] = c
	for _, id := range c.Listings {
		r.covering[id] = append(r.covering[id], c)
		r.touch(id)
	}
}

func (r *replay) uncover(certificate string) {
	c, ok := r.certificates[certificate]
	if !ok {
		return
	}
	delete(r.certificates, certificate)
	for _, id := range c.Listings {
		r.covering[id] = slices.DeleteFunc(r.covering[id], func(other *register.Certificate) bool { return other == c })
		r.touch(id)
	}
}

// keep notes what is said of the listings that were touched.
func (r *replay) keep(day register.Date) {
	for key := range r.touched {
		r.editions[key] = withEdition(r.editions[key], edition{day, r.facts(key)})
	}
	clear(r.touched)
}

func withEdition(editions []edition, e edition) []edition {
	if n := len(editions); n > 0 && editions[n-1].since == e.since {
		editions = editions[:n-1]
	}
	if n := len(editions); n > 0 && editions[n-1].facts == e.facts || n == 0 && e.facts == notListed {
		return editions
	}
	return append(editions, e)
}

// facts returns what is said of a listing under whatever id it has at that time.
func (r *replay) facts(key register.Ref) string {
	ids := r.past.members[key]
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

// An Ask is what the page of a listing needs to answer for any day: was it listed,
// and what did the register say then?
type Ask struct {
	Holds []Holding
	// Editions is JSON for the browser: the first day that the register is known of
	// (0 where its history is not), whether it may be older, and the editions of the
	// listing, each with its day and its facts.
	Editions string
	History  bool
	Since    Day // the first day that the register is known of
	Shallow  bool
}

// A Holding is a run of days on which the same holds.
type Holding struct {
	Days          string
	Status        StatusText
	Certification Certification
}

func (c *Catalogue) ask(l *register.Listing) Ask {
	ask := Ask{Editions: `{"first":0}`, Holds: c.holdings(l)}
	if c.past == nil || c.past.firstDay().IsZero() {
		return ask
	}
	first := c.past.firstDay()
	ask.History, ask.Shallow, ask.Since = true, c.past.Shallow, dayOf(first)
	parts := []string{}
	for _, e := range c.editions[c.past.root(register.Listings.Ref(l.ID))] {
		parts = append(parts, "["+strconv.Itoa(factDate(e.since))+","+e.facts+"]")
	}
	shallow, _ := json.Marshal(c.past.Shallow)
	ask.Editions = `{"first":` + strconv.Itoa(factDate(first)) + `,"shallow":` + string(shallow) + `,"editions":[` + strings.Join(parts, ",") + `]}`
	return ask
}

// holdings returns what holds on which days, the newest first.
func (c *Catalogue) holdings(l *register.Listing) []Holding {
	var list []Holding
	certificates := c.register.CertificatesOf(l.ID)
	for _, s := range withoutValues(c.register.StatusIntervals(l)) {
		certification := register.CertificationOn(certificates, c.dayIn(s))
		list = append(list, Holding{daysText(s.From, s.To), statusText(register.Status(s.State.Status)), Certification(certification)})
	}
	slices.Reverse(list)
	return list
}

// withoutValues makes one of neighbours that differ in attribute values alone.
func withoutValues(stretches []register.StatusInterval) []register.StatusInterval {
	var all []register.StatusInterval
	for _, s := range stretches {
		s.State.DeviceClasses = ""
		if n := len(all); n > 0 && all[n-1].State == s.State {
			all[n-1].To = s.To
			continue
		}
		all = append(all, s)
	}
	return all
}

// dayIn returns the day of the site if the stretch has it, and otherwise one of its ends.
func (c *Catalogue) dayIn(s register.StatusInterval) register.Date {
	switch {
	case (register.Period{From: s.From, To: s.To}).Contains(c.on):
		return c.on
	case !s.From.IsZero():
		return s.From
	}
	return s.To
}

// daysText writes a run of days, of which either end may be open.
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
