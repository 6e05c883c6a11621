package change

import (
	"iter"
	"slices"

	"opencec/tools/register"
)

// An Outcome is the state of a listing or a certificate on a day, before and after its
// change.
type Outcome struct {
	On     register.Date `json:"on"`
	Before *State        `json:"before"` // nil if there was no record
	After  *State        `json:"after"`  // nil if there is no record
	Past   []PastStatus  `json:"past"`   // changed statuses of days before On

	// PastValues are changed attribute values of days before On, for listings with values
	// of single periods. For other listings a changed value applies to all days and is in
	// Fields.
	PastValues []PastValue `json:"past_values,omitempty"`
}

// ChangesPast reports whether the change alters statuses or values of days before On.
func (s *Outcome) ChangesPast() bool { return s != nil && len(s.Past)+len(s.PastValues) > 0 }

// A State is the state of a record on a day.
type State struct {
	Status    string `json:"status"`
	Certified *bool  `json:"certified"` // nil for certificates, and if unknown

	// Certification is Certified in more detail; it is "" in changes that were parsed.
	Certification register.Certification `json:"-"`
}

// A PastStatus is a run of days, both inclusive, before the day of an Outcome, on which
// the change alters the record's status.
type PastStatus struct {
	From   register.Date `json:"from"`
	To     register.Date `json:"to"`
	Before string        `json:"before"`
	After  string        `json:"after"`
}

// On returns the change with the record's states on a day. It returns c unchanged for
// kinds without a status. A change from Between does not know whether a listing is
// certified.
func (c Change) On(day register.Date) Change {
	if c.Kind != register.Listings && c.Kind != register.Certificates {
		return c
	}
	c.Outcome = &Outcome{On: day, Before: stateOn(c.Before, day), After: stateOn(c.After, day), Past: []PastStatus{}}
	if !absent(c.Before) && !absent(c.After) {
		c.Outcome.Past = pastChanged(c.Before, c.After, day)
		c.Outcome.PastValues = pastValuesChanged(c.Before, c.After, day)
	}
	return c
}

// certified returns the effect of a change on the certification of the listing itself.
func (s *Outcome) certified() Effect {
	if s.Before == nil || s.After == nil || s.Before.Certified == nil || s.After.Certified == nil {
		return Effect{}
	}
	return Effect{Certified: &Certified{Before: *s.Before.Certified, After: *s.After.Certified}}
}

func stateOn(rec register.Record, day register.Date) *State {
	if absent(rec) {
		return nil
	}
	return &State{Status: statusOn(rec, day)}
}

func statusOn(rec register.Record, day register.Date) string {
	switch rec := rec.(type) {
	case *register.Listing:
		return string(rec.StatusOn(day))
	case *register.Certificate:
		return string(rec.StatusOn(day))
	}
	return ""
}

// certify fills in the certification of a change's listing.
func (w relations) certify(s *Outcome, c Change, names renames) {
	if c.Kind != register.Listings {
		return
	}
	certified := w.certified(c.ID, names, s.On)
	if s.Before != nil {
		s.Before.Certified, s.Before.Certification = &certified.Before, certified.Was
	}
	if s.After != nil {
		s.After.Certified, s.After.Certification = &certified.After, certified.Is
	}
}

// pastChanged returns the runs of days before today with a changed status. The status is
// constant between two change days, so it checks one day of each run.
func pastChanged(before, after register.Record, today register.Date) []PastStatus {
	runs := []PastStatus{}
	for from, to := range pastRuns(before, after, today) {
		was, is := statusOn(before, from), statusOn(after, from)
		if was == is {
			continue
		}
		if last := len(runs) - 1; last >= 0 && runs[last].To.AddDays(1) == from && runs[last].Before == was && runs[last].After == is {
			runs[last].To = to
			continue
		}
		runs = append(runs, PastStatus{from, to, was, is})
	}
	return runs
}

// pastRuns yields the first and last day of each run of days before today on which
// nothing begins or ends, before or after the change.
func pastRuns(before, after register.Record, today register.Date) iter.Seq2[register.Date, register.Date] {
	days := slices.Concat(register.ChangeDays(before), register.ChangeDays(after))
	slices.SortFunc(days, register.Date.Compare)
	days = slices.Compact(days)
	return func(yield func(from, to register.Date) bool) {
		for i, from := range days {
			if !from.Before(today) {
				return
			}
			to := today.AddDays(-1)
			if i+1 < len(days) && days[i+1].Before(today) {
				to = days[i+1].AddDays(-1)
			}
			if !yield(from, to) {
				return
			}
		}
	}
}
