package change

import (
	"iter"
	"slices"

	"opencec/tools/register"
)

// An Outcome is what holds for a listing or a certificate on a day, before and
// after its change.
type Outcome struct {
	On     register.Date `json:"on"`
	Before *State        `json:"before"` // nil when there was no record
	After  *State        `json:"after"`  // nil when there is none
	Past   []PastStatus  `json:"past"`   // what the change says anew of days before On

	// PastValues is what the change says anew of attributes on days before On, of a
	// listing with values of single periods. Of all others a changed value is one of all
	// days, and Fields has it.
	PastValues []PastValue `json:"past_values,omitempty"`
}

// ChangesPast reports whether the change says anything anew of days before On.
func (s *Outcome) ChangesPast() bool { return s != nil && len(s.Past)+len(s.PastValues) > 0 }

// A State is what holds for a record on a day.
type State struct {
	Status    string `json:"status"`
	Certified *bool  `json:"certified"` // nil for certificates, and where it is not known

	// Certification says more of the same; it is "" in changes that were read.
	Certification register.Certification `json:"-"`
}

// A PastStatus is a run of days, both ends included, before the day of an Outcome, on
// which the record has another status since the change than it was said to have.
type PastStatus struct {
	From   register.Date `json:"from"`
	To     register.Date `json:"to"`
	Before string        `json:"before"`
	After  string        `json:"after"`
}

// On returns the change with what held and holds for the record on a day. Of kinds
// without a status it returns c. Whether a listing is certified is not known of a
// change that comes from Between.
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

// certified is what a change did to whether the listing itself is certified.
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

// certify fills in whether the listing of a change was and is certified.
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

// pastChanged returns the runs of days before today with another status. Between
// two days on which something begins or ends the status is the same, so that one
// day of each such run tells.
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

// pastRuns yields the first and last day of each run of days before today in which
// nothing begins or ends, neither before nor after the change.
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
