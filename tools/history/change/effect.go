package change

import "opencec/tools/register"

// An Effect is the effect of a certificate's change on one listing.
type Effect struct {
	Listing   string      `json:"id"`        // the listing's id after the change
	Events    []EventType `json:"what"`      // CertificateAdded or CertificateRemoved; empty if the coverage is as before
	Certified *Certified  `json:"certified"` // nil without a day
}

// Certified says whether any certificate that covers the listing was current on the day,
// before and after a change.
type Certified struct {
	Before bool `json:"before"`
	After  bool `json:"after"`

	// Was and Is are the certifications in more detail; they are "" in changes that were
	// parsed.
	Was register.Certification `json:"-"`
	Is  register.Certification `json:"-"`
}

// gained reports whether the change made the listing certified, and lost whether it ended
// that.
func (e Effect) gained() bool { return e.Certified != nil && !e.Certified.Before && e.Certified.After }
func (e Effect) lost() bool   { return e.Certified != nil && e.Certified.Before && !e.Certified.After }

// is reports whether the effect has the event type w.
func (e Effect) is(w EventType) bool { return len(e.Events) > 0 && e.Events[0] == w }

// withEffects returns a change with its effects on listings. Their events become events
// of the change.
func (w relations) withEffects(c Change, names renames, on register.Date) Change {
	c.Effects = w.effects(c, names, on)
	for _, e := range c.Effects {
		c.addEvents(e.Events...)
	}
	return c
}

// effects returns the effects of a certificate's change: on the listings that it covers
// now, in its order, then on those that it covered. Unaffected listings are left out. If
// several certificates of a listing changed, each has the effects that it contributed to.
func (w relations) effects(c Change, names renames, on register.Date) []Effect {
	if c.Kind != register.Certificates {
		return nil
	}
	was := c.Before
	if c.Is(ReadableAgain) {
		was = nil // the register was without the record
	}
	before := map[string]bool{} // the listings that it covered, by their current ids
	for _, id := range covered(was) {
		before[names.idNow(register.Listings, id)] = true
	}
	var effects []Effect
	for _, id := range covered(c.After) {
		e := Effect{Listing: id, Events: []EventType{}}
		if !before[id] {
			e.Events = []EventType{CertificateAdded}
		}
		currentBefore := before[id] && isCurrent(was, on)
		effects = w.addEffect(effects, e, currentBefore, isCurrent(c.After, on), names, on)
		delete(before, id)
	}
	for _, id := range covered(was) {
		if now := names.idNow(register.Listings, id); before[now] {
			e := Effect{Listing: now, Events: []EventType{CertificateRemoved}}
			effects = w.addEffect(effects, e, isCurrent(was, on), false, names, on)
		}
	}
	return effects
}

// addEffect appends an effect if there is one: the certificate newly covers the listing
// or no longer covers it, or it changed the listing's certification by becoming or
// ceasing to be current.
func (w relations) addEffect(effects []Effect, e Effect, currentBefore, currentAfter bool, names renames, on register.Date) []Effect {
	if !on.IsZero() {
		e.Certified = w.certified(e.Listing, names, on)
	}
	hadPart := e.gained() && currentAfter && !currentBefore || e.lost() && currentBefore && !currentAfter
	if len(e.Events) == 0 && !hadPart {
		return effects
	}
	return append(effects, e)
}

func isCurrent(rec register.Record, on register.Date) bool {
	c, ok := rec.(*register.Certificate)
	return ok && c.StatusOn(on) == register.CertificateCurrent
}

// certified returns the certification of a listing on the day, before and after.
func (w relations) certified(listing string, names renames, on register.Date) *Certified {
	before := names.idBefore(register.Listings, listing)
	was := register.CertificationOn(w.certificatesBefore(before), on)
	is := register.CertificationOn(w.certificatesAfter(listing), on)
	return &Certified{was == register.Certified, is == register.Certified, was, is}
}
