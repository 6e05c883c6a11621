package review

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Thresholds of a mass change. A person who corrects records by hand changes a few; a
// series has a dozen models. More comes from a script or an import, where one mistake
// affects all of them.
const (
	MassChange = 100 // changed or removed records
	MassEnd    = 10  // records that end: delisted, withdrawn, revoked or removed
)

// maxRuns is the maximum number of runs of days in a warning; more are counted.
const maxRuns = 5

// LateDays is how many days in the past a new listing may begin without a warning. Lists
// appear every week or month, and it takes some weeks more to record them; a start a
// quarter ago corrects the past.
const LateDays = 90

// warnBefore warns of a new listing that was listed on past days. It skips renamed
// listings, which were listed before, and samples, on which nobody relies.
func (r *reviewer) warnBefore(c change.Change) {
	l, isListing := c.After.(*register.Listing)
	if !isListing || !c.Is(change.Added) || l.Sample || len(l.Periods) == 0 {
		return
	}
	_, renamed := r.renamed.oldID[c.Kind.Ref(c.ID)]
	if from := l.Periods[0].From; !renamed && from.DaysUntil(r.On) > LateDays {
		r.addWarning(c, RuleListedBefore, "periods[0].from", "is listed for days that are past, from %s: the register answers so for them from now on", from)
	}
}

// warn reports what may be right but must be seen.
func (r *reviewer) warn(c change.Change) {
	r.warnBefore(c)
	if !isCompared(c) {
		return
	}
	r.warnPast(c)
	for _, u := range undone {
		if c.Is(u.what) {
			r.addWarning(c, RuleEndUndone, u.field, "%s. Days on which it held say otherwise now; if it held and no longer does, %s", u.says, u.instead)
		}
	}
	if was, is := isSample(c.Before), isSample(c.After); was != is {
		r.addWarning(c, RuleSampleChanged, "sample", "%s: make sure that every fact in it is", map[bool]string{true: "is made up now, and was real before", false: "is real now, and was made up before"}[is])
	}
}

// undone are the ends that a change can reverse.
var undone = []struct {
	what                 change.EventType
	field, says, instead string
}{
	{change.SuspensionRemoved, "suspensions", "a suspension is gone", "give it its last day: to: DATE"},
	{change.DelistingReversed, "delisted", "is no longer delisted", "begin a new period and say why in notes"},
	{change.WithdrawalReversed, "withdrawn", "is no longer withdrawn", "begin a new period and say why in notes"},
	{change.AbsenceRemoved, "not_in_list", "an absence from an official list is no longer recorded", "give it the date of the first edition that had it again: back: DATE"},
	{change.RevocationReversed, "revoked", "is no longer revoked", "record a new certificate"},
}

func isSample(rec register.Record) bool {
	switch rec := rec.(type) {
	case *register.Listing:
		return rec.Sample
	case *register.Certificate:
		return rec.Sample
	}
	return false
}

// warnPast warns of past days with another status or other values.
func (r *reviewer) warnPast(c change.Change) {
	if c.Outcome == nil {
		return
	}
	past := c.Outcome.Past
	was, ok := c.Before.(*register.Certificate)
	if ok && !was.Expiry.IsZero() && was.Expiry.Before(r.On) && was.Expiry != c.After.(*register.Certificate).Expiry {
		r.addWarning(c, RuleExpiryMovedLate, "expiry", "the expiry moved after %s, when it had passed%s", was.Expiry, runs(past))
		return
	}
	if len(past) > 0 {
		r.addWarning(c, RulePastRewritten, fieldIn(c, daysFields), "days that are past have another status, and somebody may have relied on them%s", runs(past))
	}
	if values := c.Outcome.PastValues; len(values) > 0 {
		r.addWarning(c, RulePastRewritten, fieldIn(c, valueFields), "days that are past have other values, and somebody may have relied on them%s", valueRuns(values))
	}
}

// runs formats past days with their statuses, after a colon.
func runs(past []change.PastStatus) string {
	parts := make([]string, len(past))
	for i, p := range past {
		parts[i] = fmt.Sprintf("%s was %s, is %s", days(p.From, p.To), p.Before, p.After)
	}
	return bounded(parts)
}

// valueRuns formats past days with their values, after a colon.
func valueRuns(past []change.PastValue) string {
	parts := make([]string, len(past))
	for i, p := range past {
		parts[i] = fmt.Sprintf("%s %s.%s was %s, is %s", days(p.From, p.To), p.DeviceClass, p.Attribute, valueText(p.Before), valueText(p.After))
	}
	return bounded(parts)
}

func valueText(v register.Value) string {
	if v.IsZero() {
		return "not known"
	}
	return v.String()
}

func days(from, to register.Date) string {
	if from == to {
		return from.String()
	}
	return from.String() + " to " + to.String()
}

// bounded joins texts after a colon, and counts those beyond maxRuns.
func bounded(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	if more := len(parts) - maxRuns; more > 0 {
		parts = append(parts[:maxRuns], fmt.Sprintf("and %d more", more))
	}
	return ": " + strings.Join(parts, "; ")
}

// daysFields are the fields on which the status depends.
var daysFields = []string{"periods", "suspensions", "delisted", "withdrawn", "certification_date", "expiry", "revoked"}

// valueFields are the fields on which attribute values depend.
var valueFields = []string{"device_classes", "periods"}

// fieldIn returns the path of the first changed field among the named ones.
func fieldIn(c change.Change, names []string) string {
	for _, f := range c.Fields {
		if slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(f.Path, name) }) {
			return f.Path
		}
	}
	return ""
}

// ends are the events that end a record.
var ends = []change.EventType{change.Removed, change.Merged, change.Delisted, change.Withdrawn, change.CertificateRevoked}

// checkMass warns of very many changes at once.
func (r *reviewer) checkMass() {
	changed, ended := 0, 0
	for _, c := range r.Changes {
		if !c.Is(change.Added) && !c.Is(change.Rewritten) {
			changed++
		}
		if slices.ContainsFunc(ends, c.Is) {
			ended++
		}
	}
	all := change.Change{Kind: change.Settings, After: change.OfSettings(r.After.Settings)}
	if changed > MassChange {
		r.addWarning(all, RuleMassChange, "", "%d records change or are gone, more than %d: make sure that all of them are meant", changed, MassChange)
	}
	if ended > MassEnd {
		r.addWarning(all, RuleMassChange, "", "%d records end or are gone, more than %d: make sure that all of them are meant", ended, MassEnd)
	}
}
