package main

import (
	"slices"

	"opencec/tools/change"
	"opencec/tools/register"
	"opencec/tools/review"
	"opencec/tools/source"
)

// withoutTwice returns the problems of a folder, with what is recorded twice told at
// the record that a difference brought, and without what the difference tells itself.
func (f *folder) withoutTwice(d difference) []source.Problem {
	return slices.DeleteFunc(f.twiceAtNew(d.report.Changes), func(p source.Problem) bool {
		return isTwice(p) && slices.ContainsFunc(d.problems, func(q source.Problem) bool {
			return q.Rule == review.RuleNumberReused && q.File == p.File && q.Path == p.Path
		})
	})
}

func isTwice(p source.Problem) bool { return p.Rule == register.RuleUnique }

// twiceAtNew returns the problems of a folder, with what is recorded twice told at the
// record that is new. The files alone do not show which it is, so that their check
// tells it of the record that comes last; here the new ones come last.
func (f *folder) twiceAtNew(changes []change.Change) []source.Problem {
	problems := slices.Clone(f.report.Problems)
	if !slices.ContainsFunc(problems, isTwice) {
		return problems
	}
	problems = slices.DeleteFunc(problems, isTwice)
	records := newLast(f.tree.Records, changes)
	for _, p := range records.Check(f.on, nil) { // of the rest of it nothing is taken
		if p.Rule != register.RuleUnique {
			continue
		}
		name := source.PathOf(p.Kind, p.ID)
		placed := source.Place(p, f.tree.File(name))
		placed.File = shownPath(f.dir, name)
		problems = append(problems, placed)
	}
	return problems
}

// newLast returns records in the order in which they came: those that are as they
// were, those that changed, and those that are new.
func newLast(records register.Records, changes []change.Change) register.Records {
	came := map[string]int{}
	for _, c := range changes {
		came[source.PathOf(c.Kind, c.ID)] = 1
		if c.Is(change.Added) {
			came[source.PathOf(c.Kind, c.ID)] = 2
		}
	}
	age := func(rec register.Record) int { return came[source.PathOf(rec.RecordKind(), rec.RecordMeta().ID)] }
	sorted := register.Records{Settings: records.Settings}
	for _, rec := range slices.SortedStableFunc(records.All(), func(a, b register.Record) int { return age(a) - age(b) }) {
		sorted.Add(rec)
	}
	return sorted
}
