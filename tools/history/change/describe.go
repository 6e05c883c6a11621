package change

import (
	"slices"

	"opencec/tools/register"
)

// A Vocabulary returns device classes, which have the names and units of attributes. A
// Register is a Vocabulary.
type Vocabulary interface {
	DeviceClass(id string) *register.DeviceClass
}

// A Describer describes changes in words for people. Before and After are the
// vocabularies of the two states; either may be nil, and both may be the same.
type Describer struct{ Before, After Vocabulary }

// Subject returns the subject of a change: listing tesla/powerwall-2.
func (c Change) Subject() Sentence {
	if c.Kind == Settings {
		return say("settings of the register")
	}
	return say("%v %v", nameText(c.Kind.Name()), identText(c.ID))
}

// Describe describes a change, the most severe part first: what happened to the record,
// to the days on which it holds, to what it covers, then all other fields, and finally
// changes of the past. If the change was parsed from a line, fields have their paths as
// names.
func (w Describer) Describe(c Change) []Sentence {
	t := &description{Describer: w, change: c}
	switch {
	case c.Is(Unreadable):
		t.say("cannot be read: %v", c.Unreadable)
		t.coverage()
	case c.Is(Merged):
		t.say("merged into %v, to which its id leads now", identText(c.MovedTo))
	case c.Is(Removed):
		t.removed()
	case c.Is(Added):
		t.added()
	case c.Is(Rewritten):
		t.say("written again, and says the same")
	default:
		t.changed()
	}
	t.past()
	return t.sentences
}

// A description is the sentences about one change.
type description struct {
	Describer
	change     Change
	sentences  []Sentence
	newPeriods []register.Period // new periods whose values are not described yet
}

func (t *description) say(format string, args ...any) {
	t.sentences = append(t.sentences, say(format, args...))
}

// extend adds to the last sentence.
func (t *description) extend(format string, args ...any) {
	last := len(t.sentences) - 1
	t.sentences[last] = t.sentences[last].add(format, args...)
}

func (t *description) changed() {
	if t.change.Is(ReadableAgain) {
		t.say("can be read again")
	}
	if t.change.Is(Renamed) {
		t.say("renamed from %v", identText(t.change.FormerID))
		if t.change.Undeclared {
			t.extend(", which it does not declare")
		}
	}
	before := len(t.sentences)
	fields, values := splitPeriodValues(t.change.Fields)
	var others [][]Field
	for _, group := range byField(fields) {
		if tell, ok := dayDescribers[group[0].at.field]; ok {
			tell(t, group)
		} else {
			others = append(others, group)
		}
	}
	if len(t.sentences) > before {
		t.status()
	}
	t.coverage()
	for _, group := range others {
		t.describeField(group)
	}
	for _, f := range values {
		t.periodValues(f)
	}
	for _, p := range t.newPeriods {
		t.valuesOf(p)
	}
}

// byField groups fields by the field of the record that they are in.
func byField(fields []Field) [][]Field {
	var groups [][]Field
	for i, f := range fields {
		if i == 0 || fields[i-1].at.field != f.at.field {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], f)
	}
	return groups
}

// describeField describes the differences in one field of the record.
func (t *description) describeField(group []Field) {
	field := group[0].at.field
	if tell, ok := fieldDescribers[field]; ok {
		tell(t, group)
		return
	}
	if noun, ok := nouns[field]; ok {
		t.list(noun, group)
		return
	}
	label := labelOf
	if field == "" { // the change was parsed
		label = func(path string) Sentence { return say("%v", identText(path)) }
	}
	for _, f := range group {
		t.sentences = append(t.sentences, single(label(f.Path), f))
	}
}

// dayDescribers describe the fields that decide on which days a record holds.
var dayDescribers = map[string]func(t *description, group []Field){
	"periods":            (*description).periods,
	"suspensions":        (*description).suspensions,
	"delisted":           (*description).ending,
	"withdrawn":          (*description).ending,
	"revoked":            (*description).ending,
	"expiry":             (*description).expiry,
	"certification_date": (*description).certificationDate,
}

// fieldDescribers describe fields that have their own sentences.
var fieldDescribers = map[string]func(t *description, group []Field){
	"device_classes":    (*description).deviceClasses,
	"date":              (*description).edition,
	"devices":           (*description).devices,
	"former_ids":        (*description).formerIDs,
	"listings":          (*description).listings,
	"not_in_list":       (*description).absences,
	"optional":          (*description).flag,
	"requires_inverter": (*description).requiresInverter,
	"rows":              (*description).ofEdition,
	"sample":            (*description).flag,
	"sha256":            (*description).ofEdition,
	"witnessed":         (*description).flag,
}

// lasting are the statuses that a record keeps until it is changed.
var lasting = []string{
	string(register.StatusExpired), string(register.StatusSuspended), string(register.StatusWithdrawn), string(register.StatusDelisted),
	string(register.CertificateRevoked),
}

func isGood(status string) bool {
	return status == string(register.StatusActive) || status == string(register.CertificateCurrent)
}

// status describes the effect on the status of the day.
func (t *description) status() {
	s := t.change.Outcome
	if s == nil || s.Before == nil || s.After == nil {
		return
	}
	was, is := s.Before.Status, s.After.Status
	switch {
	case was == is && isGood(is):
	case was == is:
		t.extend(", still %v", nameText(is))
	case t.change.Is(EventType(is)), t.change.Is(CertificateRevoked) && is == string(register.CertificateRevoked):
		t.extend(", in force now (was %v)", nameText(was))
	case isGood(is) && slices.Contains(lasting, was):
		t.extend(", now %v again (was %v)", nameText(is), nameText(was))
	default:
		t.extend(", now %v (was %v)", nameText(is), nameText(was))
	}
}

// past describes which past days now have another status or other values. Reviewers must
// see this, since people may have relied on them.
func (t *description) past() {
	if !t.change.changesPast() {
		return
	}
	var runs []Sentence
	for _, p := range t.change.Outcome.Past {
		runs = append(runs, say("%v instead of %v %v", nameText(p.After), nameText(p.Before), days(p.From, p.To)))
	}
	for _, p := range t.change.Outcome.PastValues {
		runs = append(runs, t.pastValue(p))
	}
	t.say("changes the past: %v", nameSome(runs))
}

// days formats a run of days; a zero last day means no end.
func days(from, to register.Date) Sentence {
	switch {
	case to.IsZero():
		return say("from %v on", from)
	case from == to:
		return say("on %v", from)
	}
	return say("from %v to %v", from, to)
}
