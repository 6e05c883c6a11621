package change

import "opencec/tools/register"

// added describes a new record in short, and its severe parts in full.
func (t *description) added() {
	switch rec := t.change.After.(type) {
	case nil:
		t.say("added")
		return
	case *register.Listing:
		t.say("added: %v %v, listed %v%v", nameText(rec.EntityType), rec.Model, periodsOf(rec), t.newStatus())
	case *register.Certificate:
		t.say("added: %v, given on %v, %v%v", rec.Number, rec.CertificationDate, validity(rec), t.newStatus())
	case *register.TestProfile:
		t.say("added: %v, %v", rec.Name, rec.Title)
	case *register.List:
		t.say("added: %v, %v", rec.Name, editionOf(rec))
	case *register.DeviceClass:
		t.say("added: %v with %v", rec.Name, counted(len(rec.Attributes), nouns["attributes"]))
	default:
		t.say("added: %v", rec.RecordName())
	}
	t.coverage()
	for _, group := range byField(contents(t.change.After)) {
		t.inFull(group)
	}
	if l, ok := t.change.After.(*register.Listing); ok {
		for _, p := range l.Periods {
			t.valuesOf(p)
		}
	}
}

// inFull describes a field of a new record, if such fields are described one by one.
func (t *description) inFull(group []Field) {
	field := group[0].at.field
	if !saidInFull[field] {
		return
	}
	if tell, ok := dayDescribers[field]; ok {
		tell(t, group)
		return
	}
	t.describeField(group)
}

// contents returns a record's contents as the differences from an empty record.
func contents(rec register.Record) []Field {
	var d differ
	d.record(newRecord(rec.RecordKind()), rec)
	return d.fields
}

// saidInFull are the fields of a new record that are described one by one.
var saidInFull = map[string]bool{
	"suspensions": true, "delisted": true, "withdrawn": true, "revoked": true,
	"not_in_list": true, "device_classes": true, "devices": true, "test_profiles": true, "sample": true, "former_ids": true,
}

// periodsOf formats the days on which a listing is listed.
func periodsOf(l *register.Listing) Sentence {
	if len(l.Periods) == 0 {
		return say("on no day")
	}
	runs := make([]Sentence, len(l.Periods))
	for i, p := range l.Periods {
		runs[i] = days(p.From, p.To)
	}
	return nameSome(runs)
}

func validity(c *register.Certificate) Sentence {
	if c.Expiry.IsZero() {
		return say("without an expiry")
	}
	return say("expires on %v", c.Expiry)
}

// newStatus describes the state of a new record on the day.
func (t *description) newStatus() Sentence {
	s := t.change.Outcome
	if s == nil || s.After == nil {
		return nil
	}
	status := say(", now %v", nameText(s.After.Status))
	l, isListing := t.change.After.(*register.Listing)
	switch {
	case !isListing || s.After.Certification == "":
	case s.After.Certification == register.NoCertificate && l.EntityType == register.EntityDevice: // a device claims no certification
	default:
		status = status.add(", " + string(s.After.Certification))
	}
	return status
}

// removed describes a removed record.
func (t *description) removed() {
	t.say("removed")
	if t.change.Before != nil {
		t.extend(": %v", t.change.Before.RecordName())
	}
	if s := t.change.Outcome; s != nil && s.Before != nil {
		t.extend(" (was %v)", nameText(s.Before.Status))
	}
	t.coverage()
}

// counted formats a number of things: one attribute, two attributes.
func counted(n int, of noun) Sentence {
	if n == 1 {
		return say("%v "+of.one, n)
	}
	return say("%v "+of.many, n)
}
