package change

import "opencec/tools/register"

// edition describes a new edition of an official list.
func (t *description) edition(group []Field) {
	before, _ := group[0].Before.(register.Date)
	l, ok := t.change.After.(*register.List)
	if !ok {
		t.moved("date of the newest edition", nil, group[0])
		return
	}
	t.say("%v, was %v", editionOf(l), before)
}

// ofEdition describes changes of an edition's rows or digest without a new edition.
func (t *description) ofEdition(group []Field) {
	for _, f := range t.change.Fields {
		if f.at.field == "date" {
			return
		}
	}
	t.sentences = append(t.sentences, single(say("%v of the newest edition", labelOf(group[0].at.field)), group[0]))
}

// editionOf formats the newest edition of a list.
func editionOf(l *register.List) Sentence {
	rows := say("%v rows", digits(l.Rows))
	if l.Rows == 1 {
		rows = say("1 row")
	}
	return say("edition of %v (%v)", l.Date, rows)
}

// absences describes changes of absences from official lists.
func (t *description) absences(group []Field) {
	for _, f := range group {
		a, _ := f.at.value.(register.Absence)
		list := identText(a.List)
		switch {
		case f.at.entry == 0:
			t.say("order of the absences from lists changed")
		case f.at.rest == "back" && f.Before == nil:
			t.say("back in the list %v since %v", list, f.After)
		case f.at.rest == "back" && f.After == nil:
			t.say("still not back in the list %v (was said to be since %v)", list, f.Before)
		case f.at.rest == "back":
			t.say("back in the list %v since %v (was since %v)", list, f.After, f.Before)
		case f.at.rest == "last_seen":
			t.moved("day last seen", say(" in the list %v", list), f)
		case f.at.rest == "list":
			t.say("list %v is now under its new id (was %v)", list, identText(f.Before.(string)))
		case f.Before == nil:
			t.absence(a)
		default:
			t.say("no longer recorded as missing in the list %v from %v on", list, a.Since)
		}
	}
}

func (t *description) absence(a register.Absence) {
	t.say("no longer in the list %v since %v", identText(a.List), a.Since)
	if !a.LastSeen.IsZero() {
		t.extend(", last seen %v", a.LastSeen)
	}
	if !a.Back.IsZero() {
		t.extend(", and back since %v", a.Back)
	}
}
