package change

import (
	"slices"

	"opencec/tools/register"
)

// coverage describes which listings a certificate newly covers or no longer covers, and
// how their certification changes. If another certificate is the reason, the description
// of that one says so.
func (t *description) coverage() {
	wasCurrent, isCurrent := t.wasCurrent()
	var added, gone, gained, lost []string
	for _, e := range t.change.Effects {
		if e.is(CertificateAdded) {
			added = append(added, e.Listing)
		}
		if e.is(CertificateRemoved) {
			gone = append(gone, e.Listing)
		}
		if e.gained() && isCurrent {
			gained = append(gained, e.Listing)
		}
		if e.lost() && wasCurrent {
			lost = append(lost, e.Listing)
		}
	}
	verb := "now covers"
	if t.change.Is(Added) {
		verb = "covers"
	}
	t.covers(verb, added, "now certified", gained)
	t.covers("no longer covers", gone, "no longer certified", lost)
}

// wasCurrent reports whether the certificate was current on the day, before and after.
func (t *description) wasCurrent() (was, is bool) {
	s := t.change.Outcome
	if s == nil {
		return false, false
	}
	current := func(state *State) bool { return state != nil && state.Status == string(register.CertificateCurrent) }
	return current(s.Before), current(s.After)
}

// covers describes the listings that a certificate covers or no longer covers, and those
// whose certification changed; in one sentence if they are the same.
func (t *description) covers(verb string, listings []string, certification string, certified []string) {
	if len(listings) > 0 {
		t.sentences = append(t.sentences, say(verb).add(" %v", models(listings)))
	}
	switch {
	case len(certified) == 0:
	case !slices.Equal(listings, certified):
		t.sentences = append(t.sentences, say(certification).add(": %v", nameSome(idents(certified))))
	case len(listings) == 1:
		t.extend(", which is " + certification)
	default:
		t.extend(", all of them " + certification)
	}
}

// models lists listings: these twelve models: ….
func models(ids []string) Sentence {
	if len(ids) == 1 {
		return say("%v", identText(ids[0]))
	}
	return say("these %v models: %v", len(ids), nameSome(idents(ids)))
}

func idents(ids []string) []Sentence {
	list := make([]Sentence, len(ids))
	for i, id := range ids {
		list[i] = say("%v", identText(id))
	}
	return list
}

// listings describes what coverage does not: listings that have another id now, and their
// order.
func (t *description) listings(group []Field) { t.underNewIDs("covers", "listings", group) }

// underNewIDs describes references to renamed listings, and the order of references.
func (t *description) underNewIDs(verb, list string, group []Field) {
	for _, f := range group {
		before, _ := f.Before.(string)
		after, _ := f.After.(string)
		switch {
		case f.at.entry == 0:
			t.sentences = append(t.sentences, say("order of the "+list+" changed"))
		case before != "" && after != "":
			t.sentences = append(t.sentences, say(verb).add(" %v under its new id (was %v)", identText(after), identText(before)))
		}
	}
}
