package timetravel

import (
	"cmp"
	"slices"
	"time"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Difference returns what changes from base to head, with the statuses of a day.
//
// The two states become a history of two revisions, which unlike two registers can contain
// unreadable records and references to them.
func (v *View) Difference(base, head State, on register.Date) (change.Report, error) {
	before, err := vocabulary(base, v)
	if err != nil {
		return change.Report{}, err
	}
	after, err := vocabulary(head, v)
	if err != nil {
		return change.Report{}, err
	}
	day := on.Time()
	noon := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC)
	two := &register.History{Revisions: []register.Revision{{Seq: 1, Time: noon}, {Seq: 2, Time: noon}}}
	was := add(two, 1, base, nil)
	add(two, 2, head, was)
	report := change.Report{Before: before, After: after, On: on}
	for _, changes := range change.Revisions(two, 1, time.UTC) {
		report.Changes = changes
	}
	if base.history != head.history {
		// The same file has another commit on each branch, which is no change of it.
		report.Changes = slices.DeleteFunc(report.Changes, func(c change.Change) bool { return c.Is(change.Rewritten) })
	}
	return report, nil
}

// vocabulary returns the device classes of a state, which name the attributes, as a register with
// the state's version. It returns nil before there was a register.
func vocabulary(s State, v *View) (*register.Register, error) {
	if s.seq == 0 {
		return nil, nil
	}
	return change.VocabularyOf(s.history.At(s.seq), s.version(v))
}

// A recordKey identifies a record.
type recordKey struct{ folder, id string }

// add adds a state to a history as revision seq: its records, and deletions of records in before
// that it lacks. It returns the records of the state.
func add(h *register.History, seq int, from State, before map[recordKey]register.Kind) map[recordKey]register.Kind {
	there := map[recordKey]register.Kind{}
	put := func(e register.RecordVersion) {
		e.Seq = seq
		there[recordKey{e.Kind.Folder(), e.ID}] = e.Kind
		h.Versions = append(h.Versions, e)
	}
	records := from.history.At(from.seq)
	for rec := range records.All() {
		put(register.RecordVersion{Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
	for _, e := range from.history.Unreadable(from.seq) {
		put(e)
	}
	for at, kind := range before {
		if _, ok := there[at]; !ok {
			h.Versions = append(h.Versions, register.RecordVersion{Seq: seq, Kind: kind, ID: at.id})
		}
	}
	slices.SortFunc(h.Versions, func(a, b register.RecordVersion) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Kind.Folder(), b.Kind.Folder()), cmp.Compare(a.ID, b.ID))
	})
	s, _ := from.history.SettingsAt(from.seq)
	s.Seq = seq
	h.Settings = append(h.Settings, s)
	return there
}
