package change

import (
	"cmp"
	"fmt"
	"slices"

	"opencec/tools/register"
)

// Apply brings records to the state after the changes that the lines tell, in
// their order. Records are sorted by kind and id then, as in a Register. Give it
// many lines at once rather than one after the other: it looks through all records
// each time.
//
// A line tells a state and not a difference. Lines that are applied again, all from
// some line on, give the same records; lines that are left out are missed without an
// error, so compare Seq with the register's changes that you have. The records take
// over those of the lines, and share the others with those that they were.
//
// If a line cannot be applied, records stay as they are.
func Apply(records *register.Records, lines ...Line) error {
	state := map[register.Ref]register.Record{}
	for rec := range records.All() {
		state[register.RefOf(rec)] = rec
	}
	next := register.Records{Settings: records.Settings}
	for _, l := range lines {
		if err := l.check(); err != nil {
			return fmt.Errorf("apply the change %d of %s %s: %w", l.Seq, l.Kind.Name(), l.ID, err)
		}
		if l.Kind == Settings {
			next.Settings = settingsOf(l.After)
			continue
		}
		if l.FormerID != "" {
			delete(state, l.Kind.Ref(l.FormerID))
		}
		if absent(l.After) {
			delete(state, l.Kind.Ref(l.ID))
			continue
		}
		state[l.Kind.Ref(l.ID)] = l.After
	}
	for _, rec := range sorted(state) {
		next.Add(rec)
	}
	*records = next
	return nil
}

// settingsOf returns the settings that a record of them holds; none if there are
// none, or they cannot be read.
func settingsOf(rec register.Record) register.Settings {
	if s, ok := rec.(*settings); ok && s != nil {
		return s.Settings
	}
	return register.Settings{}
}

// sorted returns records by id; Add puts them with their kinds.
func sorted(state map[register.Ref]register.Record) []register.Record {
	records := make([]register.Record, 0, len(state))
	for _, rec := range state {
		records = append(records, rec)
	}
	slices.SortFunc(records, func(a, b register.Record) int {
		return cmp.Compare(a.RecordMeta().ID, b.RecordMeta().ID)
	})
	return records
}
