package change

import (
	"cmp"
	"fmt"
	"slices"

	"opencec/tools/register"
)

// Apply brings records to the state after the changes in lines, applied in order. It
// sorts the records by kind and id, as in a Register. Each call looks through all
// records, so pass many lines at once.
//
// A line holds a state, not a difference. Applying lines again, from some line on, gives
// the same records. Skipped lines go unnoticed, so compare Seq with what you have. The
// records take over those of the lines, and share the others with their previous state.
//
// If a line cannot be applied, the records stay as they are.
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

// settingsOf returns the settings in a record of settings; zero if there are none, or if
// they cannot be read.
func settingsOf(rec register.Record) register.Settings {
	if s, ok := rec.(*settings); ok && s != nil {
		return s.Settings
	}
	return register.Settings{}
}

// sorted returns records by id, grouped by kind.
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
