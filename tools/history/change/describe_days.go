package change

import "opencec/tools/register"

// moved describes a date that was moved, set or removed. The noun names it: expiry of
// period 2.
func (t *description) moved(noun string, of Sentence, f Field) {
	before, _ := f.Before.(register.Date)
	after, _ := f.After.(register.Date)
	what := say(noun).add("%v", of)
	switch {
	case before.IsZero():
		t.say("%v set to %v (had none)", what, after)
	case after.IsZero():
		t.say("%v taken away (was %v)", what, before)
	default:
		t.say("%v moved from %v to %v", what, before, after)
	}
}

func (t *description) expiry(group []Field) { t.moved("expiry", nil, group[0]) }

func (t *description) certificationDate(group []Field) { t.moved("certification date", nil, group[0]) }

func (t *description) periods(group []Field) {
	replaced := replacements(group)
	for i, f := range group {
		period, _ := f.at.value.(register.Period)
		by, isReplaced := replaced[i]
		switch {
		case isReplaced:
			now, _ := group[by].at.value.(register.Period)
			t.say("period %v moved: it was %v and is %v", ordinal(group[by].at.entry), days(period.From, period.To), days(now.From, now.To))
			t.newPeriods = append(t.newPeriods, now)
		case isReplacement(replaced, i):
		case f.at.rest == "to":
			t.moved("expiry", t.ofPeriod(f), f)
		case f.at.rest == "from":
			t.moved("start", t.ofPeriod(f), f)
		case f.at.entry == 0:
			t.say("order of the periods changed")
		case f.Before == nil:
			t.say("period %v added: %v", ordinal(f.at.entry), days(period.From, period.To))
			t.newPeriods = append(t.newPeriods, period)
		default:
			t.say("period %v removed: it was %v", ordinal(f.at.entry), days(period.From, period.To))
		}
	}
}

// replacements pairs removed periods with added ones that overlap them, by their indexes
// in fields. Both ends of such a period moved, so no day identifies it.
func replacements(group []Field) map[int]int {
	pairs := map[int]int{}
	for i, gone := range group {
		for j, fresh := range group {
			if isEntry(gone) && gone.After == nil && isEntry(fresh) && fresh.Before == nil &&
				!isReplacement(pairs, j) && overlap(gone, fresh) {
				pairs[i] = j
				break
			}
		}
	}
	return pairs
}

func isReplacement(pairs map[int]int, j int) bool {
	for _, by := range pairs {
		if by == j {
			return true
		}
	}
	return false
}

func isEntry(f Field) bool { return f.at.entry > 0 && f.at.whole() }

// overlap reports whether the periods of two fields have a day in common.
func overlap(a, b Field) bool {
	p, isPeriod := a.at.value.(register.Period)
	q, alsoPeriod := b.at.value.(register.Period)
	return isPeriod && alsoPeriod && (p.Contains(q.From) || q.Contains(p.From))
}

// ofPeriod says which period it is, if the listing has several.
func (t *description) ofPeriod(f Field) Sentence {
	if only(t.change.Before) && only(t.change.After) {
		return nil
	}
	return say(" of period %v", ordinal(f.at.entry))
}

// only reports whether a listing has exactly one period.
func only(rec register.Record) bool {
	l, ok := rec.(*register.Listing)
	return ok && len(l.Periods) == 1
}

func (t *description) suspensions(group []Field) {
	for _, f := range group {
		s, _ := f.at.value.(register.Suspension)
		switch {
		case f.at.rest == "to":
			t.suspensionEnd(s, f)
		case f.at.rest == "from":
			t.moved("start of the suspension", nil, f)
		case f.at.rest != "":
			t.sentences = append(t.sentences, single(say("%v of the suspension from %v", labelOf(f.at.rest), s.From), f))
		case f.at.entry == 0:
			t.say("order of the suspensions changed")
		case f.Before == nil:
			t.say("suspended %v%v", untilLifted(s), why(s.Reason, s.Source))
		default:
			t.say("suspension %v is no longer recorded", untilLifted(s))
		}
	}
}

func untilLifted(s register.Suspension) Sentence {
	if s.To.IsZero() {
		return say("from %v until it is lifted", s.From)
	}
	return days(s.From, s.To)
}

func (t *description) suspensionEnd(s register.Suspension, f Field) {
	switch {
	case f.Before == nil:
		t.say("suspension from %v lifted: %v is its last day", s.From, f.After)
	case f.After == nil:
		t.say("suspension from %v no longer ends on %v, but when it is lifted", s.From, f.Before)
	default:
		t.say("end of the suspension from %v moved from %v to %v", s.From, f.Before, f.After)
	}
}

// why gives the reason of a suspension or an ending, and its source.
func why(reason, source string) Sentence {
	var s Sentence
	if reason != "" {
		s = s.add(", for %v", reason)
	}
	if source != "" {
		s = s.add(", see %v", identText(source))
	}
	return s
}

// endings are the words for endings, by field: what the record is, and what happened to
// it.
var endings = map[string]struct{ state, act string }{
	"delisted":  {"delisted", "delisting"},
	"withdrawn": {"withdrawn", "withdrawal"},
	"revoked":   {"revoked", "revocation"},
}

func (t *description) ending(group []Field) {
	for _, f := range group {
		words := endings[f.at.field]
		before, _ := f.Before.(register.Ending)
		after, _ := f.After.(register.Ending)
		switch {
		case f.at.rest == "on":
			t.moved("day of the "+words.act, nil, f)
		case f.at.rest != "":
			t.sentences = append(t.sentences, single(say("%v of the %v", labelOf(f.at.rest), nameText(words.act)), f))
		case f.Before == nil:
			t.say("%v on %v%v", nameText(words.state), after.On, why(after.Reason, after.Source))
		default:
			t.say("no longer %v (was on %v)", nameText(words.state), before.On)
		}
	}
}
