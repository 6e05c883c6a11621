package change

import "opencec/tools/register"

// An Effect is what the change of a certificate did to one listing.
type Effect struct {
	Listing   string      `json:"id"`        // after the change
	Events    []EventType `json:"what"`      // CertificateAdded or CertificateRemoved; empty when it is covered as before
	Certified *Certified  `json:"certified"` // nil without a day
}

// Certified says whether some certificate that covers a listing was current on the
// day, before and after a change.
type Certified struct {
	Before bool `json:"before"`
	After  bool `json:"after"`

	// Was and Is say more of the same; they are "" in changes that were read.
	Was register.Certification `json:"-"`
	Is  register.Certification `json:"-"`
}

// gained reports whether the listing became certified by this change, and lost
// whether it ceased to be.
func (e Effect) gained() bool { return e.Certified != nil && !e.Certified.Before && e.Certified.After }
func (e Effect) lost() bool   { return e.Certified != nil && e.Certified.Before && !e.Certified.After }

// is reports whether w is among the words of the effect.
func (e Effect) is(w EventType) bool { return len(e.Events) > 0 && e.Events[0] == w }

// withEffects returns a change with what it did to listings. The words for that are
// words for the change too.
func (w relations) withEffects(c Change, names renames, on register.Date) Change {
	c.Effects = w.effects(c, names, on)
	for _, e := range c.Effects {
		c.addEvents(e.Events...)
	}
	return c
}

// effects returns what the change of a certificate did to listings: those that it
// covers now, in its order, then those that it covered. A listing to which nothing
// happened is left out. If several certificates of a listing changed, each has the
// effect that it had a part in.
func (w relations) effects(c Change, names renames, on register.Date) []Effect {
	if c.Kind != register.Certificates {
		return nil
	}
	was := c.Before
	if c.Is(ReadableAgain) {
		was = nil // the register was without it
	}
	before := map[string]bool{} // the listings that it covered, by their ids now
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

// addEffect appends an effect if there is one: the certificate covers the listing
// newly or no longer, or it made the listing certified or not by being current or
// not.
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

// certified says whether a listing was and is certified on the day.
func (w relations) certified(listing string, names renames, on register.Date) *Certified {
	before := names.idBefore(register.Listings, listing)
	was := register.CertificationOn(w.certificatesBefore(before), on)
	is := register.CertificationOn(w.certificatesAfter(listing), on)
	return &Certified{was == register.Certified, is == register.Certified, was, is}
}
