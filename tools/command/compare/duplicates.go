package compare

import (
	"slices"

	"opencec/tools/command/datafolder"
	"opencec/tools/history/change"
	"opencec/tools/history/review"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// withoutRepeats returns the problems of the files. It reports duplicates at the new record, and
// leaves out what the difference reports itself.
func (c *Comparison) withoutRepeats(ofDifference []source.Problem) []source.Problem {
	return slices.DeleteFunc(c.blameNewRecords(), func(p source.Problem) bool {
		return isDuplicate(p) && slices.ContainsFunc(ofDifference, func(q source.Problem) bool {
			return q.Rule == review.RuleNumberReused && q.File == p.File && q.Path == p.Path
		})
	})
}

func isDuplicate(p source.Problem) bool { return p.Rule == register.RuleUnique }

// blameNewRecords returns the problems of the files, with duplicates reported at the new record.
// The check of the files alone does not know which one is new, and reports the last record; here
// the new records come last.
func (c *Comparison) blameNewRecords() []source.Problem {
	problems := slices.Clone(c.folder.Report.Problems)
	if !slices.ContainsFunc(problems, isDuplicate) {
		return problems
	}
	problems = slices.DeleteFunc(problems, isDuplicate)
	records := newLast(c.folder.Tree.Records, c.Changes.Changes)
	for _, p := range records.Check(c.folder.On, nil) { // only for the duplicates
		if p.Rule != register.RuleUnique {
			continue
		}
		name := source.PathOf(p.Kind, p.ID)
		placed := source.LocateProblem(p, c.folder.Tree.File(name))
		placed.File = datafolder.Path(c.folder.Dir, name)
		problems = append(problems, placed)
	}
	return problems
}

// newLast returns records ordered by age: unchanged, changed, new.
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
